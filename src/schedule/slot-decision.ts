import type { Decision } from '../common/decision.js';
import { allowedIn } from './allowed-time.js';
import type { ConstraintList } from './constraint.js';
import { contains, overlaps, type Interval } from './interval.js';
import { busyTimes, type Occupied } from './occupied.js';
import type { Policies } from './policies.js';
import { fullDays, startBounds } from './start-rules.js';
import { zoneDays } from './zone-days.js';

/** What decides whether one resource can be booked. */
export interface SlotFacts {
  /** IANA name of the resource's zone. */
  readonly zone: string;
  /** Lists of the resource and of the project (and of a request); a time must satisfy each. */
  readonly lists: readonly ConstraintList[];
  /** In force for this booking: the stricter of the resource's and the project's. */
  readonly policies: Policies;
  /** Every occupancy in `reachOf(slot, zone)`, in any order, without the one that this booking replaces. */
  readonly occupied: readonly Occupied[];
  readonly nowMs: number;
  /** May the booking start before now, when no notice is asked for? */
  readonly isPastAllowed: boolean;
  /** May it lie outside the allowed hours? */
  readonly isOutsideHoursAllowed?: boolean | undefined;
  /** May it overlap others and disregard buffers? */
  readonly isOverlapAllowed?: boolean | undefined;
}

export type SlotRefusal =
  'past' | 'min_booking_notice' | 'max_booking_window' | 'hours' | 'taken' | 'max_per_day';

/**
 * Can [start, end) be booked on this resource now? The reasons are looked for in the order of `SlotRefusal`. It is
 * made of the same parts as `offeredSlots`, so that what is offered can be booked; neither grid nor length count here.
 */
export function decideSlot(slot: Interval, facts: SlotFacts): Decision<'free', SlotRefusal> {
  const { zone, lists, policies, occupied } = facts;
  const { notBefore, notAfter, isNotice } = startBounds(facts);
  if (slot.start < notBefore) return { refused: isNotice ? 'min_booking_notice' : 'past' };
  if (slot.start > notAfter) return { refused: 'max_booking_window' };
  if (facts.isOutsideHoursAllowed !== true && !contains(allowedIn(lists, zone, slot.start, slot.end), slot)) {
    return { refused: 'hours' };
  }
  if (facts.isOverlapAllowed !== true && overlaps(busyTimes(occupied, policies), slot))
    return { refused: 'taken' };
  const days = zoneDays(zone, slot.start, slot.end);
  if (fullDays(occupied, policies, days).has(days.dayOf(slot.start))) return { refused: 'max_per_day' };
  return { ok: 'free' };
}
