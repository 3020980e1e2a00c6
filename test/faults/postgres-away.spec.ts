import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach } from '../support/once-each.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { send } from '../support/test-server.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

const clients = 12;
const mostConnections = 30;
/** PostgreSQL goes and comes here, on a machine that is busy with other suites. */
const patienceMs = 40_000;

/** That a server waits for short locks, and what its metrics and health checks say meanwhile: test/e2e/health.e2e-spec.ts. */
describe('a server whose PostgreSQL goes away while clients write', () => {
  let postgres: OwnPostgres;
  let house: FaultHouse;
  const loads: WriteLoad[] = [];

  beforeAll(async () => {
    postgres = await OwnPostgres.start({ max_connections: String(mostConnections) });
    house = await FaultHouse.open({ testDatabase: postgres.testDatabase, url: postgres.url });
    await house.start();
  });
  afterAll(() => house.close());

  /** Breaks something under load, mends it, and looks whether every write was done once by the same process. */
  async function outlives(
    fault: (load: WriteLoad) => Promise<() => Promise<unknown>>,
    { refusing = true } = {},
  ): Promise<void> {
    const load = new WriteLoad(house, clients);
    loads.push(load);
    await until('writes are answered', () => load.count > 10);
    const mend = await fault(load);
    try {
      const { refused } = load;
      if (refusing) await until('writes are refused', () => load.refused > refused + clients, patienceMs);
    } finally {
      await mend();
    }
    const { count } = load;
    await until('writes are answered again', () => load.count > count + 2 * clients, patienceMs);
    await load.stop();
    await expectOnceEach(house, ...loads);
    expect((await send(`${house.url}/health/ready`)).status).toBe(200);
  }

  it.each(['SIGQUIT', 'SIGKILL'] as const)('by %s, and comes back', async (signal) => {
    await outlives(async () => {
      await postgres.cluster.kill(signal);
      return () => postgres.cluster.restart();
    });
  });

  it('by the end of all connections, over and over', async () => {
    await outlives(
      async () => {
        for (let times = 0; times < 10; times += 1) {
          await until('there are connections to end', async () => (await postgres.terminateAll()) > 1);
          await new Promise((wake) => setTimeout(wake, Math.random() * 200));
        }
        return async () => undefined;
      },
      { refusing: false },
    );
  });

  it('by a line that is cut', async () => {
    await outlives(async () => {
      await postgres.relay.cut();
      return () => postgres.relay.mend();
    });
  });

  it('by having no connection left', async () => {
    await outlives(async () => {
      const others: Client[] = [];
      await postgres.admin('ALTER ROLE app CONNECTION LIMIT 0');
      await postgres.terminateAll();
      for (;;) {
        const other = new Client({ connectionString: postgres.testDatabase.url });
        other.on('error', () => undefined);
        if (
          !(await other.connect().then(
            () => true,
            () => false,
          ))
        )
          break;
        others.push(other);
      }
      // From here on it is the server’s configuration that refuses, not the role’s.
      await others[0]?.query('ALTER ROLE app CONNECTION LIMIT -1');
      return () => Promise.all(others.map((other) => other.end()));
    });
  });

  it.each([
    [
      'being read-only, as a standby is',
      'ALTER ROLE app SET default_transaction_read_only = on',
      'ALTER ROLE app RESET ALL',
    ],
    ['letting nobody in', 'ALTER ROLE app NOLOGIN', 'ALTER ROLE app LOGIN'],
    ['a password that was changed too early', "ALTER ROLE app PASSWORD 'x'", "ALTER ROLE app PASSWORD 'app'"],
    [
      'a database that is closed for maintenance',
      'ALTER DATABASE faults ALLOW_CONNECTIONS false',
      'ALTER DATABASE faults ALLOW_CONNECTIONS true',
    ],
    [
      'a database that bears another name for a while',
      'ALTER DATABASE faults RENAME TO away',
      'ALTER DATABASE away RENAME TO faults',
    ],
  ])('by %s', async (_, breaking, mending) => {
    await outlives(async () => {
      // Meanwhile nobody connects anew: a database in use keeps its name.
      await postgres.relay.cut();
      await until('it is broken', async () => {
        await postgres.admin(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults'",
        );
        return postgres.admin(breaking).then(
          () => true,
          () => false,
        );
      });
      await postgres.relay.mend();
      return () => postgres.admin(mending);
    });
  });
});
