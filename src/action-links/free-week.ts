import { dayMs } from '../common/time-spans.js';
import { zoneDays, type ZoneDays } from '../schedule/zone-days.js';

const weekDays = 7;
/** Before the booking's own day the first week begins, so that times around it are seen at once. */
const daysBefore = 3;
/** Nobody looks further than this beyond today and the booking. */
const daysAhead = 366;

export interface WeekFacts {
  /** `YYYY-MM-DD` or an RFC 3339 time, as the address has it; anything else is as if nothing stood there. */
  readonly asked: string | null;
  readonly nowMs: number;
  /** When the booking starts so far, Unix milliseconds. */
  readonly startsAt: number;
  /** IANA name. */
  readonly zone: string;
}

/** A week of free times, Unix milliseconds, half open. */
export interface FreeWeek {
  readonly fromMs: number;
  readonly toMs: number;
  /** `YYYY-MM-DD` on which the neighbouring weeks begin; null where there is none. */
  readonly earlier: string | null;
  readonly later: string | null;
}

/** The week to show: the one asked for, else the one around the booking; never before today, nor more than a year after today and the booking. */
export function freeWeek({ asked, nowMs, startsAt, zone }: WeekFacts): FreeWeek {
  const latestMs = Math.max(nowMs, startsAt);
  const days = zoneDays(zone, nowMs, latestMs + (daysAhead + 2 * weekDays) * dayMs);
  const [today, startDay] = [days.dayOf(nowMs), days.dayOf(latestMs)];
  const last = startDay + daysAhead;
  const wanted = dayAsked(asked) ?? startDay - daysBefore;
  const first = Math.min(Math.max(wanted, today), last);
  return {
    fromMs: Math.max(nowMs, days.startOf(first)),
    toMs: days.startOf(first + weekDays),
    earlier: first > today ? dateOf(Math.max(today, first - weekDays)) : null,
    later: first + weekDays <= last ? dateOf(first + weekDays) : null,
  };
}

function dayAsked(text: string | null): number | null {
  const date = /^(\d{4}-\d{2}-\d{2})(?:$|T)/.exec(text ?? '')?.[1];
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) ? null : Math.floor(ms / dayMs);
}

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

interface Starting {
  readonly start: number;
}

/** Slots by the local day on which they start, in their order. */
export function byDay<Slot extends Starting>(
  slots: readonly Slot[],
  zone: string,
): readonly (readonly Slot[])[] {
  const groups = new Map<number, Slot[]>();
  let days: ZoneDays | null = null;
  for (const slot of slots) {
    days ??= zoneDays(zone, slot.start, slot.start + 2 * weekDays * dayMs);
    const day = days.dayOf(slot.start);
    const group = groups.get(day);
    if (group === undefined) groups.set(day, [slot]);
    else group.push(slot);
  }
  return [...groups.values()];
}
