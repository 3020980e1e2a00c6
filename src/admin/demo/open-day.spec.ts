import { describe, expect, it } from '@jest/globals';
import { openDay, openDayBefore } from './open-day.js';

const dayMs = 86_400_000;
const monday = Date.UTC(2030, 0, 7);

describe('openDay', () => {
  it('is never a Sunday, never earlier than the day after tomorrow, and later for a larger number', () => {
    for (let hour = 0; hour < 24 * 14; hour += 1) {
      const now = monday + hour * 3_600_000 + 1;
      const days = [1, 2, 3].map((n) => openDay(now, n));
      for (const day of days) {
        expect(day % dayMs).toBe(0);
        expect(new Date(day).getUTCDay()).not.toBe(0);
        expect(day - now).toBeGreaterThan(dayMs);
      }
      expect(days).toEqual([...new Set(days)].sort((one, other) => one - other));
    }
  });
});

describe('openDayBefore', () => {
  it('is never a Sunday, and lies so many days back or one more', () => {
    for (let hour = 0; hour < 24 * 14; hour += 1) {
      const now = monday + hour * 3_600_000 + 1;
      const day = openDayBefore(now, 14);
      expect(day % dayMs).toBe(0);
      expect(new Date(day).getUTCDay()).not.toBe(0);
      expect((now - day) / dayMs).toBeGreaterThan(14);
      expect((now - day) / dayMs).toBeLessThan(16);
    }
  });
});
