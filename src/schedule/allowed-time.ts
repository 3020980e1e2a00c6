import type { ConstraintList } from './constraint.js';
import { planOf, type ConstraintPlan, type Period, type TimePlan } from './constraint-plan.js';
import { clipped, difference, intersection, merged, type Interval } from './interval.js';
import { zoneDays, type ZoneDays } from './zone-days.js';

const DAY = 86_400_000;

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
    if (list.length > 0) allowed = permitted(allowed, plannedOf(list), days);
  }
  return allowed;
}

/** The part of `times` in which one time plan is in force. */
export function laidOut(plan: TimePlan, days: ZoneDays, from: number, to: number): Interval[] {
  const laid = plan.periods.map((period) => instantsOf(period, days));
  if (plan.weekly.some((hours) => hours.length > 0)) {
    const last = days.dayOf(to) + 1;
    for (let day = days.dayOf(from) - 1; day <= last; day++) {
      for (const { start, end } of plan.weekly[weekdayOf(day)] ?? []) {
        laid.push({ start: days.firstFrom(day * DAY + start), end: days.lastUntil(day * DAY + end) });
      }
    }
  }
  return clipped(merged(laid), from, to);
}

function permitted(times: Interval[], { allowed, blocked }: ConstraintPlan, days: ZoneDays): Interval[] {
  const [from, to] = [times[0]?.start, times.at(-1)?.end];
  if (from === undefined || to === undefined) return times;
  const within = allowed === null ? times : intersection(times, laidOut(allowed, days, from, to));
  return difference(within, laidOut(blocked, days, from, to));
}

const instantsOf = ({ start, end }: Period, days: ZoneDays): Interval => ({
  start: start.isLocal ? days.firstFrom(start.at) : start.at,
  end: end.isLocal ? days.lastUntil(end.at) : end.at,
});

/** 1970-01-01, day 0, was a Thursday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** Plans by list: the lists of a request and of a project are met once for each resource. */
const plans = new WeakMap<ConstraintList, ConstraintPlan>();

function plannedOf(list: ConstraintList): ConstraintPlan {
  const held = plans.get(list);
  if (held !== undefined) return held;
  const made = planOf(list);
  plans.set(list, made);
  return made;
}
