import { Temporal } from 'temporal-polyfill';
import { addDuration, readDuration } from '../common/duration-text.js';
import { readInstant } from '../common/instants.js';

/**
 * The instant that `from` and `to` name: RFC 3339, `now`, `tomorrow` (its first moment in the zone), or a length of time
 * from now such as `3 days 2 weeks` or `-1 hour`, days and longer by the zone's calendar. Null for any other text.
 */
export function readMoment(text: string, nowMs: number, zone: string): number | null {
  const word = text.trim().toLowerCase();
  if (word === 'now') return nowMs;
  if (word === 'tomorrow') return tomorrow(nowMs, zone);
  const instant = readInstant(text);
  if (instant !== null) return instant;
  const duration = readDuration(text);
  return duration === null ? null : addDuration(nowMs, duration, zone);
}

const tomorrow = (nowMs: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).add({ days: 1 }).startOfDay()
    .epochMilliseconds;
