import type { ListAddress } from '../common/list-address.js';
import { answerPage } from '../common/page.js';
import type { Booking } from './booking.entity.js';
import { placeInList } from './booking-list.js';
import type { FoundBookings } from './bookings.service.js';

/** The envelope around the bookings that were found. */
export const answerBookings = <Shown>(
  { page, slice }: FoundBookings,
  address: ListAddress,
  show: (booking: Booking) => Shown,
) => answerPage(page, slice, address, (booking) => placeInList(booking, page.ordering.field), show);
