import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import type { Database } from '../../src/database/database.js';
import { removeFull, spendTogether } from '../../src/limits/rate-bucket-rows.js';
import { fullAtAfter, mostSpentMs } from '../../src/limits/shared-bucket.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { startAnotherServer, startTestServer, type Answer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

/** As src/limits/bucket-exchange.ts has it. */
const exchangeMs = 200;
const perMinute = 30;
const limits = {
  COUNTERSIGN_RATE_LIMIT_PER_MINUTE: String(perMinute),
  COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: String(perMinute),
  COUNTERSIGN_SIGNS_PER_USER_PER_MINUTE: String(perMinute),
  COUNTERSIGN_TRUST_PROXY: 'true',
};

interface Row {
  readonly key: string;
  readonly leftMs: number;
}

describe('the limits of two servers on one database', () => {
  let [here, there]: TestServer[] = [];
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;

  beforeAll(async () => {
    here = await startTestServer(limits);
    there = await startAnotherServer(here, limits);
    tenant = await buildTenant(here);
    configuration = await buildConfiguration(here, tenant);
  });
  afterAll(async () => {
    await there!.close();
    await here!.close();
  });

  /** No test finds what another one left, or is told of late. */
  beforeEach(() =>
    until('nothing is told any more', async () => {
      await here!.database.write(({ manager }) => manager.query('DELETE FROM rate_buckets'));
      await exchanged();
      return (await rows()).length === 0;
    }),
  );

  const rows = (): Promise<Row[]> =>
    here!.database.read(({ manager }) =>
      manager.query(
        `SELECT key, (full_at - extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "leftMs" FROM rate_buckets`,
      ),
    );
  const deepestMs = async () => Math.max(0, ...(await rows()).map(({ leftMs }) => leftMs));

  /** Asks until the first refusal; how many were answered otherwise. */
  async function allowed(ask: () => Promise<Answer>, most = 3 * perMinute): Promise<number> {
    for (let count = 0; count < most; count += 1) if ((await ask()).status === 429) return count;
    return most;
  }
  /** Waits until it is told how deep the deepest is, of which some flows back while it is waited for. */
  const toldOf = (leastMs: number) => {
    const from = Date.now();
    return until('it is told', async () => (await deepestMs()) > leastMs - (Date.now() - from));
  };
  const emptied = () => toldOf(60_000 - 5_000);
  const exchanged = () => new Promise((wake) => setTimeout(wake, 2 * exchangeMs));
  /** Asks once per exchange until it is refused; by itself a server would let a whole limit through. */
  async function refusedSoon(ask: () => Promise<Answer>): Promise<Answer> {
    for (let count = 0; count < perMinute / 2; count += 1) {
      const answer = await ask();
      if (answer.status === 429) return answer;
      await exchanged();
    }
    throw new Error('It was let through again and again.');
  }

  /** What flows in while a test runs on a busy machine. */
  async function whileMeasured<T>(run: () => Promise<T>): Promise<{ result: T; flownIn: number }> {
    const from = Date.now();
    const result = await run();
    return { result, flownIn: Math.ceil(((Date.now() - from) * perMinute) / 60_000) };
  }

  it.each([
    ['a user', () => ({ path: '/v2/me', bearer: configuration.token({ id: 'ann' }) })],
    ['an API key', () => ({ path: '/v2/app', basic: tenant.secret })],
  ])('%s who emptied a bucket at one is refused at the other after an exchange', async (_, caller) => {
    const { path, ...proof } = caller();
    const at = (server: TestServer | undefined) => () => server!.request(path, proof);
    const { result, flownIn } = await whileMeasured(async () => {
      const first = await allowed(at(here));
      await emptied();
      // The other has not asked: it learns with the first exchange of its own.
      const before = await at(there)();
      await exchanged();
      return { first, before, after: await refusedSoon(at(there)) };
    });
    expect(result.first).toBeGreaterThanOrEqual(perMinute);
    expect(result.first).toBeLessThanOrEqual(perMinute + flownIn);
    expect(result.before.status).toBe(200);
    expect(result.after.body.code).toBe('rate_limited');
    expect(Number(result.after.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(result.after.headers.get('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/);
  });

  it('let a user who asks both in turn have one limit, and what an exchange lets through', async () => {
    const bearer = configuration.token({ id: 'ben' });
    let turn = 0;
    const { result, flownIn } = await whileMeasured(async () => {
      let count = 0;
      for (let refusals = 0; refusals < 8; turn += 1) {
        const answer = await (turn % 2 === 0 ? here : there)!.request('/v2/me', { bearer });
        if (answer.status === 429) refusals += 1;
        else count += 1;
        await new Promise((wake) => setTimeout(wake, 80));
      }
      return count;
    });
    expect(result).toBeGreaterThanOrEqual(perMinute - 1);
    // Ten at each while the other's are told, which takes a busy machine some intervals.
    expect(result).toBeLessThanOrEqual(perMinute + flownIn + 20);
  });

  it('count failed authentications of an address together', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.7' };
    const guess = (server: TestServer | undefined) => () =>
      server!.request('/v2/me', { bearer: 'guess.guess.guess', headers });
    expect(await allowed(guess(here))).toBeGreaterThanOrEqual(perMinute);
    await emptied();
    expect((await guess(there)()).status).toBe(401);
    await exchanged();
    const refused = await refusedSoon(guess(there));
    expect(refused.headers.get('ratelimit-policy')).toBe(`"auth_failures";q=${perMinute};w=60`);
    const elsewhere = { 'X-Forwarded-For': '192.0.2.8' };
    expect((await there!.request('/v2/me', { bearer: 'guess.guess.guess', headers: elsewhere })).status).toBe(
      401,
    );
  });

  it('count what is signed for a user together', async () => {
    const other = await buildTenant(here!);
    const sign = (server: TestServer | undefined) => () =>
      server!.request('/v2/token/sign', { method: 'POST', basic: other.secret, body: { user: 'cid' } });
    const { result, flownIn } = await whileMeasured(async () => {
      for (let signed = 0; signed < perMinute / 2; signed += 1) expect((await sign(here)()).status).toBe(200);
      await exchanged();
      let count = 0;
      for (; (await sign(there)()).status === 200; count += 1) await exchanged();
      return count;
    });
    expect(result).toBeLessThanOrEqual(perMinute / 2 + flownIn + 2);
  });

  it.each([
    ['is locked', 'LOCK TABLE rate_buckets IN ACCESS EXCLUSIVE MODE', 'SELECT 1'],
    [
      'is gone',
      'ALTER TABLE rate_buckets RENAME TO rate_buckets_away',
      'ALTER TABLE rate_buckets_away RENAME TO rate_buckets',
    ],
  ])(
    'hold up no request while the table %s: each counts alone, and they share again after it',
    async (name, take, give) => {
      const bearer = configuration.token({ id: name });
      const admin = new Client({ connectionString: here!.testDatabase.url });
      await admin.connect();
      try {
        if (name === 'is locked') await admin.query('BEGIN');
        await admin.query(take);
        const { result: counts, flownIn } = await whileMeasured(() =>
          Promise.all([here, there].map((server) => allowed(() => server!.request('/v2/me', { bearer })))),
        );
        await exchanged();
        for (const count of counts) expect(count).toBeGreaterThanOrEqual(perMinute);
        for (const count of counts) expect(count).toBeLessThanOrEqual(perMinute + flownIn);
        await admin.query(give);
        if (name === 'is locked') await admin.query('COMMIT');
        // Both emptied it: there is a debt.
        await toldOf(70_000);
      } finally {
        await admin.end();
      }
    },
  );

  it('keep no name and no address in the table', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.9' };
    await here!.request('/v2/me', { bearer: configuration.token({ id: 'dan' }), headers });
    await here!.request('/v2/me', { bearer: 'guess', headers });
    await until('both are told', async () => (await rows()).length === 2);
    const all = await rows();
    for (const { key } of all) expect(key).toMatch(/^[\w-]{43}$/);
  });
});

describe('the table of shared buckets', () => {
  let server: TestServer;
  let database: Database;
  beforeAll(async () => {
    // Off: nobody else writes here.
    server = await startTestServer();
    database = server.database;
  });
  afterAll(() => server.close());

  const spend = (spendings: { key: string; spentMs: number }[]) =>
    database.write((transaction) => spendTogether(transaction, spendings));
  const putRow = (key: string, leftMs: number) =>
    database.write(({ manager }) =>
      manager.query(
        `INSERT INTO rate_buckets VALUES ($1, extract(epoch FROM clock_timestamp()) * 1000 + $2)
         ON CONFLICT (key) DO UPDATE SET full_at = excluded.full_at`,
        [key, leftMs],
      ),
    );

  it('adds up as the pure function says', async () => {
    const left = fc.option(fc.integer({ min: -300_000, max: 300_000 }));
    let made = 0;
    await fc.assert(
      fc.asyncProperty(left, fc.integer({ min: 1, max: 200_000 }), async (leftMs, spentMs) => {
        const key = `pure ${(made += 1)}`;
        const from = Date.now();
        if (leftMs !== null) await putRow(key, leftMs);
        const [row] = await spend([{ key, spentMs }]);
        const expected = fullAtAfter(leftMs, spentMs, 0);
        // What flowed in between the two statements; near an edge that decides between two cases.
        const flownIn = Date.now() - from + 50;
        if (Math.abs((leftMs ?? 0) - mostSpentMs) < flownIn) return;
        expect(Math.abs((row?.spentMs ?? 0) - expected)).toBeLessThanOrEqual(flownIn);
      }),
      { numRuns: 60 },
    );
  });

  it('loses nothing of what many tell at once about the same buckets, and nobody waits for nobody', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    const told = Array.from({ length: 24 }, (_, round) => {
      const turned = [...keys.slice((round * 31) % 200), ...keys.slice(0, (round * 31) % 200)];
      return turned.map((key) => ({ key, spentMs: 2_000 }));
    });
    const from = Date.now();
    await Promise.all([
      ...told.map(spend),
      ...told.map(() => database.write((transaction) => removeFull(transaction))),
    ]);
    const after = await spend(keys.map((key) => ({ key, spentMs: 1 })));
    const sums = after.map(({ spentMs }) => spentMs);
    expect(sums).toHaveLength(200);
    expect(Math.max(...sums)).toBeLessThanOrEqual(48_001);
    expect(Math.min(...sums)).toBeGreaterThanOrEqual(48_001 - (Date.now() - from));
  });

  it('forgets buckets that are full again, and those alone', async () => {
    await putRow('full', -1);
    await putRow('spent from', 60_000);
    await database.write((transaction) => removeFull(transaction));
    const left: { key: string }[] = await database.read(({ manager }) =>
      manager.query(`SELECT key FROM rate_buckets WHERE key IN ('full', 'spent from')`),
    );
    expect(left.map(({ key }) => key)).toEqual(['spent from']);
  });
});
