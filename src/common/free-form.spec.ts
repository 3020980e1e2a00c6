import { describe, expect, it } from '@jest/globals';
import { freeFormFault } from './free-form.js';

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

describe('free-form values', () => {
  it('may be any JSON', () => {
    expect(freeFormFault({ a: [1, 'x', null, true, { b: {} }] })).toBeNull();
    expect(freeFormFault(nested(16))).toBeNull();
  });

  it.each([
    ['nested', nested(17)],
    ['finite', { a: JSON.parse('1e999') as unknown }],
    ['NUL', { a: ['\u0000'] }],
    ['Unicode', { a: '\ud800' }],
    ['names', { 'a\u0000': 1 }],
    ['names', { ['k'.repeat(101)]: 1 }],
    ['members', Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`k${index}`, 1]))],
  ])('are refused with a word about what is wrong (%s)', (word, value) => {
    expect(freeFormFault(value)).toContain(word);
  });

  it('of thirty thousand levels are refused without exhausting the stack', () => {
    expect(freeFormFault(JSON.parse('['.repeat(30_000) + ']'.repeat(30_000)))).toContain('nested');
  });
});
