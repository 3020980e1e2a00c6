import { dayMs } from '../common/time-spans.js';
import { merged, type Interval } from './interval.js';
import type { Policies } from './policies.js';
import { zoneDays } from './zone-days.js';

/** The longest buffer there is; `policiesSchema` and whoever else reads a buffer refuse longer ones. */
export const bufferMsAtMost = dayMs;

/** A time at which something holds the resource, with the buffers that the holder asked for (ms, ≤ `bufferMsAtMost`). */
export interface Occupied extends Interval {
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  /** Ends by itself unless it is taken over or paid; told apart in explanations only. */
  readonly isHold?: boolean | undefined;
}

/**
 * The span whose occupancies decide about [start, end) of a resource: whoever decides must be given every occupancy
 * that has a part in it (more do no harm). It covers the longest buffers and the whole local days, whose starts count.
 */
export function reachOf({ start, end }: Interval, zone: string): Interval {
  const days = zoneDays(zone, start, end);
  return {
    start: Math.min(days.startOf(days.dayOf(start)), start - bufferMsAtMost),
    end: Math.max(days.endOf(days.dayOf(end)), end + bufferMsAtMost),
  };
}

/**
 * The times that a new booking under these policies may have no part in: between it and an occupancy at least the
 * longer of the one's buffer after and the other's buffer before must pass.
 */
export const busyTimes = (occupied: readonly Occupied[], policies: Policies): Interval[] =>
  merged(
    occupied.map(({ start, end, bufferBefore, bufferAfter }) => ({
      start: start - Math.max(bufferBefore, policies.bufferAfterMs),
      end: end + Math.max(bufferAfter, policies.bufferBeforeMs),
    })),
  );
