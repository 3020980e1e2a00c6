import { describe, expect, it } from '@jest/globals';
import { checkApiKeySecret, isApiKeyId, newKeyId, newSecret } from './api-key-secret.js';
import { apiKeyState } from './api-key-state.js';
import { sameJson } from './outcome.js';
import { isSlug } from './slug.js';
import { effectiveSettings, mergeSettings } from './tenant-settings-merge.js';
import { timeZoneName } from './time-zone.js';

describe('what an operator may type', () => {
  it.each(['a', 'my-app-6165', '0', 'a'.repeat(64)])('takes %s as a slug', (text) =>
    expect(isSlug(text)).toBe(true),
  );
  it.each(['', 'me', 'A', 'a_b', 'a'.repeat(65), 'a\n', 'ä'])('refuses %j as a slug', (text) =>
    expect(isSlug(text)).toBe(false),
  );

  it.each([
    ['europe/copenhagen', 'Europe/Copenhagen'],
    ['UTC', 'UTC'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['+02:00', null],
    ['Mars/Olympus', null],
    ['', null],
  ])('reads the zone %j as %j', (text, name) => expect(timeZoneName(text)).toBe(name));

  it('makes ids and secrets that pass its own rules', () => {
    expect(isApiKeyId(newKeyId())).toBe(true);
    expect(checkApiKeySecret(newSecret())).toEqual({ ok: { warnings: [] } });
  });

  it.each([
    ['a'.repeat(15), 'at least 16 bytes'],
    ['a'.repeat(513), 'at most 512 bytes'],
    [`${'a'.repeat(30)}.b.c`, 'form of a JWT'],
    [`${'a'.repeat(30)}\u0000`, 'control characters'],
    [`${'a'.repeat(30)}\ud800`, 'well-formed'],
    [`${'a'.repeat(30)} `, 'white space'],
  ])('refuses the secret %j', (secret, reason) => {
    expect(checkApiKeySecret(secret)).toEqual({ refused: expect.stringContaining(reason) });
  });

  it('counts the bytes of a secret, not its characters', () => {
    expect(checkApiKeySecret('ä'.repeat(16))).toEqual({ ok: { warnings: [] } });
  });
});

describe('apiKeyState', () => {
  it.each([
    [null, null, 'active'],
    [null, 101, 'expiring'],
    [null, 100, 'expired'],
    [50, null, 'revoked'],
    [50, 101, 'revoked'],
  ] as const)('revoked at %j, expiring at %j: %s', (revokedAt, expiresAt, state) => {
    expect(apiKeyState({ revokedAt, expiresAt }, 100)).toBe(state);
  });
});

describe('mergeSettings', () => {
  it('keeps what is not named, takes back what is undefined, and holds no defaults', () => {
    const merge = mergeSettings(
      { locale: 'da', undo_minutes: 5 },
      { undo_minutes: undefined, device_limit: null },
    );
    expect(merge).toEqual({ ok: { locale: 'da', device_limit: null } });
    expect(effectiveSettings({ locale: 'da' })).toMatchObject({ locale: 'da', undo_minutes: 10 });
  });

  it.each(['unknown', '__proto__', 'constructor'])('refuses the name %s, also to take it back', (name) => {
    for (const value of [1, null, undefined]) {
      const changes = Object.fromEntries([[name, value]]);
      expect(mergeSettings({}, changes)).toHaveProperty('refused');
    }
  });
});

describe('sameJson', () => {
  it('does not look at the order of members, and does at that of lists', () => {
    expect(sameJson({ a: 1, b: [1, { c: null, d: 2 }] }, { b: [1, { d: 2, c: undefined }], a: 1 })).toBe(
      true,
    );
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson({ a: 1 }, { a: '1' })).toBe(false);
  });
});
