import { describe, expect, it } from '@jest/globals';
import { addressGroup } from './address-group.js';

describe('whose limit an address counts against', () => {
  for (const [address, group] of [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['ann@example.com', 'unknown'],
    ['999.0.0.1', 'unknown'],
    ['', 'unknown'],
    ['x'.repeat(10_000), 'unknown'],
  ] as const) {
    it(`is ${group} for ${address.slice(0, 40) || 'no text'}`, () => {
      expect(addressGroup(address)).toBe(group);
    });
  }
});
