import { describe, expect, it } from '@jest/globals';
import { LoopSlices } from './loop-slices.js';

/** Steps of 4 ms each, and what happened in which order. */
async function work(name: string, steps: number, seen: string[]): Promise<LoopSlices> {
  let nowMs = 0;
  const slices = new LoopSlices(() => nowMs);
  for (let step = 1; step <= steps; step += 1) {
    nowMs += 4;
    seen.push(`${name}${step}`);
    await slices.rest();
  }
  return slices;
}

describe('long work in slices', () => {
  it('lets whatever else is to be done be done after each slice', async () => {
    const seen: string[] = [];
    const done = work('a', 7, seen);
    for (let at = 1; at <= 2; at += 1) setImmediate(() => seen.push(`other${at}`));
    await done;
    expect(seen.indexOf('other1')).toBeLessThan(seen.indexOf('a7'));
    expect(seen.slice(0, 3)).toEqual(['a1', 'a2', 'a3']);
  });

  it('takes turns where several work: in each turn of the loop one of them does', async () => {
    const seen: string[] = [];
    await Promise.all([work('a', 9, seen), work('b', 9, seen)]);
    expect(seen.join(' ').replaceAll(/\d/g, '')).toMatch(/^(?:[ab] ){6}a a a b b b a a a b b b$/);
  });

  it('counts the time of its own slices alone', async () => {
    expect((await work('a', 7, [])).tookMs).toBe(24);
  });
});
