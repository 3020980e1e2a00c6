import { expect, it } from '@jest/globals';
import { fingerprintOf } from './fingerprint.js';

it('a fingerprint is the SHA-256 of the text in base64url', () => {
  // FIPS 180-4's example "abc": ba7816bf…f20015ad.
  const digest = Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex');
  expect(fingerprintOf('abc')).toBe(digest.toString('base64url'));
  expect(fingerprintOf('abd')).not.toBe(fingerprintOf('abc'));
});
