import { allowedBy } from './allowed-time.js';
import type { ConstraintList } from './constraint.js';
import { clipped, difference, firstEndingAfter, merged, type Interval, type Intervals } from './interval.js';
import { busyTimes, type Occupied } from './occupied.js';
import type { Policies } from './policies.js';
import { fullDays, startBounds } from './start-rules.js';
import { zoneDays, type ZoneDays } from './zone-days.js';

/** One resource whose slots are asked for; the meanings are those of `SlotFacts`. */
export interface ResourceTimes {
  readonly zone: string;
  readonly lists: readonly ConstraintList[];
  readonly policies: Policies;
  /** Every occupancy that has a part in `reachOf(window, zone)`, in any order. */
  readonly occupied: readonly Occupied[];
}

/** From when to when times are asked for, and by whom. */
export interface TimeWindow {
  /** What is answered lies wholly in [from, to), Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly nowMs: number;
  /** May the caller book what is past? */
  readonly isPastAllowed: boolean;
}

/** The slots that are wanted. */
export interface SlotGrid {
  /** Length of a slot, ms, at least 1. */
  readonly lengthMs: number;
  /** Real time from one start to the next, ms, at least 1. */
  readonly stepMs: number;
  /** Does the grid begin at full hours of the resource's clock? */
  readonly isRoundedToHour: boolean;
}

/**
 * The starts of a resource's free slots, ascending. The grid begins anew where each allowed period begins and at each
 * local midnight inside one; neither the window nor bookings, buffers and policies move it. A slot may cross midnight.
 * O((bookings + slots) log bookings); with `atMost` no more slots are made than that.
 */
export function slotStarts(
  resource: ResourceTimes,
  window: TimeWindow,
  grid: SlotGrid,
  atMost = Infinity,
): number[] {
  const days = zoneDays(resource.zone, window.from, window.to);
  const { notBefore, notAfter } = startBounds({ ...window, policies: resource.policies });
  const earliest = Math.max(window.from, notBefore);
  const latest = Math.min(window.to - grid.lengthMs, notAfter);
  if (!(earliest <= latest)) return [];
  const busy = busyTimes(resource.occupied, resource.policies);
  const full = fullDays(resource.occupied, resource.policies, days);
  const starts: number[] = [];
  let next = firstEndingAfter(busy, earliest);
  // A period that began before the window has its grid from the last midnight, so nothing earlier needs to be known.
  for (const period of allowedBy(resource.lists, days, days.startOf(days.dayOf(window.from)), window.to)) {
    for (const { start: first, end } of gridCells(period, days, grid.isRoundedToHour)) {
      let start = onGrid(first, Math.max(first, earliest), grid.stepMs);
      const last = Math.min(end - 1, period.end - grid.lengthMs, latest);
      while (start <= last) {
        while ((busy[next]?.end ?? Infinity) <= start) next++;
        const taken = busy[next];
        if (taken !== undefined && taken.start < start + grid.lengthMs) {
          start = onGrid(first, taken.end, grid.stepMs);
        } else if (full.size > 0 && full.has(days.dayOf(start))) {
          start = onGrid(first, days.sameDayUntil(start), grid.stepMs);
        } else {
          starts.push(start);
          if (starts.length >= atMost) return starts;
          start += grid.stepMs;
        }
      }
    }
  }
  return starts;
}

/** The stretches of a period that have a grid of their own: from its begin to the next local midnight, and so on. */
function gridCells(period: Interval, days: ZoneDays, isRoundedToHour: boolean): Interval[] {
  const cells: Interval[] = [];
  let day = days.dayOf(period.start);
  for (let start = period.start; start < period.end;) {
    let midnight = start;
    while (midnight <= start) midnight = days.startOf(++day);
    const end = Math.min(midnight, period.end);
    const first = isRoundedToHour ? days.nextFullHour(start) : start;
    if (first < end) cells.push({ start: first, end });
    start = end;
  }
  return cells;
}

/** The first instant of the grid that begins at `first` that is not before `from`. */
const onGrid = (first: number, from: number, stepMs: number): number =>
  first + Math.ceil((from - first) / stepMs) * stepMs;

/** The times of the window in which a booking, of whatever length, can begin and end. O(bookings log bookings). */
export function freeTimes(resource: ResourceTimes, { from, to, ...caller }: TimeWindow): Intervals {
  const days = zoneDays(resource.zone, from, to);
  const { notBefore, notAfter } = startBounds({ ...caller, policies: resource.policies });
  const full = [...fullDays(resource.occupied, resource.policies, days)]
    .sort((one, other) => one - other)
    .map((day) => ({ start: days.startOf(day), end: days.endOf(day) }));
  const allowed = allowedBy(resource.lists, days, from, to);
  const open = clipped(allowed, Math.max(from, notBefore), Math.min(to, notAfter));
  return difference(difference(open, busyTimes(resource.occupied, resource.policies)), merged(full));
}
