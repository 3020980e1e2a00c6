import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { dayMs, hourMs } from '../common/time-spans.js';

/** A stretch of time through which a zone keeps one offset: instants [since, until), local time = instant + offset. */
interface Stretch {
  readonly since: number;
  readonly until: number;
  readonly offset: number;
}

/**
 * The clocks of one zone around a window. A local time is written as if it were UTC, in milliseconds; a local day is
 * the number of days since 1970-01-01. Outside the window (and two days around it) nothing is promised.
 */
export class ZoneDays {
  constructor(private readonly stretches: readonly Stretch[]) {}

  /** The local day that the calendar shows at an instant. */
  dayOf(instant: number): number {
    return Math.floor((instant + this.stretchAt(instant).offset) / dayMs);
  }

  /** The first instant of a local day; of a day that the zone left out, the instant at which it would have been. */
  startOf(day: number): number {
    return this.firstFrom(day * dayMs);
  }

  /** The instant at which the last of a local day is over; equal to `startOf` for a day that the zone left out. */
  endOf(day: number): number {
    return this.lastUntil((day + 1) * dayMs);
  }

  /**
   * The instant at which something begins that begins at this local time: the first one at which the clock shows it
   * or, when it is skipped, a later time.
   */
  firstFrom(local: number): number {
    for (const { since, until, offset } of this.stretches) {
      const instant = Math.max(local - offset, since);
      if (instant < until) return instant;
    }
    return Infinity;
  }

  /**
   * The instant at which something ends that ends at this local time: the last one before which the clock shows an
   * earlier time. In an hour that is repeated it is the second occurrence; a time that is skipped is over when the
   * clock jumps.
   */
  lastUntil(local: number): number {
    for (let index = this.stretches.length - 1; index >= 0; index--) {
      const stretch = this.stretches[index];
      if (stretch === undefined) break;
      const instant = Math.min(local - stretch.offset, stretch.until);
      if (instant > stretch.since) return instant;
    }
    return -Infinity;
  }

  /** A later instant before which the calendar shows no other day; the next midnight, or an earlier change of the clock. */
  sameDayUntil(instant: number): number {
    const { until, offset } = this.stretchAt(instant);
    return Math.min(until, (this.dayOf(instant) + 1) * dayMs - offset);
  }

  /** The first instant, this one included, at which the clock shows a full hour. */
  nextFullHour(instant: number): number {
    for (const { since, until, offset } of this.stretches) {
      const from = Math.max(instant, since);
      const full = Math.ceil((from + offset) / hourMs) * hourMs - offset;
      if (full < until) return full;
    }
    return Infinity;
  }

  private stretchAt(instant: number): Stretch {
    for (const stretch of this.stretches) if (instant < stretch.until) return stretch;
    throw new RangeError('an instant is a number');
  }
}

const known = new LRUCache<string, ZoneDays>({ max: 2000 });

/** Clocks are looked up within these years (UTC); earlier and later ones go like the nearest. */
const years = { first: 1900, last: 9999 };

/**
 * The clocks of a zone (IANA name) for every instant of [from, to]. Remembered by zone and year: the first question
 * costs about a millisecond. Throws RangeError when there is no such zone.
 */
export function zoneDays(zone: string, from: number, to: number): ZoneDays {
  const first = yearOf(from - 2 * dayMs);
  const last = Math.max(first, yearOf(to + 2 * dayMs));
  const key = `${first} ${last} ${zone}`;
  const held = known.get(key);
  if (held !== undefined) return held;
  const made = new ZoneDays(stretchesOf(zone, startOfYear(first), startOfYear(last + 1)));
  known.set(key, made);
  return made;
}

const yearOf = (instant: number): number => {
  const year = new Date(instant).getUTCFullYear();
  return Number.isNaN(year) ? years.last : Math.min(Math.max(year, years.first), years.last);
};

const startOfYear = (year: number): number => Date.UTC(year, 0, 1);

function stretchesOf(zone: string, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  let since = -Infinity;
  let clock = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  for (;;) {
    const offset = clock.offsetNanoseconds / 1_000_000;
    const next = clock.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= to) {
      stretches.push({ since, until: Infinity, offset });
      return stretches;
    }
    stretches.push({ since, until: next.epochMilliseconds, offset });
    since = next.epochMilliseconds;
    clock = next;
  }
}
