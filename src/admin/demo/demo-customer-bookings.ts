import type { INestApplicationContext } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { CreateBookingBody } from '../../bookings/creation/create-booking.schemas.js';
import { hourMs } from '../../common/time-spans.js';
import { demoCustomers } from './demo-document.js';
import { openDay, openDayBefore } from './open-day.js';

export interface DemoPlace {
  readonly projectId: string;
  /** Ids of the two barbers. */
  readonly ann: string;
  readonly ben: string;
  readonly nowMs: number;
}

/**
 * Carla, who has no account: two haircuts that are over, one that she moved, one that she cancelled, one ahead, and a seat in
 * an event beside somebody else. All of it through what the merchant's server would call.
 */
export async function demoCustomerBookings(
  features: INestApplicationContext,
  merchant: Principal,
  { projectId, ann, ben, nowMs }: DemoPlace,
): Promise<void> {
  // Nest is loaded only by the commands that need it.
  const { BookingCreation } = await import('../../bookings/creation/booking-creation.service.js');
  const { BookingActions } = await import('../../bookings/actions/booking-actions.service.js');
  const { readActionInputs } = await import('../../bookings/actions/action-inputs.js');
  const book = (wish: CreateBookingBody): Promise<string> =>
    features.get(BookingCreation).create(merchant, 'demo', wish, async (_, { booking }) => booking.id);
  const act = (id: string, action: string, inputs: object = {}): Promise<string> =>
    features
      .get(BookingActions)
      .act(
        merchant,
        'demo',
        { id, action, inputs: readActionInputs({ [action]: inputs }, action).inputs },
        async (_, booking) => booking.id,
      );
  const [carla, dan] = demoCustomers;
  const haircut = (barber: string, start: number) => ({
    project_id: projectId,
    resource_id: barber,
    start,
    end: start + hourMs / 2,
    customer: carla,
  });

  for (const days of [35, 14]) {
    // The barber says that it is over: by themselves they would be when a server has looked.
    const settings = { auto_complete_one_hour_after_booking_ends: { enabled: false } };
    const wish = haircut(ann, openDayBefore(nowMs, days) + 12 * hourMs);
    await act(await book({ ...wish, settings }), 'complete');
  }
  await book(haircut(ben, openDay(nowMs, 2) + 13 * hourMs));
  const moved = await book(haircut(ann, openDay(nowMs, 1) + 13 * hourMs));
  const later = openDay(nowMs, 4) + 12 * hourMs;
  await act(moved, 'reschedule_by_customer', {
    start: new Date(later).toISOString(),
    end: new Date(later + hourMs / 2).toISOString(),
  });
  const cancelled = await book(haircut(ann, openDay(nowMs, 3) + 13 * hourMs));
  await act(cancelled, 'cancel_by_customer');

  const start = openDay(nowMs, 5) + 14 * hourMs;
  const event = await book({
    graph: 'group_owner',
    group_booking: { max_seats: 6 },
    resource_id: ben,
    what: 'Beard care, an evening for six',
    where: 'Acme Barbers',
    start,
    end: start + hourMs,
  });
  for (const customer of [carla, dan]) await book({ related: { owner_booking_id: event }, customer });
}
