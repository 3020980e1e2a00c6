import { describe, expect, it } from '@jest/globals';
import { RE2JS } from 're2js';
import fc from 'fast-check';
import { repeatedSize } from './repeated-size.js';

describe('the size of an expression written out', () => {
  it.each([
    ['', 0],
    ['/about', 6],
    ['(ab){3}', 6],
    ['((ab){3}c){10}', 70],
    ['a{2,}b{3,5}', 7],
    ['[a-z{9}\\]]{4}', 4],
    ['[]a{9}]{4}', 4],
    ['[[:alpha:]{9}]{4}', 4],
    ['\\{9}{4}', 6],
    ['\\pL{4}', 5],
    ['\\p{Greek}{4}\\x{1F600}{3}', 7],
    ['\\Q(a){9}\\E{4}', 9],
    ['(a{10}', 10],
    ['a)){10}', 10],
  ])('of %j is %d', (expression, size) => {
    expect(repeatedSize(expression)).toBe(size);
  });

  it('grows with the program that RE2 makes, so that none is made that is many times as long', () => {
    const sign = fc.constantFrom(
      'a',
      '/',
      '.',
      '\\.',
      '[a-z]',
      '[^/]',
      '[]x]',
      '\\d',
      '\\pL',
      '\\Q[(\\E',
      '^',
    );
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small' },
        sign,
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => a + b),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
        fc
          .tuple(tie('expression'), fc.constantFrom('?', '*', '+', '{7}', '{2,9}', '{4,}'))
          .map(([a, times]) => `(${a})${times}`),
      ),
    }));
    fc.assert(
      fc.property(expression, (text) => {
        // An expression that is too large for RE2 itself has no program.
        const size = programSize(text);
        if (size !== null) expect(size).toBeLessThanOrEqual(10 + 5 * repeatedSize(text));
      }),
      { numRuns: 500 },
    );
  });
});

function programSize(expression: string): number | null {
  try {
    return RE2JS.compile(expression).programSize();
  } catch {
    return null;
  }
}
