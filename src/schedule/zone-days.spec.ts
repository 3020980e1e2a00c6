import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { zoneDays } from './zone-days.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z');
const around = (zone: string, instant: string) =>
  zoneDays(zone, at(instant) - 3 * DAY, at(instant) + 3 * DAY);
const dayOf = (date: string) => at(`${date}T00:00Z`) / DAY;

describe('the days of a zone', () => {
  it.each([
    // zone, local day, its first instant, its end
    ['UTC', '2026-03-29', '2026-03-29T00:00Z', '2026-03-30T00:00Z'],
    ['Asia/Kathmandu', '2026-03-29', '2026-03-28T18:15Z', '2026-03-29T18:15Z'],
    ['Europe/Copenhagen', '2026-03-29', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['Europe/Copenhagen', '2026-10-25', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00Z', '2026-04-05T13:30Z'],
    // Midnight is skipped, so the day begins at one; midnight is shown twice.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00Z', '2026-11-02T05:00Z'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00Z', '2011-12-30T10:00Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00Z', '2011-12-30T10:00Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00Z', '2011-12-31T10:00Z'],
  ])('%s: %s', (zone, date, start, end) => {
    const days = around(zone, `${date}T00:00Z`);
    expect([iso(days.startOf(dayOf(date))), iso(days.endOf(dayOf(date)))]).toEqual([start, end]);
    if (start !== end) {
      expect(days.dayOf(at(start))).toBe(dayOf(date));
      expect(days.dayOf(at(end) - 1)).toBe(dayOf(date));
    }
  });

  it.each([
    // A skipped time is the instant of the jump, whether something begins or ends there.
    ['2026-03-29T02:30', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
    ['2026-03-29T02:00', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
    // A repeated time begins with its first occurrence and ends with its second.
    ['2026-10-25T02:30', '2026-10-25T00:30Z', '2026-10-25T01:30Z'],
    // Before the first 02:00 the clock has not shown a time of the repeated hour; what ends at two ends there.
    ['2026-10-25T02:00', '2026-10-25T00:00Z', '2026-10-25T00:00Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00Z', '2026-10-25T02:00Z'],
    ['2026-10-25T12:00', '2026-10-25T11:00Z', '2026-10-25T11:00Z'],
  ])('in Copenhagen %s begins and ends something', (local, start, end) => {
    const days = around('Europe/Copenhagen', local + 'Z');
    expect([iso(days.firstFrom(at(local + 'Z'))), iso(days.lastUntil(at(local + 'Z')))]).toEqual([
      start,
      end,
    ]);
  });

  it('find the next full hour of the clock, also across half-hour changes', () => {
    const kathmandu = around('Asia/Kathmandu', '2026-06-01T00:00Z');
    expect(iso(kathmandu.nextFullHour(at('2026-06-01T00:16Z')))).toBe('2026-06-01T01:15Z');
    expect(iso(kathmandu.nextFullHour(at('2026-06-01T00:15Z')))).toBe('2026-06-01T00:15Z');
    // 01:45 is followed by 01:30, then 02:00.
    const lordHowe = around('Australia/Lord_Howe', '2026-04-04T15:00Z');
    expect(iso(lordHowe.nextFullHour(at('2026-04-04T14:45Z')))).toBe('2026-04-04T15:30Z');
  });

  it('are found for any instant, and their hours are as Intl shows them', () => {
    const zone = fc.constantFrom(
      'Africa/Casablanca',
      'America/St_Johns',
      'Asia/Tehran',
      'Antarctica/Troll',
      'Etc/GMT+5',
    );
    fc.assert(
      fc.property(
        zone,
        fc.integer({ min: at('1970-01-01T00:00Z'), max: at('2100-01-01T00:00Z') }),
        (name, ms) => {
          const instant = Math.floor(ms / 1000) * 1000;
          const format = new Intl.DateTimeFormat('en-CA', { timeZone: name, dateStyle: 'short' });
          const days = zoneDays(name, instant, instant + HOUR);
          const day = days.dayOf(instant);
          expect(day).toBe(dayOf(format.format(instant)));
          expect(days.startOf(day)).toBeLessThanOrEqual(instant);
          expect(days.endOf(day)).toBeGreaterThan(instant);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('go on without change outside the years 1900 to 9999, and a zone that is none is refused', () => {
    for (const instant of [-8.64e15, at('0001-01-01T00:00Z'), at('9999-12-31T23:00Z'), 8.64e15]) {
      expect(Number.isInteger(zoneDays('Europe/Copenhagen', instant, instant).dayOf(instant))).toBe(true);
    }
    expect(() => zoneDays('Mars/Olympus', 0, 0)).toThrow(RangeError);
  });
});
