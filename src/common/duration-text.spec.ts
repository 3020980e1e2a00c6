import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMs } from '../../test/support/processor-time.js';
import { addDuration, durationMs, readDuration } from './duration-text.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a duration text', () => {
  it.each([
    ['30 minutes', { months: 0, days: 0, ms: HOUR / 2 }],
    ['1 hour', { months: 0, days: 0, ms: HOUR }],
    ['90 seconds', { months: 0, days: 0, ms: 90_000 }],
    ['3 days 2 weeks', { months: 0, days: 17, ms: 0 }],
    ['1 day 2 hours', { months: 0, days: 1, ms: 2 * HOUR }],
    ['-1 hour', { months: 0, days: 0, ms: -HOUR }],
    ['+ 1 week', { months: 0, days: 7, ms: 0 }],
    ['1 year 2 months', { months: 14, days: 0, ms: 0 }],
    ['  2  HOURS   1minute ', { months: 0, days: 0, ms: 2 * HOUR + 60_000 }],
    // A sign is its number's, not the whole text's.
    ['-1 day 2 hours', { months: 0, days: -1, ms: 2 * HOUR }],
    ['0 minutes', { months: 0, days: 0, ms: 0 }],
    ['-0 hours', { months: 0, days: 0, ms: 0 }],
  ])('%p is read', (text, duration) => {
    expect(readDuration(text)).toEqual(duration);
  });

  it.each([
    '',
    ' ',
    '30',
    'minutes',
    '1.5 hours',
    '1,5 hours',
    '1 fortnight',
    '1 hourss',
    '1 s',
    'one hour',
    '1e3 hours',
    '１ hour',
    '1 hour!',
    '--1 hour',
    '1 hour -',
    'PT1H',
    '101 years',
    '99999999999 seconds',
    '9999999999 weeks',
    `${'1 hour '.repeat(15)}`,
    `1 a${' '.repeat(200)}`,
    'NaN hours',
    'Infinity days',
  ])('%p is none', (text) => {
    expect(readDuration(text)).toBeNull();
    expect(durationMs(text)).toBeNull();
  });

  it('of any form is read within bounds or not at all, quickly', () => {
    const piece = fc.constantFrom('1', '99', ' ', '  ', '-', '+', 'hour', 'days', 'month', 'x', '\t', '0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const duration = readDuration(pieces.join(''));
        for (const part of Object.values(duration ?? {})) expect(Number.isSafeInteger(part)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(processorMs(() => readDuration(`${'1h  '.repeat(24)}!`))).toBeLessThan(50);
  });

  it('has a length when a day has 24 hours and no months are in it', () => {
    expect(durationMs('1 week 1 day')).toBe(8 * DAY);
    expect(durationMs('-1 hour')).toBe(-HOUR);
    for (const text of ['1 month', '1 year', '1 month -1 month', '0 years'])
      expect(durationMs(text)).toBeNull();
  });
});

describe('a duration added to an instant', () => {
  const at = (text: string) => Date.parse(text);
  const added = (instant: string, text: string, zone: string) => {
    const duration = readDuration(text);
    const sum = duration === null ? null : addDuration(at(instant), duration, zone);
    return sum === null ? null : new Date(sum).toISOString();
  };

  it.each([
    // The clock shows the same time on the next day, though an hour was left out.
    ['2026-03-28T11:00Z', '1 day', 'Europe/Copenhagen', '2026-03-29T10:00:00.000Z'],
    ['2026-03-28T11:00Z', '24 hours', 'Europe/Copenhagen', '2026-03-29T11:00:00.000Z'],
    ['2026-01-31T12:00Z', '1 month', 'UTC', '2026-02-28T12:00:00.000Z'],
    ['2028-02-29T12:00Z', '1 year', 'UTC', '2029-02-28T12:00:00.000Z'],
    ['2026-01-01T12:00Z', '-1 day 1 hour', 'UTC', '2025-12-31T13:00:00.000Z'],
    // Samoa had no 30 December 2011.
    ['2011-12-29T20:00Z', '1 day', 'Pacific/Apia', '2011-12-30T20:00:00.000Z'],
  ])('%s + %s in %s', (instant, text, zone, expected) => {
    expect(added(instant, text, zone)).toBe(expected);
  });

  it('stays within the years 0 to 9999', () => {
    expect(added('9999-12-01T00:00Z', '1 month', 'UTC')).toBeNull();
    expect(added('9999-12-01T00:00Z', '1 day', 'UTC')).toBe('9999-12-02T00:00:00.000Z');
    expect(addDuration(Number.NaN, { months: 0, days: 0, ms: 0 }, 'UTC')).toBeNull();
    expect(addDuration(Infinity, { months: 0, days: 0, ms: 0 }, 'UTC')).toBeNull();
    expect(addDuration(8.64e15, { months: 1, days: 0, ms: 0 }, 'UTC')).toBeNull();
  });
});
