import { Temporal } from 'temporal-polyfill';
import { dayMs, hourMs, minuteMs } from './time-spans.js';

/** A span written as text: calendar months and days, and real time in ms. Each part may be negative. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

/** What one of each unit is, by its singular. */
const units: ReadonlyMap<string, Duration> = new Map([
  ['second', { months: 0, days: 0, ms: 1000 }],
  ['minute', { months: 0, days: 0, ms: minuteMs }],
  ['hour', { months: 0, days: 0, ms: hourMs }],
  ['day', { months: 0, days: 1, ms: 0 }],
  ['week', { months: 0, days: 7, ms: 0 }],
  ['month', { months: 1, days: 0, ms: 0 }],
  ['year', { months: 12, days: 0, ms: 0 }],
]);

/** Longer spans than these are no durations: sums stay far within what numbers and calendars hold. */
const atMost: Duration = { months: 1200, days: 36_525, ms: 36_525 * dayMs };

const textAtMost = 100;
const form = /^\s*(?:(?:[+-]\s*)?\d{1,10}\s*[a-z]+\s*)+$/i;
const part = /([+-]?)\s*(\d+)\s*([a-z]+)/gi;

/**
 * Reads numbers with units from seconds to years, such as `30 minutes`, `3 days 2 weeks` or `-1 hour`: singular or
 * plural, in any case. A sign belongs to the number that it stands before. Null for any other text, for fractions and
 * for spans of more than a century.
 */
export function readDuration(text: string): Duration | null {
  if (text.length > textAtMost || !form.test(text)) return null;
  let sum: Duration = { months: 0, days: 0, ms: 0 };
  for (const [, sign, digits, name = ''] of text.matchAll(part)) {
    const unit = units.get(name.toLowerCase().replace(/s$/, ''));
    if (unit === undefined) return null;
    sum = plus(sum, unit, (sign === '-' ? -1 : 1) * Number(digits));
  }
  return isWithin(sum) ? sum : null;
}

const plus = (sum: Duration, unit: Duration, times: number): Duration => ({
  months: sum.months + unit.months * times,
  days: sum.days + unit.days * times,
  ms: sum.ms + unit.ms * times,
});

const isWithin = ({ months, days, ms }: Duration): boolean =>
  Math.abs(months) <= atMost.months && Math.abs(days) <= atMost.days && Math.abs(ms) <= atMost.ms;

/** Milliseconds of a duration text with a day of 24 hours; null for text that is none or has months or years. */
export function durationMs(text: string): number | null {
  const duration = readDuration(text);
  if (duration === null || duration.months !== 0 || /month|year/i.test(text)) return null;
  return duration.days * dayMs + duration.ms;
}

const first = new Date(0).setUTCFullYear(0, 0, 1);
const last = Date.UTC(9999, 11, 31);

/**
 * The instant that lies a duration after another one: months and days by the zone's calendar (31 January and a month
 * is the last of February; a time that is skipped moves on by what was skipped), then real time. Null outside the
 * years 0–9999. Throws RangeError when there is no such zone.
 */
export function addDuration(instantMs: number, { months, days, ms }: Duration, zone: string): number | null {
  if (!(instantMs >= first && instantMs <= last)) return null;
  const sum = Temporal.Instant.fromEpochMilliseconds(instantMs)
    .toZonedDateTimeISO(zone)
    .add({ months })
    .add({ days })
    .add({ milliseconds: ms }).epochMilliseconds;
  return sum >= first && sum <= last ? sum : null;
}
