import { describe, expect, it } from '@jest/globals';
import { holdsAlready, mergedMetadata } from './device-metadata.js';

const many = (count: number, prefix = 'n') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'v']));
const named = (text: string) => JSON.parse(text) as Record<string, string>;

describe('mergedMetadata', () => {
  it('keeps what only one side has, and of what both have the latest', () => {
    expect(mergedMetadata({ a: '1', b: '2' }, { b: '3', c: '4' })).toEqual({
      ok: { a: '1', b: '3', c: '4' },
    });
  });

  it('lets fifty names stay, and no more', () => {
    expect(mergedMetadata(many(40), many(10, 'm'))).toHaveProperty('ok');
    expect(mergedMetadata(many(40), many(11, 'm'))).toEqual({ refused: 'too_many_names' });
    expect(mergedMetadata(many(50), { n7: 'another' })).toHaveProperty('ok');
  });

  it('takes names that mean something to objects as names', () => {
    const merged = mergedMetadata({}, named('{"__proto__": "x", "constructor": "y"}'));
    if ('refused' in merged) throw new Error(merged.refused);
    expect(Object.entries(merged.ok)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(merged.ok)).toBe(Object.prototype);
  });
});

describe('holdsAlready', () => {
  it.each([
    [{}, {}, true],
    [{ a: '1' }, {}, true],
    [{ a: '1' }, { a: '1' }, true],
    [{ a: '1' }, { a: '2' }, false],
    [{}, { a: '1' }, false],
    [{}, named('{"toString": "x"}'), false],
  ])('of %j for %j is %s', (held, given, answer) => {
    expect(holdsAlready(held, given)).toBe(answer);
  });
});
