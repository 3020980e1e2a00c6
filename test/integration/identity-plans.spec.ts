import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import type { Sealer } from '../../src/crypto/seal.js';
import type { ReadAccess } from '../../src/database/access.js';
import { IdentitiesRepository } from '../../src/devices/identities/identities.repository.js';
import { IdentityMatches } from '../../src/devices/identities/identity-matches.service.js';
import { NamedDevicesRepository } from '../../src/devices/identities/named-devices.repository.js';
import { readSignals, type Signals } from '../../src/devices/identities/signals.js';
import { SEALER } from '../../src/tenants/sealer.js';
import { buildDevice } from '../builders/devices.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { plansOf as plansWithin, walksATable } from '../support/plans-of.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const rows = 100_000;
/** Rows that one way to find an identity reads at most. */
const atMost = 20;
const at = Date.UTC(2031, 0, 1);

let server: TestServer;
/** Each identity of its own core; all of one core; all of one fingerprint. */
let various: BuiltTenant;
let alike: BuiltTenant;
let same: BuiltTenant;

const common: Signals = { canvas: 'c', webgl: 'w', audio: 'a', platform: 'p' };
const address = 'an address';
const read = (tenant: BuiltTenant, signals: Signals) =>
  readSignals(server.app.get<Sealer>(SEALER, { strict: false }), tenant.id, signals, address);
const idOf = (n: number) => `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

async function fill(tenant: BuiltTenant, look: { readonly fingerprint: string; readonly core: string }) {
  const postgres = dialect === 'postgres';
  const numbers = postgres
    ? `SELECT n FROM generate_series(1::bigint, ${rows}) AS n`
    : `WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) SELECT n FROM s`;
  const uuid = postgres
    ? `('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
    : `'01890000-0000-7000-8000-' || printf('%012x', n)`;
  const signals = JSON.stringify(read(tenant, { ...common, canvas: 'another' }).digests);
  await server.database.write(async ({ manager }) => {
    await manager.query(
      `INSERT INTO identities (tenant_id, id, created_at, last_seen_at)
       SELECT '${tenant.id}', ${uuid}, ${at} + n, ${at} + n FROM (${numbers}) AS numbers`,
    );
    await manager.query(
      `INSERT INTO identity_fingerprints (tenant_id, identity_id, fingerprint, core, signals, last_seen_at)
       SELECT '${tenant.id}', ${uuid}, ${look.fingerprint}, ${look.core}, '${signals}', ${at} + n FROM (${numbers}) AS numbers`,
    );
  });
}

beforeAll(async () => {
  server = await startTestServer();
  [various, alike, same] = [await buildTenant(server), await buildTenant(server), await buildTenant(server)];
  const [ofAlike, ofSame] = [read(alike, common), read(same, common)];
  await fill(various, { fingerprint: `'f' || n`, core: `'c' || n` });
  await fill(alike, { fingerprint: `'f' || n`, core: `'${ofAlike.core}'` });
  await fill(same, { fingerprint: `'${ofSame.fingerprint}'`, core: `'${ofSame.core}'` });
  if (dialect === 'postgres')
    await server.database.write(({ manager }) => manager.query('ANALYZE identities, identity_fingerprints'));
});
afterAll(() => server.close());

const tenants = () =>
  [
    ['each of its own make', various],
    ['all of one make', alike],
    ['all the same', same],
  ] as const;

/** The plan that PostgreSQL makes once for all values, as it does for the server, must be no worse. */
async function looksAtGenericPlan(manager: EntityManager, text: string, parameters: number): Promise<void> {
  await manager.query('SET LOCAL plan_cache_mode = force_generic_plan');
  await manager.query(`PREPARE looked_at AS ${text}`);
  const nothing = Array.from({ length: parameters }, () => 'NULL').join(', ');
  const lines = await manager.query<Record<string, string>[]>(`EXPLAIN EXECUTE looked_at(${nothing})`);
  await manager.query('DEALLOCATE looked_at');
  const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
  expect(plan).toContain('identity_fingerprints_by_core');
  expect(plan).not.toMatch(walksATable);
  // Of one identity alone.
  expect(plan.match(/Sort Key/g) ?? []).toHaveLength(1);
}

/** The plan of the one query that this reading sends; on PostgreSQL with the rows that each step had. */
async function planOf(work: (access: ReadAccess) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  const prefix = dialect === 'postgres' ? 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)' : 'EXPLAIN QUERY PLAN';
  await server.database.write(async ({ manager }) => {
    const query = async (text: string, parameters: unknown[]) => {
      if (dialect === 'postgres') await looksAtGenericPlan(manager, text, parameters.length);
      const lines = await manager.query<Record<string, string>[]>(`${prefix} ${text}`, parameters);
      plans.push(lines.map((line) => line['QUERY PLAN'] ?? line['detail'] ?? '').join('\n'));
      return [];
    };
    await work({ manager: { connection: manager.connection, query } } as never);
  });
  expect(plans.length).toBe(1);
  return plans[0]!;
}

/** Lines that read a whole table; what a SELECT inside hands on is none. */
const walks = (plan: string): string[] =>
  plan.split('\n').filter((line) => walksATable.test(line.trim()) && line !== 'SCAN found');

const resolve = (tenant: BuiltTenant, signals: Signals, named: string | null = null, nowMs = at) =>
  server.database.write((transaction) =>
    server.app
      .get(IdentityMatches, { strict: false })
      .resolve(transaction, tenant.id, { signals, named, address, nowMs }),
  );

describe('a hundred thousand identities of a tenant', () => {
  it('are looked through by index: a range by each trace, and twenty rows of it', async () => {
    const repository = new IdentitiesRepository();
    for (const [title, tenant] of tenants()) {
      const traces = { ...read(tenant, common), named: idOf(7) };
      const plan = await planOf((access) => repository.findCandidates(access, tenant.id, traces));
      expect([title, walks(plan)]).toEqual([title, []]);
      if (dialect === 'sqlite') {
        const searches = plan.split('\n').filter((line) => line.startsWith('SEARCH'));
        expect(searches.map((line) => line.replace(/^SEARCH f USING (?:COVERING )?INDEX /, ''))).toEqual([
          'identity_fingerprints_by_fingerprint (tenant_id=? AND fingerprint=?)',
          'identity_fingerprints_by_core (tenant_id=? AND core=?)',
          expect.stringMatching(
            /^sqlite_autoindex_identity_fingerprints_1 \(tenant_id=\? AND identity_id=\?\)$/,
          ),
        ]);
        // Only the few looks of one identity are put into order.
        expect(plan.match(/USE TEMP B-TREE FOR ORDER BY/g) ?? []).toHaveLength(1);
      } else {
        const scanned = [...plan.matchAll(/Index Scan[^\n]*rows=(\d+)(?:\.\d+)? loops/g)].map(([, n]) =>
          Number(n),
        );
        const inNode = [...plan.matchAll(/\(actual rows=(\d+)/g)].map(([, n]) => Number(n));
        expect(plan).toContain('identity_fingerprints_by_core');
        expect(Math.max(...scanned)).toBeLessThanOrEqual(atMost);
        expect(Math.max(...inNode)).toBeLessThanOrEqual(3 * atMost);
        expect(plan).not.toMatch(/Rows Removed by Filter/);
      }
    }
  });

  it('hand on twenty rows by each trace', async () => {
    const repository = new IdentitiesRepository();
    for (const [title, tenant] of tenants()) {
      const traces = { ...read(tenant, common), named: idOf(7) };
      const found = await server.database.read((access) =>
        repository.findCandidates(access, tenant.id, traces),
      );
      expect([title, found.length]).toEqual([title, tenant === various ? 1 : tenant === alike ? 21 : 41]);
    }
  });

  it('are told from a machine that is none of them, which is known the next time', async () => {
    for (const [, tenant] of tenants()) {
      const made = await resolve(tenant, common, null, at + rows + 1);
      expect(Number.parseInt(made.identityId.slice(-12), 16)).toBeGreaterThan(rows);
      expect((await resolve(tenant, common, null, at + rows + 2)).identityId).toBe(made.identityId);
    }
  });

  it('are each found where they are named, and are seen by statements that use an index', async () => {
    const look = { ...common, canvas: 'another' };
    const later = at + rows + 120_000;
    expect((await resolve(alike, look, idOf(7), later)).identityId).toBe(idOf(7));
    const { fingerprint, core, digests: signals } = read(alike, common);
    const row = { tenantId: alike.id, identityId: idOf(9), fingerprint, core, signals, lastSeenAt: later };
    const plans = await plansWithin(server, async (transaction) => {
      const repository = new IdentitiesRepository();
      await repository.see(transaction, alike.id, idOf(9), later);
      await repository.hold(transaction, alike.id, idOf(9));
      await repository.keepFingerprint(transaction, row);
    });
    expect(plans.filter((line) => walksATable.test(line))).toEqual([]);
  });

  it('cost a machine that comes no more than a few do', async () => {
    const few = await buildTenant(server);
    const times = async (tenant: BuiltTenant, round = 0) => {
      const begun = performance.now();
      for (let n = 0; n < 50; n += 1)
        await resolve(tenant, { ...common, user_agent: `v${round}.${n}` }, null, at + n);
      return performance.now() - begun;
    };
    await times(few);
    const bare = await times(few);
    // On a machine that is busy with other suites one of several rounds is enough.
    const isCheap = async (tenant: BuiltTenant) => {
      for (let round = 0; round < 5; round += 1)
        if ((await times(tenant, round)) < bare * 4 + 600) return true;
      return false;
    };
    for (const [title, tenant] of tenants()) expect([title, await isCheap(tenant)]).toEqual([title, true]);
  });
});

describe('the device that a client names as it is identified', () => {
  it('is looked up by its id', async () => {
    const device = await buildDevice(server, various, 'ann');
    const plans = await plansWithin(server, (transaction) =>
      new NamedDevicesRepository().findUser(transaction, various.id, device.id),
    );
    expect(plans.filter((line) => walksATable.test(line))).toEqual([]);
  });
});
