import type { Booking } from '../booking.entity.js';
import type { RescheduleInputs } from './reschedule.schemas.js';
import { dueIn } from '../graphs/timed-transitions.js';

interface RescheduleFacts extends Pick<Booking, 'id' | 'resourceId' | 'bufferBefore' | 'bufferAfter'> {
  readonly nowMs: number;
}

/** The booking that stands in another one's place: everything of it but the time, and perhaps the resource. */
export function rescheduledBooking(
  old: Booking,
  { start, end, message }: RescheduleInputs,
  { nowMs, ...own }: RescheduleFacts,
): Booking {
  const meta = {
    ...withoutMessage(old.meta),
    rescheduled_from: old.id,
    ...(message !== null && { reschedule_message: message }),
  };
  return {
    ...old,
    ...own,
    startsAt: start,
    endsAt: end,
    completed: false,
    rescheduledFrom: old.id,
    meta,
    ...dueIn(old.graph, old.state, { endsAt: end, settings: old.settings, sinceMs: nowMs }),
    undoState: null,
    version: 1,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}

/** What was said at an earlier reschedule belongs to that one. */
function withoutMessage({ reschedule_message: _, ...meta }: Booking['meta']): Booking['meta'] {
  return meta;
}
