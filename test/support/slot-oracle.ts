import type { Constraint } from '../../src/schedule/constraint.js';
import type { SlotRefusal } from '../../src/schedule/slot-decision.js';

/**
 * A second, naive opinion on availability: it looks at a clock once for every minute and asks of each minute what the
 * contract says. It shares no code with the product. All times are whole minutes.
 */
const MINUTE = 60_000;

/** What the clock and calendar of a zone show at each minute from `startMs` on. */
export interface ClockMinutes {
  readonly startMs: number;
  readonly dates: readonly string[];
  /** `2026-12-24T10:00` */
  readonly locals: readonly string[];
  readonly minutesOfDay: readonly number[];
  /** 0 = Sunday. */
  readonly weekdays: readonly number[];
}

/** Looks at the clock of a zone once a minute. */
export function readClock(zone: string, startMs: number, count: number): ClockMinutes {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const [dates, locals]: [string[], string[]] = [[], []];
  const [minutesOfDay, weekdays]: [number[], number[]] = [[], []];
  for (let minute = 0; minute < count; minute++) {
    const text = format.format(startMs + minute * MINUTE);
    const match = /^(\w{3}), (\d{2})\/(\d{2})\/(\d{4}), (\d{2}):(\d{2})$/.exec(text);
    if (match === null) throw new Error(`a clock of another form: ${text}`);
    const date = `${match[4]}-${match[3]}-${match[2]}`;
    dates.push(date);
    locals.push(`${date}T${match[5]}:${match[6]}`);
    minutesOfDay.push(Number(match[5]) * 60 + Number(match[6]));
    weekdays.push(['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(match[1] ?? ''));
  }
  return { startMs, dates, locals, minutesOfDay, weekdays };
}

export interface OracleCase {
  readonly lists: readonly (readonly Constraint[])[];
  readonly bookings: readonly {
    readonly start: number;
    readonly end: number;
    readonly bufferBefore: number;
    readonly bufferAfter: number;
  }[];
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  readonly notice: number | null;
  readonly window: number | null;
  readonly perDay: number | null;
  readonly nowMs: number;
  readonly isPastAllowed: boolean;
}

export interface OracleGrid {
  readonly from: number;
  readonly to: number;
  readonly lengthMs: number;
  readonly stepMs: number;
  readonly isRoundedToHour: boolean;
}

export class SlotOracle {
  private readonly allowed: readonly boolean[];

  constructor(
    private readonly clock: ClockMinutes,
    private readonly facts: OracleCase,
  ) {
    const lists = facts.lists.map((list) => this.permittedBy(list));
    this.allowed = clock.dates.map((_, minute) => lists.every((list) => list[minute] === true));
  }

  /** Why [start, start + length) cannot be booked; null when it can. */
  refusal(start: number, lengthMs: number): SlotRefusal | null {
    const { notice, window, nowMs, isPastAllowed, bookings, perDay, bufferAfter, bufferBefore } = this.facts;
    if (notice !== null && notice > 0 && start - nowMs < notice) return 'min_booking_notice';
    if ((notice === null || notice === 0) && !isPastAllowed && start < nowMs) return 'past';
    if (window !== null && start - nowMs > window) return 'max_booking_window';
    const end = start + lengthMs;
    for (let at = start; at < end; at += MINUTE) if (!this.isAllowed(at)) return 'hours';
    for (const booking of bookings) {
      const isClear =
        start - booking.end >= Math.max(booking.bufferAfter, bufferBefore) ||
        booking.start - end >= Math.max(bufferAfter, booking.bufferBefore);
      if (!isClear) return 'taken';
    }
    const sameDay = bookings.filter((booking) => this.dateAt(booking.start) === this.dateAt(start));
    return perDay !== null && sameDay.length >= perDay ? 'max_per_day' : null;
  }

  /** Starts of the slots that are offered. */
  starts({ from, to, lengthMs, stepMs, isRoundedToHour }: OracleGrid): number[] {
    const { startMs, dates, minutesOfDay } = this.clock;
    const starts: number[] = [];
    const seen = new Set<string>();
    let origin: number | null = null;
    let isWaiting = false;
    for (const [minute, date] of dates.entries()) {
      const at = startMs + minute * MINUTE;
      const isNewDay = !seen.has(date);
      seen.add(date);
      if (!this.isAllowed(at)) {
        origin = null;
        isWaiting = false;
        continue;
      }
      if (isNewDay || !this.isAllowed(at - MINUTE)) {
        origin = null;
        isWaiting = true;
      }
      if (isWaiting && (!isRoundedToHour || (minutesOfDay[minute] ?? 0) % 60 === 0)) {
        origin = at;
        isWaiting = false;
      }
      if (origin === null || (at - origin) % stepMs !== 0) continue;
      if (at >= from && at + lengthMs <= to && this.refusal(at, lengthMs) === null) starts.push(at);
    }
    return starts;
  }

  private permittedBy(list: readonly Constraint[]): boolean[] {
    const covers = { allow: this.clock.dates.map(() => false), block: this.clock.dates.map(() => false) };
    let hasAllow = false;
    for (const constraint of list) {
      const [name = '', held = {}] = Object.entries(constraint as Record<string, Held>)[0] ?? [];
      const isAllow = name.startsWith('allow');
      hasAllow ||= isAllow;
      this.cover(covers[isAllow ? 'allow' : 'block'], name, held);
    }
    return this.clock.dates.map(
      (_, minute) => covers.block[minute] === false && (!hasAllow || covers.allow[minute] === true),
    );
  }

  /**
   * Marks the minutes that a constraint speaks of. What is meant in one piece (hours of one day, a period) stays in
   * one piece when the clock goes back: from the first minute that shows a time in it to the last.
   */
  private cover(covers: boolean[], name: string, held: Held): void {
    const pieces = new Map<string, { first: number; last: number }>();
    const speaks = this.minuteTest(name, held);
    for (const [minute, date] of this.clock.dates.entries()) {
      if (!speaks(minute)) continue;
      const piece = name.endsWith('period') ? '' : date;
      const known = pieces.get(piece);
      if (known === undefined) pieces.set(piece, { first: minute, last: minute });
      else known.last = minute;
    }
    for (const { first, last } of pieces.values()) covers.fill(true, first, last + 1);
  }

  private minuteTest(name: string, { day, start, end }: Held): (minute: number) => boolean {
    const { dates, locals, minutesOfDay, weekdays, startMs } = this.clock;
    if (name.endsWith('period')) {
      const [from, to] = [String(start), String(end)];
      if (/[Zz]$|[+-]\d\d:\d\d$/.test(from)) {
        const [first, after] = [Date.parse(from), Date.parse(to)].map((ms) => (ms - startMs) / MINUTE);
        return (minute) => minute >= (first ?? 0) && minute < (after ?? 0);
      }
      if (to.length === 10) return (minute) => (dates[minute] ?? '') >= from && (dates[minute] ?? '') <= to;
      const [first, after] = [from.slice(0, 16), to.slice(0, 16)];
      return (minute) => (locals[minute] ?? '') >= first && (locals[minute] ?? '') < after;
    }
    const named = name.endsWith('weekdays')
      ? [1, 2, 3, 4, 5]
      : name.endsWith('weekends')
        ? [0, 6]
        : day === undefined
          ? [0, 1, 2, 3, 4, 5, 6]
          : [days.indexOf(day.slice(0, 3).toLowerCase())];
    const [first, after] = [minutesOf(start ?? 0), minutesOf(end ?? 24)];
    return (minute) => {
      const ofDay = minutesOfDay[minute] ?? 0;
      return ofDay >= first && ofDay < after && named.includes(weekdays[minute] ?? -1);
    };
  }

  private isAllowed(at: number): boolean {
    return this.allowed[(at - this.clock.startMs) / MINUTE] === true;
  }

  private dateAt(at: number): string | undefined {
    return this.clock.dates[(at - this.clock.startMs) / MINUTE];
  }
}

interface Held {
  readonly day?: string;
  readonly start?: number | string;
  readonly end?: number | string;
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const minutesOf = (time: number | string): number =>
  typeof time === 'number' ? time * 60 : Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
