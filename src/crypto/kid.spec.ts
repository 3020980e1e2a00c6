import { describe, expect, it } from '@jest/globals';
import { LONGEST_KID, normalizeKid, readKid } from './kid.js';

const kidOf = (headerText: string) => readKid(JSON.parse(headerText) as Record<string, unknown>, headerText);

describe('the kid of a header', () => {
  it.each([
    ['"my-key"', 'my-key'],
    ['"01"', '01'],
    ['" 1"', ' 1'],
    ['"__proto__"', '__proto__'],
    [`"1' OR '1'='1"`, `1' OR '1'='1`],
    ['"../../etc/passwd"', '../../etc/passwd'],
    ['1', '1'],
    ['0', '0'],
    ['-7', '-7'],
    ['9007199254740991', '9007199254740991'],
    [JSON.stringify('k'.repeat(LONGEST_KID)), 'k'.repeat(LONGEST_KID)],
  ])('%s is the text %s', (written, text) => {
    expect(kidOf(`{"alg":"RS256","kid":${written}}`)).toEqual({ ok: text });
  });

  it.each([
    '1e0',
    '1E0',
    '1.0',
    '10e-1',
    '-0',
    '1.5',
    '1e999',
    '9007199254740993',
    '12345678901234567890',
    'true',
    'false',
    'null',
    '[]',
    '["my-key"]',
    '[1]',
    '{}',
    '{"kid":1}',
    '""',
    '"a\\u0000b"',
    '"\\ud800"',
    JSON.stringify('k'.repeat(LONGEST_KID + 1)),
    JSON.stringify('k'.repeat(10_240)),
  ])('%s is refused', (written) => {
    expect(kidOf(`{"alg":"RS256","kid":${written}}`)).toEqual({ refused: 'kid_invalid' });
  });

  it('is missing where only an inner object or a text names one', () => {
    expect(kidOf('{"alg":"RS256","x":{"kid":1},"y":"\\"kid\\":1"}')).toEqual({ refused: 'kid_missing' });
  });

  it.each([
    ['{"x":{"kid":1},"y":"\\"kid\\":1","kid":1e0}', { refused: 'kid_invalid' }],
    ['{"x":{"kid":1e0},"y":["kid",1.0],"kid":1}', { ok: '1' }],
    ['{"\\u006bid" : \r\n\t1 ,"a":1.0}', { ok: '1' }],
    ['{"\\u006bid":1.0,"a":1}', { refused: 'kid_invalid' }],
    ['{"a":"kid","b":"\\\\","kid": 1.0}', { refused: 'kid_invalid' }],
  ])('is judged by how the header itself writes it: %s', (headerText, expected) => {
    expect(kidOf(headerText)).toEqual(expected);
  });
});

describe('a kid without its JSON text', () => {
  it.each([
    ['a', { ok: 'a' }],
    [1, { ok: '1' }],
    [undefined, { refused: 'kid_missing' }],
    [null, { refused: 'kid_invalid' }],
    [1.5, { refused: 'kid_invalid' }],
    [-0, { refused: 'kid_invalid' }],
    [Number.NaN, { refused: 'kid_invalid' }],
    [1n, { refused: 'kid_invalid' }],
    [['a'], { refused: 'kid_invalid' }],
    [{ toString: () => 'a' }, { refused: 'kid_invalid' }],
  ])('%p gives %p', (value, expected) => {
    expect(normalizeKid(value)).toEqual(expected);
  });
});
