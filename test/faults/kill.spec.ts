import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { faultBounds } from '../support/fault-bounds.js';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach, letClaimsEnd } from '../support/once-each.js';
import { WriteLoad } from '../support/write-load.js';

const clients = 16;
const longestLifeMs = 1_500;
const { goesOn, timeoutMs } = faultBounds(3);

/** What was lost, doubled or torn by one kill at a chosen moment is asked by test/integration/crash.spec.ts. */
describe('a server that is killed at random moments, over and over, while clients write', () => {
  let house: FaultHouse;
  beforeAll(async () => {
    house = await FaultHouse.open();
  });
  afterAll(() => house.close());

  it(
    'has done all that it answered, once, and nothing by halves',
    async () => {
      await house.start();
      const load = new WriteLoad(house, clients);
      for (let round = 0; goesOn(round); round += 1) {
        const before = load.count;
        // A life counts from its first answer on: what is killed before that has nothing to lose.
        while (load.count === before) await sleep(10);
        await sleep(Math.random() * longestLifeMs);
        await house.kill();
        await house.start();
        await letClaimsEnd(house);
      }
      await load.stop();
      expect(load.cut).toBeGreaterThan(0);
      await expectOnceEach(house, load);
      expect(await house.end()).toBe(0);
      const { target } = house.testDatabase;
      if (target.dialect !== 'sqlite') return;
      const file = new BetterSqlite3(target.file);
      expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
      file.close();
    },
    timeoutMs,
  );
});

const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
