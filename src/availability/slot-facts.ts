import type { OccupiedTime } from '../occupancy/packed-times.js';
import type { Occupied } from '../schedule/occupied.js';
import type { SlotFacts } from '../schedule/slot-decision.js';
import { listsOf, policiesOf, type ProjectRules, type ResourceRules } from './booking-rules.js';

/** What a caller may do that others may not, and when they ask. */
interface BookingRights {
  readonly nowMs: number;
  /** May the booking start before now, when no notice is asked for? */
  readonly isPastAllowed: boolean;
  readonly isOutsideHoursAllowed?: boolean | undefined;
  /** May it overlap others and disregard buffers? */
  readonly isOverlapAllowed?: boolean | undefined;
}

/** The facts about one resource, from its rows. `occupied` as `occupiedOf` makes it. */
export const slotFactsOf = (
  resource: ResourceRules,
  project: ProjectRules | null,
  occupied: readonly Occupied[],
  { nowMs, isPastAllowed, isOutsideHoursAllowed, isOverlapAllowed }: BookingRights,
): SlotFacts => ({
  zone: resource.timezone,
  lists: listsOf(resource, project),
  policies: policiesOf(resource, project),
  occupied,
  nowMs,
  isPastAllowed,
  isOutsideHoursAllowed,
  isOverlapAllowed,
});

interface HeldTime extends OccupiedTime {
  readonly bookingId?: string;
}

/**
 * What the rows of one resource hold at `nowMs`: those that have ended by themselves hold nothing, whether they were
 * put away or not. `without` leaves out the bookings that the new one replaces.
 */
export function occupiedOf(
  rows: readonly HeldTime[],
  nowMs: number,
  without: readonly string[] = [],
): Occupied[] {
  const occupied: Occupied[] = [];
  for (const { bookingId, startsAt, endsAt, bufferBefore, bufferAfter, until } of rows) {
    if (until !== null && until <= nowMs) continue;
    if (bookingId !== undefined && without.includes(bookingId)) continue;
    occupied.push({ start: startsAt, end: endsAt, bufferBefore, bufferAfter, isHold: until !== null });
  }
  return occupied;
}
