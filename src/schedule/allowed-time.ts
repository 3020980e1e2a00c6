import { dayMs } from '../common/time-spans.js';
import type { ConstraintList } from './constraint.js';
import { planOf, type ConstraintPlan, type Period, type TimePlan } from './constraint-plan.js';
import { clipped, difference, intersection, merged, type Interval, type Intervals } from './interval.js';
import { zoneDays, type ZoneDays } from './zone-days.js';

/**
 * The times in [from, to) that every list permits, by the clock of the zone. No lists permit everything. A time of day
 * that the clock skips means the moment after the jump; one that it repeats means the first as a start and the second
 * as an end. O(days + constraints · log constraints).
 */
export function allowedIn(
  lists: readonly ConstraintList[],
  zone: string,
  from: number,
  to: number,
): Interval[] {
  return allowedBy(lists, zoneDays(zone, from, to), from, to);
}

/** As `allowedIn`, with the zone's clocks around [from, to) already looked up. */
export function allowedBy(
  lists: readonly ConstraintList[],
  days: ZoneDays,
  from: number,
  to: number,
): Interval[] {
  let allowed: Interval[] = merged([{ start: from, end: to }]);
  for (const list of lists) {
    if (list.length === 0 || allowed.length === 0) continue;
    allowed = intersection(allowed, permitted(list, days, from, to));
  }
  return allowed;
}

/** The times in [from, to) at which a time plan is in force. */
export function laidOut(plan: TimePlan, days: ZoneDays, from: number, to: number): Interval[] {
  const laid = plan.periods.map((period) => instantsOf(period, days));
  if (plan.weekly.some((hours) => hours.length > 0)) {
    const last = days.dayOf(to) + 1;
    for (let day = days.dayOf(from) - 1; day <= last; day++) {
      for (const { start, end } of plan.weekly[weekdayOf(day)] ?? []) {
        laid.push({ start: days.firstFrom(day * dayMs + start), end: days.lastUntil(day * dayMs + end) });
      }
    }
  }
  return clipped(merged(laid), from, to);
}

/** What the last question about a list was, and its answer: the resources of one request mostly share list and zone. */
interface LaidList {
  readonly plan: ConstraintPlan;
  last: { days: ZoneDays; from: number; to: number; times: Intervals } | null;
}

const known = new WeakMap<ConstraintList, LaidList>();

function permitted(list: ConstraintList, days: ZoneDays, from: number, to: number): Intervals {
  let laid = known.get(list);
  if (laid === undefined) known.set(list, (laid = { plan: planOf(list), last: null }));
  const { plan, last } = laid;
  if (last?.days === days && last.from === from && last.to === to) return last.times;
  const allowed =
    plan.allowed === null ? merged([{ start: from, end: to }]) : laidOut(plan.allowed, days, from, to);
  const times = difference(allowed, laidOut(plan.blocked, days, from, to));
  laid.last = { days, from, to, times };
  return times;
}

const instantsOf = ({ start, end }: Period, days: ZoneDays): Interval => ({
  start: start.isLocal ? days.firstFrom(start.at) : start.at,
  end: end.isLocal ? days.lastUntil(end.at) : end.at,
});

/** 1970-01-01, day 0, was a Thursday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;
