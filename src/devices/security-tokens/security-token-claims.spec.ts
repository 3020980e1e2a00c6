import { describe, expect, it } from '@jest/globals';
import { readSecurityTokenClaims, refusalOfLife } from './security-token-claims.js';

const none = { exp: undefined, iat: undefined, nbf: undefined };

describe('the payload of a security token', () => {
  it.each(['', 'u-1', 'x'.repeat(255), '👩'.repeat(255)])('says the user %j', (user) => {
    expect(readSecurityTokenClaims({ user })).toEqual({ ok: { user, times: none } });
  });

  it('may have members that nobody asks for, and says its times', () => {
    expect(readSecurityTokenClaims({ user: 'u', role: 'x', jti: 'j', exp: 2, iat: 1 })).toEqual({
      ok: { user: 'u', times: { exp: 2, iat: 1, nbf: undefined } },
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no user', {}, 'user_invalid'],
    ['user null', { user: null }, 'user_invalid'],
    ['a number', { user: 1 }, 'user_invalid'],
    ['256 characters', { user: 'x'.repeat(256) }, 'user_invalid'],
    ['NUL', { user: '\u0000' }, 'user_invalid'],
    ['half a character', { user: '\ud800' }, 'user_invalid'],
    ['jti a number', { user: 'u', jti: 1 }, 'jti_invalid'],
    ['exp text', { user: 'u', exp: '1' }, 'exp_invalid'],
    ...['app_slug', 'booking_id', 'action', 'aud', 'search'].map(
      (name): [string, Record<string, unknown>, string] => [
        name,
        { user: 'u', [name]: null },
        'token_of_other_kind',
      ],
    ),
  ])('is refused with %s', (_title, payload, reason) => {
    expect(readSecurityTokenClaims(payload)).toEqual({ refused: reason });
  });
});

describe('the life of a security token', () => {
  const settings = { require_token_expiry: true, security_token_max_age_s: 100, clock_tolerance_s: 10 };
  const now = 1_000;
  it.each<[string, object, boolean]>([
    ['ends in time', { iat: now, exp: now + 100 }, true],
    ['was longer from the start', { iat: now - 50, exp: now + 51 }, false],
    ['ends in time, without iat', { exp: now + 100 }, true],
    ['ends within the tolerance, without iat', { exp: now + 110 }, true],
    ['ends too late, without iat', { exp: now + 111 }, false],
    ['begins ahead of our clock', { iat: now + 10, exp: now + 110 }, true],
    ['begins further ahead, and ends later', { iat: now + 11, exp: now + 111 }, false],
    ['ends before it begins', { iat: now + 5, exp: now }, true],
    ['has no end, which is asked elsewhere', {}, true],
  ])('%s: %j', (_title, times, ok) => {
    const refusal = refusalOfLife({ ...none, ...times }, settings, now * 1000);
    expect(refusal).toBe(ok ? undefined : 'life_too_long');
  });

  it('is anything where the tenant demands no end', () => {
    const free = { ...settings, require_token_expiry: false };
    expect(refusalOfLife({ ...none, exp: 1e9 }, free, 0)).toBeUndefined();
  });
});
