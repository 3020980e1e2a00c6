import { newId } from '../../src/common/ids.js';
import { Booking } from '../../src/bookings/booking.entity.js';
import type { TestServer } from '../support/test-server.js';

/** A row of a confirmed booking of tomorrow that says nothing else. */
export function bookingRow(tenantId: string, members: Partial<Booking> = {}): Booking {
  const now = Date.now();
  return {
    tenantId,
    id: newId(),
    graph: 'instant',
    state: 'confirmed',
    completed: false,
    startsAt: now + 86_400_000,
    endsAt: now + 90_000_000,
    what: null,
    place: null,
    description: null,
    resourceId: null,
    projectId: null,
    userId: null,
    ownerBookingId: null,
    rescheduledFrom: null,
    maxSeats: null,
    currentSeats: null,
    customers: [],
    customerName: null,
    customerNameReversed: null,
    customerEmail: null,
    customerPhone: null,
    meta: {},
    settings: {},
    dueAt: null,
    dueAction: null,
    undoState: null,
    relationId: null,
    bufferBefore: 0,
    bufferAfter: 0,
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...members,
  };
}

/** A booking written straight into the rows, without anything that a create does beside it. */
export async function buildBookingRow(
  server: Pick<TestServer, 'database'>,
  tenant: { readonly id: string },
  members: Partial<Booking> = {},
): Promise<Booking> {
  const booking = bookingRow(tenant.id, members);
  await server.database.write(({ manager }) => manager.insert(Booking, booking as never));
  return booking;
}
