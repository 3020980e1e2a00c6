import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { createSealer } from '../../crypto/seal.js';
import { addressDigest } from './address-digest.js';

const sealer = createSealer(Buffer.alloc(32, 1));

describe('the digest of an address', () => {
  it('is the same for one address of one tenant, and holds nothing of it', () => {
    const digest = addressDigest(sealer, 't1', '192.0.2.7');
    expect(digest).toBe(addressDigest(sealer, 't1', '192.0.2.7'));
    expect(digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(digest).not.toContain('192');
  });

  it('is another one for another address, another tenant, another master key', () => {
    const digests = [
      addressDigest(sealer, 't1', '192.0.2.7'),
      addressDigest(sealer, 't1', '192.0.2.8'),
      addressDigest(sealer, 't2', '192.0.2.7'),
      addressDigest(createSealer(Buffer.alloc(32, 2)), 't1', '192.0.2.7'),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('counts an IPv6 address as its network, and what is no address as one group', () => {
    const of = (address: string) => addressDigest(sealer, 't1', address);
    expect(of('2001:db8:1:2::1')).toBe(of('2001:db8:1:2:ffff::9'));
    expect(of('2001:db8:1:2::1')).not.toBe(of('2001:db8:1:3::1'));
    expect(of('::ffff:192.0.2.7')).toBe(of('192.0.2.7'));
    expect(of('nonsense')).toBe(of('x'.repeat(9000)));
  });
});
