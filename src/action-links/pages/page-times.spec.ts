import { describe, expect, test } from '@jest/globals';
import { pageTimes } from './page-times.js';

const start = Date.parse('2031-01-14T13:00:00Z');
const end = Date.parse('2031-01-14T14:30:00Z');
/** Whatever white space a version of ICU writes. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('times of a page', () => {
  test.each([
    [
      'en',
      'en',
      'Europe/London',
      'Tuesday, 14 January 2031, 13:00–14:30',
      'Greenwich Mean Time, Europe/London',
    ],
    [
      'en',
      'en-US',
      'America/New_York',
      'Tuesday, January 14, 2031, 8:00 – 9:30 AM',
      'Eastern Standard Time, America/New_York',
    ],
    [
      'de',
      'en-US',
      'Europe/Berlin',
      'Dienstag, 14. Januar 2031, 14:00–15:30',
      'Mitteleuropäische Normalzeit, Europe/Berlin',
    ],
    [
      'fr',
      'not a tag',
      'Europe/Paris',
      'mardi 14 janvier 2031',
      'heure normale d’Europe centrale, Europe/Paris',
    ],
    [
      'es',
      'es-',
      'Europe/Madrid',
      'martes, 14 de enero de 2031, 14:00–15:30',
      'hora estándar de Europa central, Europe/Madrid',
    ],
    [
      'da',
      'da-DK',
      'Europe/Copenhagen',
      'tirsdag den 14. januar 2031',
      'Centraleuropæisk normaltid, Europe/Copenhagen',
    ],
  ] as const)('in %s of %s, in %s', (language, locale, zone, span, name) => {
    const times = pageTimes(language, locale, zone);
    expect(plain(times.span(start, end))).toContain(span);
    expect(plain(times.zone(start))).toBe(name);
  });

  test('name both days where a booking ends on another one', () => {
    const times = pageTimes('en', 'en', 'Asia/Tokyo');
    expect(plain(times.span(start, end + 86_400_000))).toMatch(/14 January.*15 January/);
  });

  test('name the days of hours only where they last a day', () => {
    const times = pageTimes('en', 'en', 'UTC');
    const late = Date.parse('2031-01-14T23:30:00Z');
    expect(plain(times.hours(late, late + 3_600_000))).toBe('23:30 – 00:30');
    expect(plain(times.hours(late, late + 86_400_000))).toMatch(/14 January.*15 January/);
    expect(times.timeOfDay(late)).toBe('23:30');
    expect(times.day(late)).toBe('Tuesday, 14 January 2031');
  });

  test('tell summer from winter by the zone’s name', () => {
    const times = pageTimes('en', 'en', 'Europe/Copenhagen');
    expect(times.zone(Date.parse('2031-07-01T12:00:00Z'))).toContain('Summer');
  });
});
