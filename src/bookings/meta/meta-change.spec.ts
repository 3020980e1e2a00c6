import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../common/free-form.js';
import { mergedMeta } from './meta-change.js';

const held: JsonObject = { order: 17, note: 'x', _cost: 5, rescheduled_from: 'id' };

describe('merging meta', () => {
  it.each<[string, JsonObject, 'app' | 'user', JsonObject, string[], string[]]>([
    [
      'adds and replaces',
      { order: 18, vip: true },
      'app',
      { ...held, order: 18, vip: true },
      ['order', 'vip'],
      [],
    ],
    ['removes by null', { note: null }, 'app', { order: 17, _cost: 5, rescheduled_from: 'id' }, ['note'], []],
    ['knows what is the same', { order: 17, note: 'x', gone: null }, 'app', held, [], []],
    ['tells a number from its text', { order: '17' }, 'app', { ...held, order: '17' }, ['order'], []],
    ['replaces an object whole', { order: { a: 1 } }, 'app', { ...held, order: { a: 1 } }, ['order'], []],
    ['lets the merchant write their own', { _cost: 6 }, 'app', { ...held, _cost: 6 }, ['_cost'], []],
    [
      'keeps a user off the merchant’s',
      { _cost: 0, _x: 1, a: 1 },
      'user',
      { ...held, a: 1 },
      ['a'],
      ['_cost', '_x'],
    ],
    ['keeps a user from removing the merchant’s', { _cost: null }, 'user', held, [], ['_cost']],
    ['keeps everyone off the server’s', { rescheduled_from: 'y' }, 'app', held, [], ['rescheduled_from']],
  ])('%s', (_, given, caller, meta, changed, ignored) => {
    expect(mergedMeta(held, given, caller)).toEqual({ ok: { meta, changed, ignored } });
  });

  it('refuses what is too large once merged', () => {
    const large: JsonObject = { a: 'x'.repeat(7_000) };
    expect(mergedMeta(large, { b: 'y'.repeat(2_000) }, 'app')).toEqual({
      refused: 'must have at most 8000 characters as JSON',
    });
    expect(mergedMeta(large, { a: 'y', b: 'z' }, 'app')).toHaveProperty('ok');
  });

  it('refuses more members than one object may have', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m${index}`, 1]));
    expect(mergedMeta(many, { another: 1 }, 'app')).toEqual({ refused: 'must have at most 200 members' });
    expect(mergedMeta(many, { another: 1, m0: null }, 'app')).toHaveProperty('ok');
  });
});
