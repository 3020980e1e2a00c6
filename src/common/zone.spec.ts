import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { readInstant } from './instants.js';
import { zoneOf } from './zone.js';

const zones = [
  'Europe/Copenhagen',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Africa/Casablanca',
  'Antarctica/Troll',
];

/** As another implementation of the calendar has it. */
const offsetMinutes = (zone: string, ms: number): number =>
  Math.trunc(Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 60e9);

const written = (zone: string, ms: number): string => zoneOf(zone)?.write(ms) ?? 'no zone';

const offsetOf = (text: string): number => {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

describe('instants written in a zone', () => {
  it('are the same instant, with the offset that the zone has then', () => {
    const instant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2199, 11, 31) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, ms) => {
        const text = written(zone, ms);
        expect([readInstant(text), offsetOf(text)]).toEqual([ms, offsetMinutes(zone, ms)]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(zones)('change their offset at the very millisecond of the change in %s', (zone) => {
    let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(2010, 0, 1)).toZonedDateTimeISO(zone);
    for (let change = 0; change < 6; change += 1) {
      const next = at.getTimeZoneTransition('next');
      if (next === null) return expect(zone).toBe('Asia/Kathmandu');
      at = next;
      const around = [at.epochMilliseconds, at.epochMilliseconds - 1, at.epochMilliseconds + 3_600_000];
      expect(around.map((ms) => offsetOf(written(zone, ms)))).toEqual(
        around.map((ms) => offsetMinutes(zone, ms)),
      );
    }
  });

  it('stay right however many days were asked for before', () => {
    const days = Array.from({ length: 2500 }, (_, day) => Date.UTC(2020, 0, 1, 12) + day * 86_400_000);
    const texts = days.map((ms) => written('Europe/Copenhagen', ms));
    expect(texts.map(readInstant)).toEqual(days);
    expect(days.map((ms) => written('Europe/Copenhagen', ms))).toEqual(texts);
  });
});
