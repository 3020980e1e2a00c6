import type { JsonObject } from '../../common/free-form.js';
import { folded, reversed } from '../../common/fold.js';
import type { Booking, Customer } from '../booking.entity.js';
import type { BookingDraft } from './booking-draft.js';
import { graphs } from '../graphs/graphs.js';
import { dueIn } from '../graphs/timed-transitions.js';

interface NewBookingFacts {
  readonly tenantId: string;
  readonly id: string;
  readonly customerId: string;
  /** The federated user it will belong to. */
  readonly userId: string | null;
  /** The one that it shows of those it holds. */
  readonly resourceId: string | null;
  /** Shared with the bookings that it belongs to. */
  readonly relationId?: string | null;
  /** Milliseconds kept free around it. */
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  readonly nowMs: number;
}

/** The row that a draft becomes. */
export function newBooking(draft: BookingDraft, facts: NewBookingFacts): Booking {
  const {
    tenantId,
    id,
    customerId,
    userId,
    resourceId,
    relationId = null,
    bufferBefore,
    bufferAfter,
    nowMs,
  } = facts;
  const { graph, endsAt, settings, customer } = draft;
  const state = graphs[graph].createdIn;
  return {
    tenantId,
    id,
    graph,
    state,
    completed: false,
    startsAt: draft.startsAt,
    endsAt,
    what: draft.what,
    place: draft.place,
    description: draft.description,
    resourceId,
    projectId: draft.projectId,
    userId,
    ownerBookingId: draft.ownerBookingId,
    rescheduledFrom: null,
    maxSeats: draft.maxSeats,
    currentSeats: draft.maxSeats === null ? null : 0,
    ...searchedBy(customer === null ? [] : [{ id: customerId, ...customer }]),
    meta: draft.meta,
    settings,
    ...dueIn(graph, state, { endsAt, settings, sinceMs: nowMs }),
    undoState: null,
    relationId,
    bufferBefore,
    bufferAfter,
    version: 1,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}

/** The customers, and the columns by which lists find the first of them. */
function searchedBy(customers: Customer[]) {
  const { name = null, email = null, phone = null } = customers[0] ?? {};
  return {
    customers,
    customerName: name === null ? null : folded(name),
    customerNameReversed: name === null ? null : reversed(folded(name)),
    customerEmail: email === null ? null : folded(email),
    customerPhone: phone,
  };
}

interface HoldFacts extends Pick<
  NewBookingFacts,
  'tenantId' | 'id' | 'userId' | 'bufferBefore' | 'bufferAfter' | 'nowMs'
> {
  readonly resourceId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** How long it holds, from now. */
  readonly holdTimeMs: number;
}

/** The row of a hold: a booking of graph `reservation`, of nobody yet. */
export function newHold({
  tenantId,
  id,
  userId,
  resourceId,
  startsAt,
  endsAt,
  holdTimeMs,
  ...rest
}: HoldFacts): Booking {
  const { bufferBefore, bufferAfter, nowMs } = rest;
  const { createdIn: state } = graphs.reservation;
  const settings: JsonObject = {};
  return {
    tenantId,
    id,
    graph: 'reservation',
    state,
    completed: false,
    startsAt,
    endsAt,
    what: null,
    place: null,
    description: null,
    resourceId,
    projectId: null,
    userId,
    ownerBookingId: null,
    rescheduledFrom: null,
    maxSeats: null,
    currentSeats: null,
    ...searchedBy([]),
    meta: {},
    settings,
    ...dueIn('reservation', state, { endsAt, settings, sinceMs: nowMs, holdTimeMs }),
    undoState: null,
    relationId: null,
    bufferBefore,
    bufferAfter,
    version: 1,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}
