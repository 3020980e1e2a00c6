import { describe, expect, test } from '@jest/globals';
import { externalIdOf } from './external-id.js';

describe('the external id of a token', () => {
  test.each([
    'test123',
    '1',
    ' ',
    'a ',
    'Ä',
    'A\u0308',
    '__proto__',
    'x'.repeat(255),
    '\u{1f600}'.repeat(255),
  ])('%j stays as it is', (id) => {
    expect(externalIdOf({ id }, 'id')).toEqual({ ok: id });
  });

  test.each([
    ['a number', 1],
    ['true', true],
    ['null', null],
    ['a list', ['a']],
    ['empty text', ''],
    ['256 characters', 'x'.repeat(256)],
    ['256 code points', '\u{1f600}'.repeat(256)],
    ['NUL', 'a\u0000'],
    ['a lone surrogate', '\udc00a'],
  ])('%s is refused', (_, id) => {
    expect(externalIdOf({ id }, 'id')).toEqual({ refused: 'user_id_invalid' });
  });

  test('a missing claim is told from a wrong one', () => {
    expect(externalIdOf({ id: 'a' }, 'sub')).toEqual({ refused: 'user_id_missing' });
    expect(externalIdOf({}, 'constructor')).toEqual({ refused: 'user_id_missing' });
    expect(externalIdOf({ sub: 'b', id: 'a' }, 'sub')).toEqual({ ok: 'b' });
  });
});
