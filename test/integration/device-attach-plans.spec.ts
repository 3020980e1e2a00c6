import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WriteTransaction } from '../../src/database/access.js';
import { AccessesRepository } from '../../src/devices/accesses.repository.js';
import { DeviceUsersRepository } from '../../src/devices/users/device-users.repository.js';
import { DevicesRepository } from '../../src/devices/devices.repository.js';
import { KnownDevicesRepository } from '../../src/devices/attach/known-devices.repository.js';
import { SeenDevicesRepository } from '../../src/devices/attach/seen-devices.repository.js';
import { accessRow } from '../builders/accesses.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { plansOf, walksATable } from '../support/plans-of.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const rows = 20_000;
const ofOne = 10;
const at = Date.UTC(2031, 0, 1);

let server: TestServer;
let tenant: BuiltTenant;

const postgres = dialect === 'postgres';
const idOf = (kind: string, n: string | number) =>
  typeof n === 'number'
    ? `01890000-0000-7000-${kind}-${n.toString(16).padStart(12, '0')}`
    : postgres
      ? `('01890000-0000-7000-${kind}-' || lpad(to_hex(${n}), 12, '0'))::uuid`
      : `'01890000-0000-7000-${kind}-' || printf('%012x', ${n})`;

/** Ten devices of each user, all of one identity and alike, so that only the user tells them apart. */
beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  const numbers = (to: number) =>
    postgres
      ? `SELECT n FROM generate_series(1::bigint, ${to}) AS n`
      : `WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${to}) SELECT n FROM s`;
  const users = rows / ofOne;
  const no = postgres ? 'false' : '0';
  await server.database.write(async ({ manager }) => {
    for (const statement of [
      `INSERT INTO device_users (tenant_id, id, external_id, metadata, suspended, created_at, updated_at)
       SELECT '${tenant.id}', ${idOf('8001', 'n')}, 'u' || n, '{}', ${no}, ${at}, ${at} FROM (${numbers(users)}) AS numbers`,
      `INSERT INTO identities (tenant_id, id, created_at, last_seen_at) VALUES ('${tenant.id}', '${idOf('8002', 1)}', ${at}, ${at})`,
      `INSERT INTO devices (tenant_id, id, user_id, installation_id, identity_id, fingerprint, confidence, status, info, metadata,
        created_at, attached_at, last_seen_at)
       SELECT '${tenant.id}', ${idOf('8003', 'n')}, ${idOf('8001', `1 + n % ${users}`)}, ${idOf('8004', 'n')}, ${postgres ? `'${idOf('8002', 1)}'::uuid` : `'${idOf('8002', 1)}'`},
        'f', 900, 'attached', '{}', '{}', ${at}, ${at}, ${at} FROM (${numbers(rows)}) AS numbers`,
      `INSERT INTO accesses (tenant_id, id, action, user_id, device_id, identity_id, signed, api_key, confidence, ip_hash, created_at)
       SELECT '${tenant.id}', ${idOf('8005', 'n')}, 'attach', ${idOf('8001', `1 + n % ${users}`)}, ${idOf('8003', 'n')}, NULL, ${no}, 'k', 0, 'h', ${at}
       FROM (${numbers(rows)}) AS numbers`,
      `INSERT INTO users (tenant_id, id, external_id, disabled, jwt_configuration_id, first_seen_at, last_seen_at, updated_at)
       SELECT '${tenant.id}', ${idOf('8006', 'n')}, 'u' || n, ${no}, 'c', ${at}, ${at}, ${at} FROM (${numbers(users)}) AS numbers`,
    ])
      await manager.query(statement);
    await manager.query(postgres ? 'ANALYZE device_users, devices, identities, accesses, users' : 'ANALYZE');
  });
});
afterAll(() => server.close());

const devices = new DevicesRepository();
const users = new DeviceUsersRepository();
const known = new KnownDevicesRepository();
const accesses = new AccessesRepository();
const seen = new SeenDevicesRepository();

const user = () => ({ tenantId: tenant.id, userId: idOf('8001', 7) });
const place = () => ({ tenantId: tenant.id, externalId: 'u7' });
const accessOf = (n: number) =>
  accessRow(tenant.id, { userId: idOf('8001', 7), deviceId: idOf('8003', n), createdAt: at + 100_000 });

describe('among twenty thousand devices of one identity, an index answers', () => {
  it.each<[string, (transaction: WriteTransaction) => Promise<unknown>]>([
    [
      'a known device by its id',
      (t) =>
        known.find(t, {
          ...place(),
          deviceId: idOf('8003', 6),
          fingerprint: 'f',
          idleBefore: null,
          countedUpTo: 10,
        }),
    ],
    [
      'a known device by its signals',
      (t) => known.find(t, { ...place(), deviceId: null, fingerprint: 'f', idleBefore: at, countedUpTo: 10 }),
    ],
    ['the user', (t) => users.findLocked(t, place())],
    [
      'a recognised device',
      (t) => devices.findRecognised(t, user(), { identityId: idOf('8002', 1), fingerprint: 'f' }),
    ],
    ['an installation', (t) => devices.findOfInstallation(t, user(), idOf('8004', 6))],
    ['how many are attached', (t) => devices.countAttached(t, user(), 10_000)],
    ['how large they are', (t) => devices.listSizes(t, place(), 1000)],
    ['which are attached', (t) => devices.listAttached(t, place(), 1000)],
    ['a detach of those that are idle', (t) => devices.detachIdle(t, user(), at, at)],
    ['a detach', (t) => devices.detach(t, tenant.id, [idOf('8003', 6)], { at, by: 'idle' })],
    ['accesses of devices that are attached', (t) => accesses.insertWhereAttached(t, [6, 7].map(accessOf))],
    ['when they were seen', (t) => seen.mark(t, [6, 7].map(accessOf))],
    ['what erasing their accesses takes', (t) => accesses.deleteOfDevices(t, user())],
  ])('%s', async (_, work) => {
    const plan = (await plansOf(server, work)).join('\n');
    expect(plan).not.toMatch(walksATable);
    // A part of an index that says no more than the tenant is the whole tenant.
    expect(plan).not.toMatch(/USING (?:COVERING )?INDEX \S+ \(tenant_id=\?\)/);
    expect(plan).not.toMatch(/Index Cond: \(\S*tenant_id = [^()]*\)$/m);
    // What all of the tenant's devices have in common.
    expect(plan).not.toMatch(/devices_by_identity|devices_idle/);
  });
});
