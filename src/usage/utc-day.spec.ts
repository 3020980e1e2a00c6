import { describe, expect, it } from '@jest/globals';
import { startOfDay, utcDay } from './utc-day.js';

describe('a day of UTC', () => {
  it('is that of its first and of its last millisecond', () => {
    const start = Date.UTC(2028, 1, 29);
    expect(utcDay(start)).toBe('2028-02-29');
    expect(utcDay(start + 86_399_999)).toBe('2028-02-29');
    expect(utcDay(start + 86_400_000)).toBe('2028-03-01');
    expect(startOfDay('2028-02-29')).toBe(start);
  });

  it.each([
    '2027-02-29',
    '2028-02-30',
    '2028-13-01',
    '2028-00-10',
    '2028-1-01',
    '28-01-01',
    '2028-01-01T00:00:00Z',
    '+02028-01-01',
    ' 2028-01-01',
    '2028-01-01\n',
    '٢٠٢٨-01-01',
    '0000-01-01',
    '1969-12-31',
    '',
    'today',
  ])('is not named by %j', (text) => {
    expect(startOfDay(text)).toBeNull();
  });
});
