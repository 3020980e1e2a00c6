import { describe, expect, it } from '@jest/globals';
import { LONGEST_TOKEN_BYTES, readCompactJws, type MalformedDetail } from './compact-jws.js';

const b64 = (text: string | Buffer): string => Buffer.from(text as string).toString('base64url');
const HEADER = '{"alg":"HS256"}';
const SIGNATURE = 'c2lnbmF0dXJl';

const tokenOf = (payload: string | Buffer, header: string | Buffer = HEADER): string =>
  `${b64(header)}.${b64(payload)}.${SIGNATURE}`;

const read = (token: string) => {
  const reading = readCompactJws(token);
  if (!('ok' in reading)) throw new Error(reading.detail);
  return reading.ok;
};

const detailOf = (token: string): MalformedDetail | 'accepted' => {
  const reading = readCompactJws(token);
  return 'ok' in reading ? 'accepted' : reading.detail;
};

const nested = (depth: number): string => '{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1);

describe('reading a compact JWS', () => {
  it('gives header, payload, signing input and signature', () => {
    const token = tokenOf(
      '{"id":"test123","n":[1,{"a":"b"}]}',
      '{"alg":"RS256","kid":1,"iss":"issuer_name"}',
    );
    const jws = read(token);
    expect({ ...jws.header }).toEqual({ alg: 'RS256', kid: 1, iss: 'issuer_name' });
    expect(jws.kid).toEqual({ ok: '1' });
    expect(jws.payload).toEqual({ id: 'test123', n: [1, { a: 'b' }] });
    expect(jws.signingInput).toBe(token.slice(0, token.lastIndexOf('.')));
    expect(jws.signature.toString()).toBe('signature');
  });

  it('gives the same frozen header for tokens that share its text', () => {
    const header = '{"alg":"HS256","kid":"shared","x":{"y":[1]}}';
    const first = read(tokenOf('{"a":1}', header)).header;
    expect(read(tokenOf('{"a":2}', header)).header).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen((first['x'] as { y: object }).y)).toBe(true);
  });

  it('keeps headers apart, and not for ever, when many more come than are kept', () => {
    const first = read(tokenOf('{}', '{"alg":"HS256","kid":"k0"}')).header;
    for (let n = 0; n < 1200; n++) {
      expect(read(tokenOf('{}', `{"alg":"HS256","kid":"k${n}"}`)).kid).toEqual({ ok: `k${n}` });
    }
    const again = read(tokenOf('{}', '{"alg":"HS256","kid":"k0"}'));
    expect(again.kid).toEqual({ ok: 'k0' });
    expect(again.header).not.toBe(first);
    expect(again.header).toEqual(first);
  });

  it('keeps payload and signature of one token when the next one is read', () => {
    const first = read(tokenOf('{"name":"first"}'));
    read(`${b64(HEADER)}.${b64('{"name":"other"}')}.AAAAAAAAAAAA`);
    expect(first.payload).toEqual({ name: 'first' });
    expect(first.signature.toString()).toBe('signature');
  });

  const lenient = Buffer.from('{"a":"?>?>?>~~"}');
  it.each<[string, string, MalformedDetail]>([
    ['the empty text', '', 'not_three_parts'],
    ['one part', 'abc', 'not_three_parts'],
    ['two parts', 'a.b', 'not_three_parts'],
    ['four parts', `${tokenOf('{}')}.a`, 'not_three_parts'],
    ['five parts, as a JWE has', 'a.b.c.d.e', 'not_three_parts'],
    ['an empty header', `.${b64('{}')}.${SIGNATURE}`, 'not_three_parts'],
    ['an empty payload', `${b64(HEADER)}..${SIGNATURE}`, 'not_three_parts'],
    ['an empty signature', `${b64(HEADER)}.${b64('{}')}.`, 'not_three_parts'],
    ['only dots', '..', 'not_three_parts'],
    ['a leading space', ` ${tokenOf('{}')}`, 'header_not_base64url'],
    ['a trailing line break', `${tokenOf('{}')}\n`, 'signature_not_base64url'],
    ['padding', `${b64(HEADER)}.${b64('{"a":1}')}==.${SIGNATURE}`, 'payload_not_base64url'],
    [
      'the alphabet of plain base64',
      `${b64(HEADER)}.${lenient.toString('base64')}.${SIGNATURE}`,
      'payload_not_base64url',
    ],
    [
      'a character outside of Latin-1 that ends in the same byte',
      tokenOf('{}').replace('e', '\u0165'),
      'header_not_base64url',
    ],
    ['a percent sign', `${b64(HEADER)}.${b64('{}')}%.${SIGNATURE}`, 'payload_not_base64url'],
    ['stray bits at the end of the payload', `${b64(HEADER)}.e31.${SIGNATURE}`, 'payload_not_base64url'],
    ['stray bits at the end of the signature', `${b64(HEADER)}.${b64('{}')}.AB`, 'signature_not_base64url'],
    ['a lone character in the signature', `${b64(HEADER)}.${b64('{}')}.A`, 'signature_not_base64url'],
    ['a header that is no JSON', tokenOf('{}', 'alg'), 'header_not_json'],
    ['a header that is an array', tokenOf('{}', '["HS256"]'), 'header_not_an_object'],
    ['a payload that is null', tokenOf('null'), 'payload_not_an_object'],
    ['a payload that is an array', tokenOf('[{"id":"a"}]'), 'payload_not_an_object'],
    ['a payload that is text', tokenOf('"id"'), 'payload_not_an_object'],
    ['a payload that is a number', tokenOf('1'), 'payload_not_an_object'],
    ['a payload that is true', tokenOf('true'), 'payload_not_an_object'],
    ['two payloads', tokenOf('{}{}'), 'payload_not_json'],
    ['a cut payload', tokenOf('{"id":"a"'), 'payload_not_json'],
    ['a trailing comma', tokenOf('{"id":"a",}'), 'payload_not_json'],
    ['a comment', tokenOf('{/**/}'), 'payload_not_json'],
    ['NaN', tokenOf('{"exp":NaN}'), 'payload_not_json'],
    ['a byte order mark', tokenOf('\uFEFF{}'), 'payload_not_json'],
    [
      'bytes that are not UTF-8',
      tokenOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
      'payload_not_utf8',
    ],
    [
      'an overlong encoding',
      tokenOf(Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])),
      'payload_not_utf8',
    ],
    [
      'a surrogate in UTF-8',
      tokenOf(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])),
      'payload_not_utf8',
    ],
    ['a member twice', tokenOf('{"id":"a","id":"b"}'), 'payload_duplicate_member'],
    ['a member twice with the same value', tokenOf('{"id":"a","id":"a"}'), 'payload_duplicate_member'],
    ['a member twice, once escaped', tokenOf('{"\\u0069d":"a","id":"b"}'), 'payload_duplicate_member'],
    ['a member twice, deep down', tokenOf('{"a":[{"b":{"c":1,"c":2}}]}'), 'payload_duplicate_member'],
    ['a member twice that hides an object', tokenOf('{"a":{"x":1,"y":2},"a":1}'), 'payload_duplicate_member'],
    ['__proto__ twice', tokenOf('{"__proto__":1,"__proto__":2}'), 'payload_duplicate_member'],
    [
      'a member twice in the header',
      tokenOf('{}', '{"alg":"none","alg":"HS256"}'),
      'header_duplicate_member',
    ],
    ['an empty name twice', tokenOf('{"":1,"":2}'), 'payload_duplicate_member'],
    ['33 levels', tokenOf(nested(33)), 'payload_too_deep'],
    ['33 levels of arrays', tokenOf(`{"a":${'['.repeat(32)}${']'.repeat(32)}}`), 'payload_too_deep'],
    ['thousands of levels', tokenOf('['.repeat(9000)), 'payload_too_deep'],
  ])('refuses %s', (_case, token, detail) => {
    expect(detailOf(token)).toBe(detail);
  });

  it.each([undefined, null, 1, {}, ['a.b.c']])('refuses %p, which is no text', (value) => {
    expect(detailOf(value as never)).toBe('not_text');
  });

  it('reads a token of 16 KiB and refuses one byte more', () => {
    const around = tokenOf('{"a":""}').length;
    const filled = (length: number): string => {
      const payload = `{"a":"${'x'.repeat(Math.floor(((length - around) * 3) / 4))}"}`;
      const start = `${b64(HEADER)}.${b64(payload)}.`;
      return start + 'A'.repeat(length - start.length);
    };
    expect(filled(LONGEST_TOKEN_BYTES)).toHaveLength(LONGEST_TOKEN_BYTES);
    expect(detailOf(filled(LONGEST_TOKEN_BYTES))).toBe('accepted');
    expect(detailOf(filled(LONGEST_TOKEN_BYTES + 1))).toBe('too_long');
  });

  it('refuses every foreign character at every place of each part', () => {
    const parts = tokenOf('{"id":"abcdef"}').split('.');
    for (let code = 0; code < 0x180; code++) {
      const character = String.fromCharCode(code);
      if (/[A-Za-z0-9_-]/.test(character)) continue;
      for (const [index, part] of parts.entries()) {
        for (let at = 0; at <= 4; at++) {
          const changed = [...parts];
          changed[index] = part.slice(0, at) + character + part.slice(at);
          expect(readCompactJws(changed.join('.'))).toHaveProperty('refused', 'token_malformed');
          changed[index] = part.slice(0, at) + character + part.slice(at + 1);
          expect(readCompactJws(changed.join('.'))).toHaveProperty('refused', 'token_malformed');
        }
      }
    }
  });

  it.each([
    ['32 levels', nested(32)],
    ['white space and line breaks', '{"iss":"joe",\r\n\t "exp" : 1300819380 }'],
    ['colons, quotes and braces inside of text', '{"a":"{\\"b\\":1,\\\\\\"c\\\\\\":[","d":"::}]"}'],
    ['names that differ by case', '{"id":1,"ID":2,"Id":3}'],
    ['one name in two objects', '{"a":{"id":1},"b":{"id":1},"c":[{"id":1},{"id":1}]}'],
    ['the replacement character itself', '{"name":"\uFFFD"}'],
    ['names like numbers, which change their order', '{"b":1,"2":2,"1":3}'],
    ['the empty object', '{}'],
    ['emoji and other scripts', '{"name":"Zoë 🦊 日本"}'],
  ])('accepts %s', (_case, payload) => {
    expect(read(tokenOf(payload)).payload).toEqual(JSON.parse(payload));
  });

  it('leaves a member named __proto__ a harmless piece of data', () => {
    const hostile = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    const { payload, header } = read(tokenOf(hostile, `{"alg":"HS256",${hostile.slice(1)}`));
    for (const object of [payload, header]) {
      expect(object['admin']).toBeUndefined();
      expect(Object.hasOwn(object, '__proto__')).toBe(true);
    }
    expect(Object.getPrototypeOf(payload)).toBe(Object.getPrototypeOf(JSON.parse('{}')));
    expect(Object.getPrototypeOf(header)).toBeNull();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('shows a number beyond the range of a double as Infinity', () => {
    expect(read(tokenOf('{"exp":1e999}')).payload['exp']).toBe(Infinity);
  });

  it('never repeats a piece of the token in what it says about it', () => {
    const secretive = 'c2VjcmV0LXNlY3JldA';
    const reading = readCompactJws(`${secretive}.${secretive}.${secretive}`);
    expect(JSON.stringify(reading)).not.toContain('secret');
    expect(JSON.stringify(reading)).not.toContain(secretive);
  });
});
