import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach } from '../support/once-each.js';
import { send } from '../support/test-server.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

/** No file of the server grows beyond this many blocks of 512 bytes: its log of changes is full after some hundred writes. */
const blocks = 6_000;

describe('when the disk is full', () => {
  let house: FaultHouse;
  beforeAll(async () => {
    house = await FaultHouse.open();
    await house.start(['sh', '-c', `ulimit -Sf ${blocks}; exec "$@"`, 'sh']);
  });
  afterAll(() => house.close());

  it('writes are answered 503, reads go on, and once there is room again each write is done once in a file that is whole', async () => {
    const load = new WriteLoad(house, 16);
    await until('the disk is full', () => load.refused > 50, 60_000);
    const bearer = house.tenant.secret;
    const read = await send(`${house.url}/v2/bookings?limit=5`, { bearer });
    expect([read.status, read.body.data.length]).toEqual([200, 5]);
    const ready = await send(`${house.url}/health/ready`);
    expect(ready.status).toBe(200);

    execFileSync('prlimit', ['--pid', String(house.process.pid), '--fsize=unlimited']);
    const before = load.count;
    await until('writes are answered again', () => load.count > before + 50);
    await load.stop();
    await expectOnceEach(house, load);
    expect(await house.end()).toBe(0);
    const file = new BetterSqlite3((house.testDatabase.target as { file: string }).file);
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
    file.close();
  });
});
