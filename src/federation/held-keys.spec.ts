import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { createSealer } from '../crypto/seal.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { configurationSecretPlace } from '../tenants/sealed-places.js';
import { HeldKeys } from './held-keys.js';

const sealer = createSealer(randomBytes(32));
const names = { tenantId: 'tenant', id: 'kid-1' };

function configuration(members: Partial<JwtConfiguration> = {}): JwtConfiguration {
  const currentKey = sealer.seal('the current secret', configurationSecretPlace(names, 'current_key'));
  const none = { previousKey: null, previousUntil: null };
  return { ...names, algorithm: 'HS256', version: 1, currentKey, ...none, ...members } as JwtConfiguration;
}

const secret = (text: string) => createSecretKey(Buffer.from(text, 'utf8'));

describe('keys held here', () => {
  it('are the current one without an end, then the one that a rotation overlaps', () => {
    const previousKey = sealer.seal('the one before', configurationSecretPlace(names, 'previous_key'));
    const row = configuration({ previousKey, previousUntil: 5_000 });
    const keys = new HeldKeys(sealer);
    for (const _ of ['opened', 'remembered']) {
      const found = keys.keysOf(row) ?? [];
      expect(found.map(({ until }) => until)).toEqual([undefined, 5_000]);
      expect(found[0]?.key.equals(secret('the current secret'))).toBe(true);
      expect(found[1]?.key.equals(secret('the one before'))).toBe(true);
    }
  });

  it('are opened once per version of their configuration', () => {
    const open = jest.spyOn(sealer, 'open');
    const keys = new HeldKeys(sealer);
    for (const version of [1, 1, 1, 2, 2]) keys.keysOf(configuration({ version }));
    expect(open).toHaveBeenCalledTimes(2);
    open.mockRestore();
  });

  it('are public keys for the other algorithms', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const currentKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const [held] = new HeldKeys(sealer).keysOf(configuration({ algorithm: 'ES256', currentKey })) ?? [];
    expect(held?.key.equals(publicKey)).toBe(true);
  });

  it('are none where the master key is another one, or the row is damaged', () => {
    const other = new HeldKeys(createSealer(randomBytes(32)));
    expect(other.keysOf(configuration())).toBeNull();
    expect(new HeldKeys(sealer).keysOf(configuration({ currentKey: null }))).toBeNull();
    expect(new HeldKeys(sealer).keysOf(configuration({ currentKey: 'damaged' }))).toBeNull();
  });
});
