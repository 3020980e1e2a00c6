import { describe, expect, it } from '@jest/globals';
import { PageTokenAnswer } from './page-token-answer.js';

const token = { token: 'a.b.c', expires_at: null };

describe('the answer with the tokens of pages', () => {
  it('is JSON whatever pages and templates are called, with each page once', () => {
    const answer = new PageTokenAnswer(['/"\\', '__proto__', '/"\\', 'x']);
    answer.add('constructor', token, [0, 1]);
    answer.add('__proto__', token, [1]);
    const { data } = JSON.parse(answer.text()) as { data: object };
    expect(Object.entries(data).map(([page, tokens]) => [page, Object.entries(tokens as object)])).toEqual([
      ['/"\\', [['constructor', token]]],
      [
        '__proto__',
        [
          ['constructor', token],
          ['__proto__', token],
        ],
      ],
      ['x', []],
    ]);
  });

  it('knows its length with one more template before it is written', () => {
    const answer = new PageTokenAnswer(['a', 'b']);
    const once = answer.lengthWith('t', token, 1);
    expect(once).toBe(JSON.stringify({ t: token }).length - 2);
    answer.add('t', token, [0, 1]);
    expect(answer.lengthWith('u', token, 2)).toBe(4 * once);
  });
});
