import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { createSealer, SealBroken, type SealedPlace } from './seal.js';

const place: SealedPlace = { tenantId: 't1', table: 'jwt_configurations', rowId: 'r1', column: 'secret' };
const masterKey = Buffer.alloc(32, 7);
const sealer = createSealer(masterKey);

describe('a sealed text', () => {
  it('opens again at its place, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(createSealer(masterKey).open(sealer.seal(text, place), place)).toBe(text);
      }),
    );
  });

  it('is base64, hides the text and differs each time', () => {
    const sealed = sealer.seal('the secret', place);
    expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('secret');
    expect(Buffer.from(sealed, 'base64')).toHaveLength(1 + 12 + 10 + 16);
    expect(sealer.seal('the secret', place)).not.toBe(sealed);
  });

  it.each(['tenantId', 'table', 'rowId', 'column'] as const)('does not open where %s differs', (member) => {
    const sealed = sealer.seal('x', place);
    expect(() => sealer.open(sealed, { ...place, [member]: 'other' })).toThrow(SealBroken);
  });

  it('does not open where only the border between two names differs', () => {
    const sealed = sealer.seal('x', { ...place, tenantId: 'a', table: 'bc' });
    expect(() => sealer.open(sealed, { ...place, tenantId: 'ab', table: 'c' })).toThrow(SealBroken);
  });

  it('does not open under another master key', () => {
    expect(() => createSealer(randomBytes(32)).open(sealer.seal('x', place), place)).toThrow(SealBroken);
  });

  it('does not open when any one byte was changed or is missing', () => {
    const bytes = Buffer.from(sealer.seal('secret', place), 'base64');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(changed.toString('base64'), place)).toThrow(SealBroken);
      expect(() => sealer.open(bytes.subarray(0, at).toString('base64'), place)).toThrow(SealBroken);
    }
  });

  it.each(['', 'secret', '{}', 'AQ==', '☃'])('is not %p', (text) => {
    expect(() => sealer.open(text, place)).toThrow(SealBroken);
  });

  it('names the row, not the text, when it does not open', () => {
    const sealed = sealer.seal('secret', place);
    expect(() => sealer.open(sealed, { ...place, rowId: 'r2' })).toThrow(
      expect.objectContaining({
        code: 'seal_broken',
        message: expect.stringContaining('jwt_configurations.secret of row r2'),
      }),
    );
  });
});

it.each([0, 16, 31, 33, 64])('a master key of %i bytes is refused', (bytes) => {
  expect(() => createSealer(Buffer.alloc(bytes))).toThrow(RangeError);
});

describe('the digest a secret is looked up by', () => {
  it('is the same for the same secret and master key only', () => {
    const digest = sealer.lookupDigest('sk_live_1');
    expect(digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(createSealer(masterKey).lookupDigest('sk_live_1')).toBe(digest);
    expect(sealer.lookupDigest('sk_live_2')).not.toBe(digest);
    expect(createSealer(Buffer.alloc(32, 8)).lookupDigest('sk_live_1')).not.toBe(digest);
  });
});
