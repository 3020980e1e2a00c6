import { describe, expect, it } from '@jest/globals';
import { noUsage, usageCounts, withUsage } from './usage-counts.js';

describe('counts of usage', () => {
  it('are added name by name, and what is left out stays', () => {
    const first = withUsage(noUsage, { signs: 1, signed: 2 });
    expect(withUsage(first, { signs: 4, bookings: 1 })).toEqual({
      signs: 5,
      attaches: 0,
      identifies: 0,
      signed: 2,
      unsigned: 0,
      logins: 0,
      bookings: 1,
    });
    expect(first.signs).toBe(1);
  });

  it('begin with none of each', () => {
    expect(Object.keys(noUsage)).toEqual([...usageCounts]);
    expect(Object.values(noUsage).every((count) => count === 0)).toBe(true);
  });
});
