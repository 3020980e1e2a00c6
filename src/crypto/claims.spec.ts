import { describe, expect, it } from '@jest/globals';
import { checkClaims, LATEST_PLAUSIBLE_SECONDS, refusalOfTimes, type ClaimRules } from './claims.js';

const NOW = 1_800_000_000;
const rules: ClaimRules = { clockToleranceSeconds: 30, requireExp: false };
const verdict = (payload: Record<string, unknown>, more: Partial<ClaimRules> = {}, nowMs = NOW * 1000) => {
  const checked = checkClaims(payload, { ...rules, ...more }, nowMs);
  return 'ok' in checked ? 'ok' : checked.refused;
};

describe('time claims', () => {
  it.each([
    ['nothing', {}, 'ok'],
    ['an exp to come', { exp: NOW + 1 }, 'ok'],
    ['an exp within the tolerance', { exp: NOW - 29 }, 'ok'],
    ['an exp at the end of the tolerance', { exp: NOW - 30 }, 'expired'],
    ['an old exp', { exp: 1 }, 'expired'],
    ['a negative exp', { exp: -1 }, 'expired'],
    ['the last plausible exp', { exp: LATEST_PLAUSIBLE_SECONDS }, 'ok'],
    ['an exp in milliseconds', { exp: (NOW + 60) * 1000 }, 'exp_invalid'],
    ['an exp just beyond the plausible', { exp: LATEST_PLAUSIBLE_SECONDS + 1 }, 'exp_invalid'],
    ['an infinite exp', { exp: Infinity }, 'exp_invalid'],
    ['an exp as text', { exp: String(NOW + 60) }, 'exp_invalid'],
    ['an exp of null', { exp: null }, 'exp_invalid'],
    ['an exp of true', { exp: true }, 'exp_invalid'],
    ['an exp in a list', { exp: [NOW + 60] }, 'exp_invalid'],
    ['an exp of NaN', { exp: Number.NaN }, 'exp_invalid'],
    ['a past nbf', { nbf: NOW - 1 }, 'ok'],
    ['an nbf within the tolerance', { nbf: NOW + 30 }, 'ok'],
    ['an nbf to come', { nbf: NOW + 31 }, 'not_active'],
    ['an nbf as text', { nbf: '0' }, 'nbf_invalid'],
    ['an nbf of minus infinity', { nbf: -Infinity }, 'nbf_invalid'],
    ['an old iat', { iat: 1 }, 'ok'],
    ['an iat within the tolerance', { iat: NOW + 30 }, 'ok'],
    ['an iat to come', { iat: NOW + 31 }, 'issued_in_future'],
    ['an iat in milliseconds', { iat: NOW * 1000 }, 'iat_invalid'],
    ['an iat that no calendar can show', { iat: -1e300 }, 'iat_invalid'],
    ['an iat with a fraction, as Python makes it', { iat: NOW - 0.25, exp: NOW + 0.5 }, 'ok'],
  ])('%s: %j gives %s', (_case, payload, expected) => {
    expect(verdict(payload)).toBe(expected);
  });

  it('are exact to the millisecond without tolerance', () => {
    const exact = { clockToleranceSeconds: 0 };
    expect(verdict({ exp: NOW }, exact, NOW * 1000 - 1)).toBe('ok');
    expect(verdict({ exp: NOW }, exact, NOW * 1000)).toBe('expired');
    expect(verdict({ nbf: NOW }, exact, NOW * 1000)).toBe('ok');
    expect(verdict({ nbf: NOW }, exact, NOW * 1000 - 1)).toBe('not_active');
  });

  it('refuse a token without exp only where one is demanded', () => {
    expect(verdict({}, { requireExp: true })).toBe('exp_missing');
    expect(verdict({ exp: NOW + 60 }, { requireExp: true })).toBe('ok');
    expect(verdict({ exp: NOW - 60 }, { requireExp: false })).toBe('expired');
  });

  it('limit the age of a token where a limit is set', () => {
    const limit = { maxTokenAgeSeconds: 600 };
    expect(verdict({ iat: NOW - 630 }, limit)).toBe('ok');
    expect(verdict({ iat: NOW - 631 }, limit)).toBe('too_old');
    expect(verdict({ exp: NOW + 60 }, limit)).toBe('iat_missing');
  });

  it('refuse when a rule or the clock is not a number', () => {
    const { NaN: nan } = Number;
    expect(verdict({ exp: NOW + 60 }, { clockToleranceSeconds: nan })).toBe('expired');
    expect(verdict({ nbf: 1 }, { clockToleranceSeconds: nan })).toBe('not_active');
    expect(verdict({ exp: NOW + 60 }, {}, nan)).toBe('expired');
    expect(verdict({ iat: 1 }, { maxTokenAgeSeconds: nan })).toBe('too_old');
  });

  it('are asked again later with the times read once', () => {
    const checked = checkClaims({ exp: NOW + 60 }, rules, NOW * 1000);
    const times = 'ok' in checked ? checked.ok : undefined;
    expect(times && refusalOfTimes(times, rules, (NOW + 89) * 1000)).toBeUndefined();
    expect(times && refusalOfTimes(times, rules, (NOW + 90) * 1000)).toBe('expired');
  });
});

describe('the audience', () => {
  const audience = ['https://api.example.com', 'booking'];
  it.each([
    [{ aud: 'booking' }, 'ok'],
    [{ aud: ['other', 'booking'] }, 'ok'],
    [{}, 'audience_missing'],
    [{ aud: 'other' }, 'audience_mismatch'],
    [{ aud: 'Booking' }, 'audience_mismatch'],
    [{ aud: 'https://api.example.com/' }, 'audience_mismatch'],
    [{ aud: '' }, 'audience_mismatch'],
    [{ aud: [] }, 'audience_mismatch'],
    [{ aud: null }, 'audience_invalid'],
    [{ aud: 1 }, 'audience_invalid'],
    [{ aud: { booking: true } }, 'audience_invalid'],
    [{ aud: ['booking', 1] }, 'audience_invalid'],
    [{ aud: [['booking']] }, 'audience_invalid'],
  ])('%j gives %s', (payload, expected) => {
    expect(verdict(payload, { audience })).toBe(expected);
  });

  it('is not asked for where none is configured, and never matches an empty list', () => {
    expect(verdict({ aud: 'anything' })).toBe('ok');
    expect(verdict({ aud: 'anything' }, { audience: [] })).toBe('audience_mismatch');
  });
});
