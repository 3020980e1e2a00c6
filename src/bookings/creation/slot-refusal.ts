import { Problem } from '../../common/problem.js';
import type { SlotRefusal } from '../../schedule/slot-decision.js';

const details: Readonly<Record<Exclude<SlotRefusal, 'taken'>, string>> = {
  past: 'The time has passed: choose a later start.',
  min_booking_notice: 'The start is too soon: choose one that leaves the notice asked for.',
  max_booking_window: 'The start is too far ahead: choose an earlier one.',
  hours: 'The time is not within the bookable hours: choose one that availability offers.',
  max_per_day: 'No more bookings are taken on that day: choose another day.',
};

/** What a client is told when a slot cannot be booked. */
export const slotProblem = (refused: SlotRefusal): Problem =>
  refused === 'taken'
    ? new Problem('slot_taken', {
        detail: 'Somebody else holds the resource then, or too close to it: choose another time.',
      })
    : new Problem('policy_refused', { detail: details[refused], members: { policy: refused } });
