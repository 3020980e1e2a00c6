import { writeInstant } from './instants.js';
import { dayMs } from './time-spans.js';

/** A time zone in which instants are written. */
export interface Zone {
  readonly name: string;
  /** RFC 3339 with the zone's offset at that instant. */
  write(ms: number): string;
}

export const utc: Zone = { name: 'UTC', write: (ms) => writeInstant(ms, 0) };

/** Zones in use; names come from outside in any case, so the number is bounded. */
const known = new Map<string, Zone>([['UTC', utc]]);
const knownAtMost = 1000;

/** The zone of an IANA name, or null when there is none such. Offsets such as +02:00 are no zones. */
export function zoneOf(name: string): Zone | null {
  const held = known.get(name);
  if (held !== undefined) return held;
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return null;
  const zone = makeZone(name);
  if (zone === null) return null;
  if (known.size >= knownAtMost) known.clear();
  known.set(name, zone);
  return zone;
}

function makeZone(name: string): Zone | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    const offsets = new Offsets((ms) => offsetIn(format.format(ms)));
    return { name, write: (ms) => writeInstant(ms, offsets.at(ms)) };
  } catch {
    return null;
  }
}

/** Minutes of the offset at the end of text such as `1/1/2030, GMT+01:00`; seconds, which RFC 3339 cannot write, are cut off. */
function offsetIn(text: string): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text);
  const [, sign, hours, minutes] = match ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const daysAtMost = 1000;

/** From `change` on the offset is `after`; it changes at most once. */
interface DayOffsets {
  readonly before: number;
  readonly change: number;
  readonly after: number;
}

/**
 * A zone's offsets, remembered by day of UTC, because asking for one costs a hundred times what remembering does. No
 * zone changes its clocks twice within a day.
 */
class Offsets {
  private readonly days = new Map<number, DayOffsets>();
  private lastDay = Number.NaN;
  private last: DayOffsets = { before: 0, change: Infinity, after: 0 };

  constructor(private readonly ask: (ms: number) => number) {}

  at(ms: number): number {
    const number = Math.floor(ms / dayMs);
    if (number !== this.lastDay) {
      this.last = this.days.get(number) ?? this.learn(number);
      this.lastDay = number;
    }
    return ms < this.last.change ? this.last.before : this.last.after;
  }

  private learn(number: number): DayOffsets {
    const start = number * dayMs;
    const before = this.ask(start);
    const after = this.ask(start + dayMs - 1);
    const learnt = { before, after, change: before === after ? Infinity : this.changeIn(start, before) };
    if (this.days.size >= daysAtMost) this.days.clear();
    this.days.set(number, learnt);
    return learnt;
  }

  private changeIn(start: number, before: number): number {
    let [low, high] = [start, start + dayMs - 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.ask(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }
}
