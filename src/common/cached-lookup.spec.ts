import { describe, expect, it } from '@jest/globals';
import { CachedLookup } from './cached-lookup.js';

interface Row {
  readonly key: string;
  readonly version: number;
}

/** A table whose every read waits until the test answers it. */
class SlowTable {
  readonly asked: {
    readonly key: string;
    readonly answer: (row: Row | null) => void;
    readonly fail: () => void;
  }[] = [];

  readonly load = (key: string) =>
    new Promise<Row | null>((resolve, reject) =>
      this.asked.push({ key, answer: resolve, fail: () => reject(new Error('away')) }),
    );
}

const all = (answers: readonly unknown[]) => Promise.all(answers.map((answer) => Promise.resolve(answer)));
const row = (version: number, key = 'a'): Row => ({ key, version });

function made(most = 10) {
  const table = new SlowTable();
  return { table, lookup: new CachedLookup<Row>(table.load, most) };
}

describe('CachedLookup', () => {
  it('answers at once what it holds, and asks once for everybody who waits', async () => {
    const { table, lookup } = made();
    const waiting = [lookup.get('a'), lookup.get('a'), lookup.get('a')];
    expect(table.asked).toHaveLength(1);
    table.asked[0]?.answer(row(1));
    expect(await all(waiting)).toEqual([row(1), row(1), row(1)]);
    expect(lookup.get('a')).toEqual(row(1));
    expect(table.asked).toHaveLength(1);
  });

  it('remembers that there is nothing', async () => {
    const { table, lookup } = made();
    const waiting = lookup.get('a');
    table.asked[0]?.answer(null);
    expect(await waiting).toBeNull();
    expect(lookup.get('a')).toBeNull();
    expect(table.asked).toHaveLength(1);
  });

  it('keeps nothing of a failure, and the next one asks again', async () => {
    const { table, lookup } = made();
    const waiting = lookup.get('a');
    table.asked[0]?.fail();
    await expect(waiting).rejects.toThrow('away');
    const again = lookup.get('a');
    table.asked[1]?.answer(row(1));
    expect(await again).toEqual(row(1));
  });

  it('drops what matches and every absence, and nothing else', async () => {
    const { table, lookup } = made();
    const waiting = ['a', 'b', 'missing'].map((key) => lookup.get(key));
    for (const { key, answer } of table.asked) answer(key === 'missing' ? null : row(1, key));
    await all(waiting);
    lookup.drop(({ key }) => key === 'a');
    expect(lookup.get('b')).toEqual(row(1, 'b'));
    expect(lookup.get('a')).toBeInstanceOf(Promise);
    expect(lookup.get('missing')).toBeInstanceOf(Promise);
  });

  it('answers but does not keep what was being read while something was dropped', async () => {
    const { table, lookup } = made();
    const early = lookup.get('a');
    lookup.drop(() => false);
    const late = lookup.get('a');
    expect(table.asked).toHaveLength(2);
    table.asked[1]?.answer(row(2));
    expect(await late).toEqual(row(2));
    table.asked[0]?.answer(row(1));
    expect(await early).toEqual(row(1));
    expect(lookup.get('a')).toEqual(row(2));
  });

  it('holds no more than its bound', async () => {
    const { table, lookup } = made(2);
    for (const key of ['a', 'b', 'c']) {
      const waiting = lookup.get(key);
      table.asked.at(-1)?.answer(row(1, key));
      await waiting;
    }
    expect(lookup.get('c')).toEqual(row(1, 'c'));
    expect(lookup.get('a')).toBeInstanceOf(Promise);
    lookup.clear();
    expect(lookup.get('c')).toBeInstanceOf(Promise);
  });

  it('takes names that objects have for keys like any other', async () => {
    const { table, lookup } = made();
    for (const key of ['__proto__', 'constructor', 'toString', '']) {
      const waiting = lookup.get(key);
      expect(waiting).toBeInstanceOf(Promise);
      table.asked.at(-1)?.answer(null);
      expect(await waiting).toBeNull();
    }
  });
});
