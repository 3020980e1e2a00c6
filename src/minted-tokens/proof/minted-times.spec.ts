import { describe, expect, it } from '@jest/globals';
import { mintedTimeRulesOf, refusalOfMintedLife } from './minted-times.js';

const settings = (longest: number | null) => ({ minted_token_max_age_s: longest, clock_tolerance_s: 30 });
const now = 1_000_000;

describe('how long a minted token may live', () => {
  it('is nobody’s business where the tenant says nothing', () => {
    expect(mintedTimeRulesOf(settings(null)).requireExp).toBe(false);
    expect(refusalOfMintedLife({ exp: 9e9, iat: 1 }, settings(null), now * 1000)).toBeUndefined();
  });

  it.each([
    ['its whole life at most the limit', { exp: now + 60, iat: now }, undefined],
    ['without iat, what is left of it', { exp: now + 60, iat: undefined }, undefined],
    ['longer from iat on', { exp: now + 30, iat: now - 31 }, 'life_too_long'],
    ['longer from now on, without iat', { exp: now + 61, iat: undefined }, 'life_too_long'],
    ['an iat that lies ahead within the tolerance', { exp: now + 90, iat: now + 30 }, undefined],
    ['an iat that lies further ahead than that', { exp: now + 91, iat: now + 31 }, 'life_too_long'],
  ])('%s', (_title, times, refused) => {
    expect(mintedTimeRulesOf(settings(60)).requireExp).toBe(true);
    expect(refusalOfMintedLife(times, settings(60), now * 1000)).toBe(refused);
  });
});
