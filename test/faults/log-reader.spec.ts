import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach } from '../support/once-each.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

describe('a server whose log cannot be written', () => {
  let house: FaultHouse;
  beforeAll(async () => {
    house = await FaultHouse.open();
  });
  afterAll(() => house.close());

  it.each([
    ['because its reader went away', [], () => house.process.stopReading()],
    ['because the disk is full', ['sh', '-c', 'exec "$@" >/dev/full 2>&1', 'sh'], () => undefined],
  ])('%s goes on, and ends in good order', async (_, under: string[], fault) => {
    await house.start(under);
    const load = new WriteLoad(house, 4);
    loads.push(load);
    await until('writes are answered', () => load.count > 20);
    fault();
    // Longer than lines wait in the buffer.
    await new Promise((wake) => setTimeout(wake, 1_500));
    const { count } = load;
    await until('writes are answered still', () => load.count > count + 100, 60_000);
    await load.stop();
    expect(load.cut).toBe(0);
    await expectOnceEach(house, ...loads);
    expect(await house.end()).toBe(0);
  });

  it('ends in good order where its reader went away while there was nothing to say', async () => {
    await house.start();
    house.process.stopReading();
    expect(await house.end()).toBe(0);
  });

  const loads: WriteLoad[] = [];
});
