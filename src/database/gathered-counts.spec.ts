import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { GatheredCounts } from './gathered-counts.js';

interface Count {
  readonly name: string;
  readonly count: number;
}

/** Counts whose database does as it is told, and what it was given. */
function counts() {
  const written: Count[][] = [];
  const state = { away: false };
  const gathered = new GatheredCounts<Count>(
    { write: (async (work: (transaction: never) => Promise<void>) => work(undefined as never)) as never },
    {
      name: 'counts',
      keyOf: ({ name }) => name,
      together: (held, { count }) => ({ ...held, count: held.count + count }),
      write: async (_transaction, rows) => {
        if (state.away) throw new Error('The database is away.');
        written.push([...rows]);
      },
    },
  );
  return { gathered, written, state };
}

describe('GatheredCounts', () => {
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('writes a second later what was counted, together and in one order', async () => {
    jest.useFakeTimers();
    const { gathered, written } = counts();
    for (const name of ['b', 'a', 'b']) gathered.add({ name, count: 1 });
    await jest.advanceTimersByTimeAsync(999);
    expect(written).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(written).toEqual([
      [
        { name: 'a', count: 1 },
        { name: 'b', count: 2 },
      ],
    ]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(written).toHaveLength(1);
  });

  it('writes at most a hundred rows at once', async () => {
    const { gathered, written } = counts();
    for (let at = 0; at < 250; at += 1) gathered.add({ name: `${1000 + at}`, count: 1 });
    await gathered.flush();
    expect(written.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('tries again what a database that was away did not take, says so once, and counts on meanwhile', async () => {
    jest.useFakeTimers();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { gathered, written, state } = counts();
    state.away = true;
    gathered.add({ name: 'a', count: 1 });
    await jest.advanceTimersByTimeAsync(3_000);
    gathered.add({ name: 'a', count: 5 });
    expect(warn).toHaveBeenCalledTimes(1);
    state.away = false;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([[{ name: 'a', count: 6 }]]);
  });

  it('writes all that is counted when it is closed', async () => {
    const { gathered, written } = counts();
    gathered.add({ name: 'a', count: 1 });
    const first = gathered.flush();
    gathered.add({ name: 'a', count: 2 });
    await gathered.close();
    await first;
    expect(written.flat().reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });
});
