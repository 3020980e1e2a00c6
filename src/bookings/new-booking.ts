import { folded, reversed } from '../common/fold.js';
import type { Booking } from './booking.entity.js';
import type { BookingDraft } from './booking-draft.js';
import { graphs } from './graphs.js';

export interface NewBookingFacts {
  readonly tenantId: string;
  readonly id: string;
  readonly customerId: string;
  /** The federated user it will belong to. */
  readonly userId: string | null;
  readonly nowMs: number;
}

/** The row that a draft becomes. */
export function newBooking(
  draft: BookingDraft,
  { tenantId, id, customerId, userId, nowMs }: NewBookingFacts,
): Booking {
  const { customer } = draft;
  return {
    tenantId,
    id,
    graph: draft.graph,
    state: graphs[draft.graph].createdIn,
    completed: false,
    startsAt: draft.startsAt,
    endsAt: draft.endsAt,
    what: draft.what,
    place: draft.place,
    description: draft.description,
    resourceId: draft.resourceId,
    projectId: null,
    userId,
    ownerBookingId: null,
    rescheduledFrom: null,
    maxSeats: null,
    currentSeats: null,
    customers: [{ id: customerId, ...customer }],
    customerName: customer.name === null ? null : folded(customer.name),
    customerNameReversed: customer.name === null ? null : reversed(folded(customer.name)),
    customerEmail: customer.email === null ? null : folded(customer.email),
    customerPhone: customer.phone,
    meta: draft.meta,
    settings: draft.settings,
    dueAt: null,
    dueAction: null,
    relationId: null,
    bufferBefore: 0,
    bufferAfter: 0,
    version: 1,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}
