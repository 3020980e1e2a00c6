import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach } from '../support/once-each.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { send } from '../support/test-server.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

/** As DATABASE_URL says: half a minute would be long for a test. */
const statementMs = 1_000;
/** The statement, two seconds of grace, five for a connection, and what a busy machine adds. */
const longestMs = statementMs + 2_000 + 5_000 + 10_000;
const clients = 12;

describe('a server whose line to PostgreSQL swallows what is sent', () => {
  let postgres: OwnPostgres;
  let house: FaultHouse;
  const loads: WriteLoad[] = [];

  beforeAll(async () => {
    postgres = await OwnPostgres.start({ max_connections: '100' });
    const url = `${postgres.url}?statement_timeout=${statementMs}&idle_in_transaction_session_timeout=${statementMs}`;
    house = await FaultHouse.open({ testDatabase: postgres.testDatabase, url });
    await house.start();
  });
  afterAll(() => house.close());

  const ask = async (method: 'GET' | 'POST') => {
    const begun = Date.now();
    const body = method === 'POST' ? { name: 'Unheard', timezone: 'UTC' } : undefined;
    const { status, headers, ...answer } = await send(`${house.url}/v2/resources`, {
      method,
      bearer: house.tenant.secret,
      ...(body && { body }),
    });
    const retryAfter = Number(headers.get('retry-after'));
    return { status, code: answer.body.code as unknown, retryAfter, tookMs: Date.now() - begun };
  };

  /** A hundred writes in a row and thirty reads are answered: nobody meets a connection of the silent time any more. */
  const untilAllIsWell = async (load: WriteLoad): Promise<void> => {
    let since = { count: load.count, refused: load.refused };
    await until('no write is refused any more', () => {
      if (load.refused > since.refused) since = { count: load.count, refused: load.refused };
      return load.count > since.count + 100;
    });
    for (let times = 0; times < 30; times += 1) expect((await ask('GET')).status).toBe(200);
  };

  it.each(['both', 'server'] as const)(
    'answers 503 within its time, goes on by itself, and has done each thing once (lost is what is said by: %s)',
    async (from) => {
      const load = new WriteLoad(house, clients);
      loads.push(load);
      await until('writes are answered', () => load.count > 10);
      postgres.relay.swallow(from);
      const { refused } = load;
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => ask(index % 2 === 0 ? 'GET' : 'POST')),
      );
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 503, code: 'database_unavailable' });
        expect(answer.retryAfter).toBeGreaterThan(0);
        expect(answer.tookMs).toBeLessThan(longestMs);
      }
      await until('writes are refused', () => load.refused > refused);
      expect((await send(`${house.url}/health/live`)).status).toBe(200);
      expect((await send(`${house.url}/health/ready`)).status).toBe(503);

      await postgres.relay.mend();
      await until('it is ready', async () => (await send(`${house.url}/health/ready`)).status === 200);
      await untilAllIsWell(load);
      await load.stop();
      expect(load.cut).toBe(0);
      await expectOnceEach(house, ...loads);
      expect(await house.rows("SELECT id FROM resources WHERE name = 'Unheard'")).toEqual([]);
    },
  );

  it('ends when it is told to, though nothing arrives', async () => {
    postgres.relay.swallow();
    const running = async () => {
      const { text } = await send(`${house.url}/metrics`);
      return Number(/^countersign_http_requests_running (\d+)$/m.exec(text)?.[1]);
    };
    const asked = Promise.all(Array.from({ length: 12 }, () => ask('GET')));
    await until('all are asked', async () => (await running()) >= 12);
    const begun = Date.now();
    // 1 says that it could not write down, in its fifteen seconds, what was counted last.
    expect([0, 1]).toContain(await house.end());
    expect(Date.now() - begun).toBeLessThan(30_000);
    for (const answer of await asked) expect(answer).toMatchObject({ status: 503 });
  });
});
