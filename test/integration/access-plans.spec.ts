import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import type { ReadAccess, WriteTransaction } from '../../src/database/access.js';
import {
  AccessHistoryRepository,
  type AccessFilter,
} from '../../src/devices/history/access-history.repository.js';
import {
  DevicePagesRepository,
  type DeviceOwner,
} from '../../src/devices/history/device-pages.repository.js';
import { IdleDevicesLoop, PruningLoop } from '../../src/devices/upkeep/device-upkeep.js';
import { IdleDevicesRepository } from '../../src/devices/upkeep/idle-devices.repository.js';
import { OldRowsRepository } from '../../src/devices/upkeep/old-rows.repository.js';
import { UsageRepository } from '../../src/usage/usage.repository.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const accesses = 200_000;
const devices = 20_000;
const users = 20_000;
const identities = 5_000;
const base = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

let server: TestServer;
let tenant: BuiltTenant;
const postgres = dialect === 'postgres';

/** Ids of the numbers from 1, all of their kind; those of accesses grow with time. */
const hex = (n: string) => (postgres ? `lpad(to_hex((${n})::bigint), 12, '0')` : `printf('%012x', ${n})`);
const id = (kind: string, n: string) =>
  postgres ? `('${kind}-0000-7000-8000-' || ${hex(n)})::uuid` : `'${kind}-0000-7000-8000-' || ${hex(n)}`;
const timed = (n: string) => {
  const ms = hex(`${base} + (${n}) * ${minuteMs}`);
  const text = `substr(${ms}, 1, 8) || '-' || substr(${ms}, 9) || '-7000-8000-' || ${hex(n)}`;
  return postgres ? `(${text})::uuid` : `(${text})`;
};
const numberOf = (n: number) => n.toString(16).padStart(12, '0');
const idOf = (kind: string, n: number) => `${kind}-0000-7000-8000-${numberOf(n)}`;
const numbers = (to: number) =>
  postgres
    ? `(SELECT n FROM generate_series(1::bigint, ${to}) AS n) AS numbers`
    : `(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${to}) SELECT n FROM s) AS numbers`;

const [userKind, identityKind, deviceKind] = ['01000000', '02000000', '03000000'];
/** A fifth of all accesses is one user's, a hundredth is unsigned. */
const busiest = (n: string, other: string) => `CASE WHEN ${n} % 5 = 0 THEN 1 ELSE ${other} END`;

beforeAll(async () => {
  server = await startTestServer();
  await server.app.get(PruningLoop, { strict: false }).onModuleDestroy();
  await server.app.get(IdleDevicesLoop, { strict: false }).onModuleDestroy();
  tenant = await buildTenant(server);
  const [yes, no] = postgres ? ['true', 'false'] : ['1', '0'];
  const t = `'${tenant.id}'`;
  const statements = [
    `INSERT INTO device_users (tenant_id, id, external_id, metadata, suspended, created_at, updated_at)
     SELECT ${t}, ${id(userKind, 'n')}, 'user-' || n, '{}', ${no}, ${base}, ${base} FROM ${numbers(users)}`,
    `INSERT INTO identities (tenant_id, id, created_at, last_seen_at)
     SELECT ${t}, ${id(identityKind, 'n')}, ${base}, ${base} + n * ${minuteMs} FROM ${numbers(identities)}`,
    `INSERT INTO devices (tenant_id, id, user_id, installation_id, identity_id, fingerprint, confidence, status, info, metadata,
      created_at, attached_at, last_seen_at, detached_at, detached_by)
     SELECT ${t}, ${id(deviceKind, 'n')}, ${id(userKind, `1 + n % ${users}`)}, ${id('04000000', 'n')},
      ${id(identityKind, `1 + n % ${identities}`)}, NULL, 0, CASE WHEN n % 3 = 0 THEN 'detached' ELSE 'attached' END, '{}', '{}',
      ${base}, ${base}, ${base} + n * ${minuteMs}, NULL, NULL FROM ${numbers(devices)}`,
    `INSERT INTO accesses (tenant_id, id, action, user_id, device_id, identity_id, signed, api_key, token, confidence, ip_hash, created_at)
     SELECT ${t}, ${timed('n')}, 'attach', ${id(userKind, busiest('n', `1 + n % ${users}`))},
      ${id(deviceKind, `1 + n % ${devices}`)}, ${id(identityKind, `1 + n % ${identities}`)},
      CASE WHEN n % 100 = 0 THEN ${no} ELSE ${yes} END, 'k', NULL, 0, 'h', ${base} + n * ${minuteMs} FROM ${numbers(accesses)}`,
    `INSERT INTO usage_daily (tenant_id, date, signs, attaches, identifies, signed, unsigned, logins, bookings)
     SELECT ${t}, 'day ' || n, 0, 0, 0, 0, 0, 0, 0 FROM ${numbers(5_000)}`,
  ];
  await server.database.write(async ({ manager }) => {
    for (const statement of statements) await manager.query(statement);
  });
  // Index-only reads of PostgreSQL need what a vacuum leaves behind, as a server in use has it.
  if (postgres)
    await server.database.writer.query('VACUUM ANALYZE accesses, devices, identities, device_users');
  else await server.database.write(({ manager }) => manager.query('ANALYZE'));
});
afterAll(() => server.close());

interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** The plan of the first statement that the work asks; for SELECTs of PostgreSQL with the rows of each step. */
async function planOf(work: (access: ReadAccess) => Promise<unknown>): Promise<string> {
  const statements: Statement[] = [];
  const query = async (text: string | { text: string }, parameters: readonly unknown[]) => {
    statements.push({ text: typeof text === 'string' ? text : text.text, parameters });
    return [];
  };
  const connection = { options: { type: postgres ? 'postgres' : 'better-sqlite3' } };
  await work({ manager: { connection, query } } as never);
  const [statement] = statements;
  if (statement === undefined) throw new Error('Nothing was asked.');
  return server.database.read(async ({ manager }) => {
    const explain = postgres ? 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)' : 'EXPLAIN QUERY PLAN';
    const lines = await manager.query<Record<string, string>[]>(`${explain} ${statement.text}`, [
      ...statement.parameters,
    ]);
    return lines.map((line) => line['QUERY PLAN'] ?? line['detail'] ?? '').join('\n');
  });
}

/** SQLite scans the list of ids that it has just made of an index. */
const walksATable = /^SCAN (?!CONSTANT)|Seq Scan/m;
const mostRows = (plan: string): number =>
  Math.max(0, ...[...plan.matchAll(/actual rows=(\d+(?:\.\d+)?)/g)].map(([, count]) => Number(count)));
/** Rows that a step read and left out. */
const leftOut = (plan: string): number =>
  Math.max(0, ...[...plan.matchAll(/Rows Removed by [^:]+: (\d+)/g)].map(([, count]) => Number(count)));

const history = new AccessHistoryRepository();
const pages = new DevicePagesRepository();
const old = new OldRowsRepository();

const deviceId = idOf(deviceKind, 18);
const identityId = idOf(identityKind, 18);

describe('among two hundred thousand accesses', () => {
  const filters: readonly (readonly [string, AccessFilter, index: string, matching: number])[] = [
    ['of a user', { user: 'user-17' }, 'accesses_by_user', 10],
    ['of the busiest user', { user: 'user-1' }, 'accesses_by_user', 40_000],
    ['of a device', { device: deviceId }, 'accesses_by_device', 10],
    ['of an identity', { identity: identityId }, 'accesses_by_identity', 40],
    ['that are signed', { signed: true }, 'accesses_by_signed', 198_000],
    ['that are unsigned', { signed: false }, 'accesses_by_signed', 2_000],
    ['of a device and the busiest user', { user: 'user-1', device: deviceId }, 'accesses_by_device', 10],
    ['of an identity, signed', { identity: identityId, signed: true }, 'accesses_by_identity', 40],
    ['of a user, unsigned', { user: 'user-17', signed: false }, 'accesses_by_user', 10],
    [
      'by all filters',
      { user: 'user-1', device: deviceId, identity: identityId, signed: true },
      'accesses_by_device',
      10,
    ],
  ];

  it.each(filters)('a page %s is a range of an index', async (_, filter, index, matching) => {
    const plan = await planOf((access) => history.list(access, tenant.id, filter, 21, 0));
    expect(plan).not.toMatch(walksATable);
    expect(plan).toContain(index);
    expect(mostRows(plan)).toBeLessThanOrEqual(Math.min(21, matching));
    expect(leftOut(plan)).toBeLessThanOrEqual(matching);
  });

  it.each(filters)('those %s are counted in a range of an index', async (_, filter, index, matching) => {
    const plan = await planOf((access) => history.count(access, tenant.id, filter));
    // PostgreSQL rather reads a table of which it counts nearly all.
    if (!postgres || matching < accesses / 2) {
      expect(plan).not.toMatch(walksATable);
      expect(plan).toContain(index);
    }
    expect(mostRows(plan)).toBeLessThanOrEqual(matching);
    expect(leftOut(plan)).toBeLessThanOrEqual(matching);
  });

  it('a deep page walks through the index, and reads the rows that it shows', async () => {
    const plan = await planOf((access) => history.list(access, tenant.id, { signed: true }, 20, 150_000));
    expect(plan).not.toMatch(walksATable);
    expect(plan).toMatch(/Index Only Scan.*accesses_by_signed|COVERING INDEX accesses_by_signed/);
  });

  it('pages come in time, the deepest too', async () => {
    const startedAt = Date.now();
    for (const query of ['signed=true', 'user=user-1', 'signed=true&page=9900', 'user=user-1&page=2000']) {
      const answer = await server.request(`/v2/proj/access-history?${query}`, { basic: tenant.secret });
      expect([query, answer.status, answer.body.docs.length]).toEqual([query, 200, 20]);
    }
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it('what is old is found from its end of the index', async () => {
    const rows = { tenantId: tenant.id, before: base + 50 * minuteMs };
    const look = await planOf((access) => old.look(access, rows));
    expect(look).not.toMatch(walksATable);
    expect(mostRows(look)).toBeLessThanOrEqual(1);
    for (const work of [
      (access: ReadAccess) => old.deleteAccesses(access as WriteTransaction, rows, 1_000),
      (access: ReadAccess) => old.deleteDevices(access as WriteTransaction, rows, 1_000),
      (access: ReadAccess) => old.listIdentities(access, rows, null, 1_000),
      (access: ReadAccess) =>
        old.listIdentities(access, rows, { lastSeenAt: base + 10 * minuteMs, id: newId() }, 1_000),
      (access: ReadAccess) =>
        old.deleteIdentities(access as WriteTransaction, rows, [identityId, idOf(identityKind, 19)]),
      (access: ReadAccess) => new IdleDevicesRepository().findUsers(access, tenant.id, rows.before, 100),
    ]) {
      const plan = await planOf(work);
      expect(plan).not.toMatch(walksATable);
      expect(mostRows(plan)).toBeLessThanOrEqual(50);
    }
  });
});

describe('among twenty thousand devices', () => {
  const owners: readonly (readonly [string, DeviceOwner, index: RegExp, matching: number])[] = [
    ['a tenant', { of: 'tenant' }, /devices_pkey|autoindex_devices_1/, devices],
    [
      'a user',
      { of: 'user', user: 'user-17' },
      /devices_by_user|devices_by_fingerprint|autoindex_devices_2|devices_tenant_id_user_id/,
      10,
    ],
    ['an identity', { of: 'identity', identity: identityId }, /devices_by_identity/, 4],
  ];

  it.each(owners)(
    'a page and the count of those of %s are ranges of an index',
    async (_, owner, index, matching) => {
      const page = await planOf((access) => pages.list(access, tenant.id, owner, 21, 0));
      expect(page).not.toMatch(walksATable);
      expect(mostRows(page)).toBeLessThanOrEqual(21);
      const count = await planOf((access) => pages.count(access, tenant.id, owner));
      expect(count).not.toMatch(/^SCAN |^(?=.*Seq Scan)(?!.*Seq Scan on devices l)/m);
      if (owner.of !== 'tenant') expect(count).toMatch(index);
      expect(mostRows(count)).toBeLessThanOrEqual(matching);
    },
  );
});

it('days of usage are found by their key', async () => {
  const plan = await planOf((access) =>
    new UsageRepository().findBetween(access, tenant.id, '2026-01-01', '2026-01-31'),
  );
  expect(plan).not.toMatch(walksATable);
});
