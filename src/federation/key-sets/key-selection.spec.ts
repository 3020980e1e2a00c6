import { describe, expect, it } from '@jest/globals';
import { ecPair, rsaPair, type TestKeyPair } from '../../../test/builders/jwk.js';
import type { JwsAlgorithm } from '../../crypto/algorithms.js';
import { selectKey } from './key-selection.js';
import { readKeySet } from './key-set-reader.js';

const [rsa, otherRsa, p256, p384] = [rsaPair(), rsaPair(), ecPair('P-256'), ecPair('P-384')];

function select(
  entries: readonly [TestKeyPair, Record<string, unknown>][],
  kid: string,
  algorithm: JwsAlgorithm,
) {
  const reading = readKeySet(
    JSON.stringify({ keys: entries.map(([pair, members]) => ({ ...pair.jwk, ...members })) }),
  );
  if ('refused' in reading) throw new Error(reading.refused);
  const selected = selectKey(reading.ok.keys, kid, algorithm);
  if ('refused' in selected) return selected.refused;
  return entries.find(([{ publicKey }]) => publicKey.equals(selected.ok.key))?.[0];
}

describe('selectKey', () => {
  it('takes the key of exactly this kid', () => {
    const set: [TestKeyPair, Record<string, unknown>][] = [
      [rsa, { kid: 'a' }],
      [otherRsa, { kid: 'A' }],
    ];
    expect(select(set, 'a', 'RS256')).toBe(rsa);
    expect(select(set, 'A', 'RS256')).toBe(otherRsa);
  });

  it.each(['b', '', 'a ', ' a', '__proto__', 'toString'])('knows no kid %p in a set of kid "a"', (kid) => {
    expect(select([[rsa, { kid: 'a' }]], kid, 'RS256')).toBe('unknown_kid');
  });

  it('takes an integer kid of the set for its decimal text and nothing else', () => {
    expect(select([[rsa, { kid: 1 }]], '1', 'RS256')).toBe(rsa);
    expect(select([[rsa, { kid: 1 }]], '01', 'RS256')).toBe('unknown_kid');
    expect(select([[rsa, { kid: '01' }]], '1', 'RS256')).toBe('unknown_kid');
  });

  it.each<[JwsAlgorithm]>([['RS384'], ['PS256'], ['ES256'], ['HS256']])(
    'refuses %s for a key whose alg is RS256',
    (algorithm) => {
      expect(select([[rsa, { kid: 'a', alg: 'RS256' }]], 'a', algorithm)).toBe('key_not_for_algorithm');
    },
  );

  it('never lends a public key to an HMAC algorithm', () => {
    expect(select([[rsa, { kid: 'a' }]], 'a', 'HS256')).toBe('key_not_for_algorithm');
  });

  it('tells keys of one kid apart by type, curve, alg and use', () => {
    const set: [TestKeyPair, Record<string, unknown>][] = [
      [rsa, { kid: 'a', alg: 'RS256' }],
      [otherRsa, { kid: 'a', alg: 'PS256' }],
      [rsaPair(), { kid: 'a', use: 'enc' }],
      [p256, { kid: 'a' }],
      [p384, { kid: 'a' }],
    ];
    expect(select(set, 'a', 'RS256')).toBe(rsa);
    expect(select(set, 'a', 'PS256')).toBe(otherRsa);
    expect(select(set, 'a', 'ES256')).toBe(p256);
    expect(select(set, 'a', 'ES384')).toBe(p384);
  });

  it('refuses to choose where more than one key is left, even the same key twice', () => {
    const twice = (second: TestKeyPair): [TestKeyPair, Record<string, unknown>][] => [
      [rsa, { kid: 'a' }],
      [second, { kid: 'a' }],
    ];
    expect(select(twice(otherRsa), 'a', 'RS256')).toBe('ambiguous_kid');
    expect(select(twice(rsa), 'a', 'RS256')).toBe('ambiguous_kid');
  });
});
