import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { ListAddress } from '../common/list-address.js';
import { answerPage } from '../common/page.js';
import type { Zone } from '../common/zone.js';
import { placeInList } from './booking-list.js';
import { BookingPresenter } from './booking-presenter.js';
import type { ListBookingsQuery } from './booking.schemas.js';
import { BookingsService } from './bookings.service.js';
import { readInclude } from './include.js';

/** How a list was asked for, beside its query. */
export interface ListAsked {
  readonly address: ListAddress;
  readonly zone: Zone;
}

/** Lists of bookings in their envelope, the same whichever route they are asked of. */
@Injectable()
export class BookingListAnswers {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
  ) {}

  /** The bookings that the caller sees. */
  async list(caller: Principal, query: ListBookingsQuery, { address, zone }: ListAsked) {
    const { page, slice } = await this.bookings.list(caller, query);
    const include = readInclude(query.include, caller.kind);
    const show = await this.presenter.forBookings(caller, slice.rows, { zone, include });
    return answerPage(page, slice, address, (row) => placeInList(row, page.ordering.field), show);
  }
}
