import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { LoopQueue } from './loop-queue.js';

/** How many went on in each turn of the event loop, until none waits. */
async function letInPerTurn(count: number): Promise<number[]> {
  const queue = new LoopQueue();
  let entered = 0;
  const all = Promise.all(Array.from({ length: count }, () => queue.next().then(() => (entered += 1))));
  const perTurn: number[] = [];
  while (queue.size > 0) {
    const before = entered;
    await turn();
    perTurn.push(entered - before);
  }
  await all;
  return perTurn;
}

describe('a queue of the event loop', () => {
  it('lets one in each turn', async () => {
    expect(await letInPerTurn(5)).toEqual([1, 1, 1, 1, 1]);
  });

  it('lets in as they came, and nobody at once', async () => {
    const queue = new LoopQueue();
    const entered: number[] = [];
    const all = [1, 2, 3].map((number) => queue.next().then(() => entered.push(number)));
    await Promise.resolve();
    expect(entered).toEqual([]);
    await Promise.all(all);
    expect(entered).toEqual([1, 2, 3]);
    await queue.next();
  });

  it('lets the more in the more wait, so that nobody waits for ever', async () => {
    const perTurn = await letInPerTurn(1_000);
    expect(perTurn.reduce((sum, count) => sum + count, 0)).toBe(1_000);
    expect(perTurn[0]).toBe(16);
    expect(perTurn.length).toBeLessThan(64 * 5);
  });
});
