import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readScope, type PageScope } from './page-scope.js';

const scopeOf = (text: string): PageScope => {
  const read = readScope(text);
  if ('refused' in read) throw new Error(`${text} is refused: ${read.refused}`);
  return read.ok;
};

describe('the scope of a template', () => {
  it.each([
    ['/about\\.html', '/about.html', true],
    ['/about\\.html', '/aboutXhtml', false],
    ['/about', '/about/us', false],
    ['about', '/about', false],
    ['^/about$', '/about', true],
    ['a|ab', 'ab', true],
    ['/shops/[^/]+', '/shops/København', true],
    ['/shops/[^/]+', '/shops/a/b', false],
    ['/.', '/😀', true],
    ['(?i)/about', '/ABOUT', true],
    ['/.*', '/a\nb', false],
    ['/\\d{4}/\\d{2}/[a-z0-9-]{1,100}\\.html', '/2026/11/open-day.html', true],
    ['', '', true],
    ['__proto__', '__proto__', true],
  ])('%j over %j: %p', (expression, path, matches) => {
    expect(scopeOf(expression).matches(path)).toBe(matches);
  });

  it.each([
    ['looks ahead', '/(?=x)', 'looks neither ahead nor behind'],
    ['looks behind', '(?<=a)b', 'looks neither ahead nor behind'],
    ['refers back', '(a)\\1', 'no back references'],
    ['has an atomic group', '(?>a)', 'a group that RE2 does not know'],
    ['opens a parenthesis', '(a', 'parentheses'],
    ['closes one', 'a)', 'parentheses'],
    ['opens a class', '[a', 'not closed'],
    ['has a class upside down', '[z-a]', 'class of characters'],
    ['repeats nothing', '*a', 'repeats nothing'],
    ['repeats a repetition', 'a**', 'repeats a repetition'],
    ['repeats too often', 'a{1001}', 'more than 1000 times'],
    ['ends with a backslash', 'a\\', 'ends with a backslash'],
    ['is half a character', '\ud800', 'well-formed'],
    ['has NUL', 'a\u0000', 'NUL'],
    ['is long', 'a'.repeat(501), 'at most 500 characters'],
    ['is large', '[ab]*a[ab]{250}', 'too large'],
    ['would be huge', '((a{30}){30}){33}'.padEnd(400, 'b?'), 'too large'],
    ['is nested deep', '('.repeat(250) + ')'.repeat(250), 'too large'],
  ])('is refused where it %s, with the reason', (_, expression, reason) => {
    expect(readScope(expression)).toEqual({ refused: expect.stringContaining(reason) });
  });

  it('looks at text that other engines never finish with', () => {
    const hostile = `${'a'.repeat(1999)}!`;
    for (const expression of ['(a+)+$', '((a+)+)+', '(a|aa)+$', '(.*a){12}', '(?:a?){60}a{60}'])
      expect([expression, scopeOf(expression).matches(hostile)]).toEqual([expression, false]);
  });

  it('matches what JavaScript’s own expressions match, where both mean the same', () => {
    const sign = fc.constantFrom('a', 'b', '/', '.', '[ab]', '[^a]', '\\.', '(?:)', '^', '$', '\\b');
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'medium' },
        sign,
        fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => one + other),
        fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `(${one}|${other})`),
        fc
          .tuple(tie('expression'), fc.constantFrom('?', '*', '+', '*?', '{2,3}'))
          .map(([one, times]) => `(?:${one})${times}`),
      ),
    }));
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', 'ü', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(expression, path, (text, whole) => {
        const read = readScope(text);
        if ('ok' in read) expect(read.ok.matches(whole)).toBe(new RegExp(`^(?:${text})$`, 'u').test(whole));
      }),
      { numRuns: 3000 },
    );
  });
});
