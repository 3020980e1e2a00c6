import { describe, expect, it } from '@jest/globals';
import { freshnessOf, lifetimeOf, maxAgeOf } from './freshness.js';

describe('lifetimeOf', () => {
  it.each([
    [undefined, 600],
    ['', 600],
    ['no-store', 600],
    ['public', 600],
    ['max-age', 600],
    ['max-age=', 600],
    ['max-age=-5', 600],
    ['max-age=ten', 600],
    ['max-age=1.5', 600],
    ['s-maxage=7200', 600],
    ['x-max-age=7200', 600],
    ['max-age=0', 60],
    ['max-age=59', 60],
    ['max-age=60', 60],
    ['max-age=61', 61],
    ['public, max-age=3600, must-revalidate', 3600],
    ['MAX-AGE=3600', 3600],
    ['max-age="3600"', 3600],
    ['max-age = 3600', 3600],
    ['max-age=3600, max-age=120', 120],
    ['max-age=86400', 86_400],
    ['max-age=86401', 86_400],
    [`max-age=${'9'.repeat(400)}`, 86_400],
  ])('keeps an answer with Cache-Control %p for %i s', (header, seconds) => {
    expect(lifetimeOf(header)).toBe(seconds * 1000);
  });

  it('tells an answer without max-age from one with ten minutes', () => {
    expect(maxAgeOf('public')).toBeUndefined();
    expect(maxAgeOf('max-age=600')).toBe(600_000);
  });
});

describe('freshnessOf', () => {
  it('puts the refresh at 80 % of the lifetime and the end of use after the stale span', () => {
    expect(freshnessOf(1000, 100_000, 5000)).toEqual({
      refreshAt: 81_000,
      expiresAt: 101_000,
      staleUntil: 106_000,
    });
  });
});
