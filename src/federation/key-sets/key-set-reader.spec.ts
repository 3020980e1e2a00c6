import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ecPair, ed25519Pair, rsaPair } from '../../../test/builders/jwk.js';
import { readKeySet, type KeySetContent } from './key-set-reader.js';

const rsa = rsaPair();
const ec = ecPair();

function read(entries: readonly unknown[]): KeySetContent {
  const reading = readKeySet(JSON.stringify({ keys: entries }));
  if ('refused' in reading) throw new Error(reading.refused);
  return reading.ok;
}

describe('readKeySet', () => {
  it('reads keys of every kind with the algorithms each may serve', () => {
    const { keys, skipped } = read([
      { ...rsa.jwk, kid: 'rsa' },
      { ...rsa.jwk, kid: 'rsa-one', alg: 'PS512', use: 'sig', key_ops: ['verify'] },
      { ...ecPair('P-256').jwk, kid: 'p256' },
      { ...ecPair('P-384').jwk, kid: 'p384' },
      { ...ecPair('P-521').jwk, kid: 'p521' },
      { ...ed25519Pair().jwk, kid: 'ed' },
    ]);
    expect(skipped).toEqual([]);
    expect(keys.map(({ kid, algorithms }) => [kid, ...algorithms])).toEqual([
      ['rsa', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
      ['rsa-one', 'PS512'],
      ['p256', 'ES256'],
      ['p384', 'ES384'],
      ['p521', 'ES512'],
      ['ed', 'EdDSA'],
    ]);
    expect(keys[0]?.key.equals(rsa.publicKey)).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'not_an_object'],
    ['text', 'key', 'not_an_object'],
    ['a number', 1e308, 'not_an_object'],
    ['a list', [ec.jwk], 'not_an_object'],
    ['an empty object', {}, 'unknown_kty'],
    ['a kty from the future', { kty: 'AKP', kid: 'a', alg: 'ML-DSA-44', pub: 'AA' }, 'unknown_kty'],
    ['a kty that is a member of every object', { kty: '__proto__', kid: 'a' }, 'unknown_kty'],
    ['a symmetric key', { kty: 'oct', kid: 'a', k: 'c2VjcmV0' }, 'symmetric'],
    [
      'a private RSA key',
      {
        ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
        kid: 'a',
      },
      'private',
    ],
    ['a private EC key', { ...ec.privateKey.export({ format: 'jwk' }), kid: 'a' }, 'private'],
    ['use: enc', { ...rsa.jwk, kid: 'a', use: 'enc' }, 'not_for_signatures'],
    ['use that is no text', { ...rsa.jwk, kid: 'a', use: ['sig'] }, 'not_for_signatures'],
    ['key_ops without verify', { ...rsa.jwk, kid: 'a', key_ops: ['encrypt'] }, 'not_for_signatures'],
    ['an alg for encryption', { ...rsa.jwk, kid: 'a', alg: 'RSA-OAEP' }, 'algorithm_unknown'],
    ['alg: none', { ...rsa.jwk, kid: 'a', alg: 'none' }, 'algorithm_unknown'],
    ['an HMAC alg on an RSA key', { ...rsa.jwk, kid: 'a', alg: 'HS256' }, 'algorithm_unknown'],
    ['an alg of another curve', { ...ec.jwk, kid: 'a', alg: 'ES384' }, 'algorithm_mismatch'],
    ['an alg of another type', { ...ec.jwk, kid: 'a', alg: 'RS256' }, 'algorithm_mismatch'],
    ['an RSA key of 1024 bits', { ...rsaPair(1024).jwk, kid: 'a' }, 'modulus_too_short'],
    [
      'an enormous RSA key',
      { kty: 'RSA', kid: 'a', n: Buffer.alloc(100_000, 0xff).toString('base64url'), e: 'AQAB' },
      'modulus_too_long',
    ],
    ['an RSA exponent of 1', { ...rsa.jwk, kid: 'a', e: 'AQ' }, 'exponent_unsafe'],
    ['a modulus that is a number', { kty: 'RSA', kid: 'a', n: 1e300, e: 65537 }, 'broken'],
    ['a point off its curve', { ...ec.jwk, kid: 'a', y: ec.jwk.x }, 'off_curve'],
    [
      'a point at zero',
      { kty: 'EC', crv: 'P-256', kid: 'a', x: 'A'.repeat(43), y: 'A'.repeat(43) },
      'off_curve',
    ],
    ['a curve that tokens do not use', { ...ecPair('secp256k1').jwk, kid: 'a' }, 'unknown_crv'],
    ['no kid', ec.jwk, 'kid_missing'],
    ['a kid that is empty', { ...ec.jwk, kid: '' }, 'kid_invalid'],
    ['a kid that is a list', { ...ec.jwk, kid: ['a'] }, 'kid_invalid'],
    ['a kid that is no integer', { ...ec.jwk, kid: 1.5 }, 'kid_invalid'],
    ['a kid no double holds exactly', { ...ec.jwk, kid: 2 ** 53 }, 'kid_invalid'],
    ['a kid with NUL', { ...ec.jwk, kid: 'a\u0000' }, 'kid_invalid'],
    ['a kid with half a surrogate pair', { ...ec.jwk, kid: '\ud800' }, 'kid_invalid'],
    ['a kid of 10 kB', { ...ec.jwk, kid: 'a'.repeat(10_000) }, 'kid_invalid'],
  ])('skips %s and keeps the rest', (_what, entry, reason) => {
    const { keys, skipped } = read([entry, { ...ec.jwk, kid: 'good' }]);
    expect(skipped).toMatchObject([{ position: 0, reason }]);
    expect(keys.map(({ kid }) => kid)).toEqual(['good']);
  });

  it('takes an integer kid as its decimal text', () => {
    const { keys } = read([
      { ...ec.jwk, kid: 1 },
      { ...ec.jwk, kid: '01' },
      { ...ec.jwk, kid: -7 },
    ]);
    expect(keys.map(({ kid }) => kid)).toEqual(['1', '01', '-7']);
  });

  it('keeps every key that shares a kid', () => {
    const { keys } = read([
      { ...rsa.jwk, kid: 'a' },
      { ...ec.jwk, kid: 'a' },
      { ...ecPair().jwk, kid: 'a' },
    ]);
    expect(keys.map(({ kty }) => kty)).toEqual(['RSA', 'EC', 'EC']);
  });

  it('takes __proto__ as a kid and as a member for what they are', () => {
    const entry = JSON.stringify({ ...ec.jwk, kid: '__proto__' }).replace(
      '{',
      '{"__proto__":{"use":"enc","d":"x"},',
    );
    const reading = readKeySet(`{"keys":[${entry}]}`);
    expect(reading).toMatchObject({ ok: { keys: [{ kid: '__proto__' }], skipped: [] } });
  });

  it('reads an empty set, and one without a usable key, as sets', () => {
    expect(read([])).toEqual({ keys: [], skipped: [] });
    expect(read([null]).keys).toEqual([]);
  });

  it('takes 100 entries and refuses 101, usable or not', () => {
    const hundred = Array.from({ length: 100 }, (_, place) => ({ ...ec.jwk, kid: `k${place}` }));
    expect(read(hundred).keys).toHaveLength(100);
    expect(readKeySet(JSON.stringify({ keys: [...hundred, null] }))).toEqual({ refused: 'too_many_keys' });
  });

  it.each([
    ['', 'not_json'],
    ['<html>', 'not_json'],
    ['{"keys":[', 'not_json'],
    ['{"keys":[]} trailing', 'not_json'],
    ['null', 'not_a_key_set'],
    ['1e999', 'not_a_key_set'],
    ['"keys"', 'not_a_key_set'],
    ['[]', 'not_a_key_set'],
    ['{}', 'not_a_key_set'],
    ['{"keys":null}', 'not_a_key_set'],
    ['{"keys":{"length":1}}', 'not_a_key_set'],
    ['{"Keys":[]}', 'not_a_key_set'],
    ['{"__proto__":{"keys":[]}}', 'not_a_key_set'],
  ])('refuses %s', (text, reason) => {
    expect(readKeySet(text)).toEqual({ refused: reason });
  });

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
  ])('survives %s nested without end, as a set and as a key', (_what, deep) => {
    expect(readKeySet(deep)).toHaveProperty('refused');
    const reading = readKeySet(`{"keys":[${deep},${JSON.stringify({ ...ec.jwk, kid: 'good' })}]}`);
    expect(reading).toMatchObject({ ok: { keys: [{ kid: 'good' }] } });
    const inside = readKeySet(`{"keys":[{"kty":"RSA","kid":"a","n":${deep},"e":"AQAB"}]}`);
    expect(inside).toMatchObject({ ok: { keys: [], skipped: [{ reason: 'broken' }] } });
  });
});
