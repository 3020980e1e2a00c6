import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultHouse } from '../support/fault-house.js';
import { limitFiles } from '../support/file-limit.js';
import { expectOnceEach } from '../support/once-each.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { SmallDisk } from '../support/small-disk.js';
import { send } from '../support/test-server.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

const megabytes = 300;
const clients = 12;

/** Where no disk can be mounted, none of PostgreSQL's files grows beyond this: less than its log needs. */
const mostBytes = 1_048_576;

describe('when the disk under PostgreSQL is full', () => {
  let disk: SmallDisk | null;
  let postgres: OwnPostgres;
  let house: FaultHouse;
  beforeAll(async () => {
    disk = SmallDisk.mount(megabytes);
    postgres = await OwnPostgres.start({}, disk?.directory);
    house = await FaultHouse.open({ testDatabase: postgres.testDatabase, url: postgres.url });
    await house.start();
  });
  afterAll(async () => {
    await house.close();
    disk?.unmount();
  });

  const fill = () => (disk === null ? limitFiles(postgres.cluster.pid, mostBytes) : disk.fill());
  const free = () => {
    if (disk !== null) disk.free();
    // What starts anew has no limit.
    else if (!postgres.cluster.isOver) limitFiles(postgres.cluster.pid, null);
  };

  const loads: WriteLoad[] = [];

  it.each([
    ['for rows', async () => undefined],
    // Whatever is written next needs a new file of the log: PostgreSQL ends all that runs, and cannot begin again.
    ['for its log', () => postgres.admin('SELECT pg_switch_wal()').catch(() => undefined)],
  ])('%s, writes are answered 503, and once there is room again each write is done once', async (_, also) => {
    const load = new WriteLoad(house, clients);
    loads.push(load);
    await until('writes are answered', () => load.count > 50);
    try {
      fill();
      await also();
      await until('writes are refused', () => load.refused > 3 * clients, 60_000);
      expect((await send(`${house.url}/health/live`)).status).toBe(200);
    } finally {
      free();
    }
    const before = load.count;
    await until('writes are answered again', async () => {
      // Who runs a PostgreSQL that gave up starts it again, whenever it does.
      if (postgres.cluster.isOver) await postgres.cluster.restart();
      return load.count > before + 50;
    });
    await load.stop();
    expect(load.cut).toBe(0);
    await house.lookAway();
    await expectOnceEach(house, ...loads);
    expect((await send(`${house.url}/health/ready`)).status).toBe(200);
  });
});
