import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach } from '../support/once-each.js';
import { asNobody, forbidWriting, type Ban } from '../support/read-only.js';
import { send } from '../support/test-server.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

const clients = 8;

describe('a server whose SQLite file may only be read', () => {
  let house: FaultHouse;
  let last: Ban | null = null;
  const loads: WriteLoad[] = [];

  beforeAll(async () => {
    house = await FaultHouse.open();
    // The account under which the server runs where permissions are all there is may write here.
    chmodSync(dirname(file()), 0o777);
  });
  afterEach(() => last?.allow());
  afterAll(() => house.close());

  const file = () => (house.testDatabase.target as { file: string }).file;
  const forbid = (...paths: string[]) => (last = forbidWriting(paths));
  const reads = async () => (await send(`${house.url}/v2/resources`, { bearer: house.tenant.secret })).status;

  it('that becomes so while it runs reads, answers every write 503, and writes again by itself', async () => {
    await house.start();
    const load = new WriteLoad(house, clients);
    loads.push(load);
    await until('writes are answered', () => load.count > 50);
    const ban = forbid(file(), `${file()}-wal`);
    // Where permissions are all there is, they bind nobody who has the file open: nothing happens.
    const { refused, count } = load;
    await until('it is felt', () =>
      ban.bindsOpenFiles ? load.refused > refused + 3 * clients : load.count > count + 3 * clients,
    );
    expect(await reads()).toBe(200);
    expect((await send(`${house.url}/health/ready`)).status).toBe(200);
    ban.allow();
    const before = load.count;
    await until('writes are answered again', () => load.count > before + 50);
    await load.stop();
    expect(load.cut).toBe(0);
    await expectOnceEach(house, ...loads);
    expect(await house.end()).toBe(0);
    const closed = new BetterSqlite3(file());
    expect(closed.pragma('integrity_check', { simple: true })).toBe('ok');
    closed.close();
  });

  it.each([
    ['in a file', () => [file()]],
    ['in a folder', () => [dirname(file())]],
  ])(
    '%s that it may not write it does not start, says why and what to do, and starts once it may',
    async (_, paths) => {
      chmodSync(file(), 0o666);
      await house.lookAway();
      const ban = forbid(...paths());
      const under = ban.bindsOpenFiles ? [] : asNobody;
      const { size } = statSync(file());
      house.launch(under);
      let code: number | null | undefined;
      void house.process.ended.then((end) => (code = end.code));
      await until('it ends', () => code !== undefined, 60_000);
      expect(code).toBe(1);
      expect(house.process.output).toContain(`${paths()[0]} cannot be written`);
      expect(house.process.output).toMatch(/must be able to write/);
      expect(house.process.output).not.toMatch(/^\s+at /m);
      expect(statSync(file()).size).toBe(size);
      ban.allow();
      await house.start(under);
      const load = new WriteLoad(house, clients);
      loads.push(load);
      await until('writes are answered', () => load.count > 20);
      await load.stop();
      expect(load.refused).toBe(0);
      await expectOnceEach(house, ...loads);
      expect(await house.end()).toBe(0);
    },
  );
});
