import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SharedRuns } from './shared-runs.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('shared runs', () => {
  test('those who ask within one turn share one run; the next turn has its own', async () => {
    const runs = new SharedRuns<number>();
    let started = 0;
    const work = async () => (started += 1);
    const first = [runs.share('a', work), runs.share('a', work), runs.share('b', work)];
    expect(started).toBe(0);
    expect(await Promise.all(first)).toEqual([1, 1, 2]);
    expect(await runs.share('a', work)).toBe(3);
  });

  test('a failure is shared, and the next who ask are not told of it', async () => {
    const runs = new SharedRuns<number>();
    const fails = async () => Promise.reject(new Error('away'));
    const asked = [runs.share('a', fails), runs.share('a', fails)];
    for (const one of asked) await expect(one).rejects.toThrow('away');
    expect(await runs.share('a', async () => 1)).toBe(1);
    const throws = (): Promise<number> => {
      throw new Error('at once');
    };
    await expect(runs.share('a', throws)).rejects.toThrow('at once');
    expect(await runs.share('a', async () => 2)).toBe(2);
  });

  test('nobody is answered from before they asked, and one run of a key goes on at a time', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b'),
      before: fc.integer({ min: 0, max: 3 }),
      takes: fc.integer({ min: 0, max: 4 }),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const runs = new SharedRuns<number>();
        const going = new Map<string, number>();
        let clock = 0;
        let most = 0;
        const asked: Promise<void>[] = [];
        for (const { key, before, takes, fails } of steps) {
          for (let turns = 0; turns < before; turns += 1) await turn();
          const askedAt = (clock += 1);
          const work = async () => {
            const startedAt = (clock += 1);
            going.set(key, (going.get(key) ?? 0) + 1);
            most = Math.max(most, going.get(key) ?? 0);
            for (let turns = 0; turns < takes; turns += 1) await turn();
            going.set(key, (going.get(key) ?? 0) - 1);
            if (fails) throw Object.assign(new Error('fails'), { startedAt });
            return startedAt;
          };
          const fresh = (startedAt: number) => expect(startedAt).toBeGreaterThan(askedAt);
          asked.push(
            runs.share(key, work).then(fresh, (error: { startedAt: number }) => fresh(error.startedAt)),
          );
        }
        await Promise.all(asked);
        expect(most).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});
