import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { answerPage } from '../common/page.js';
import type { Zone } from '../common/zone.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { placeInList } from './booking-list.js';
import { BookingPresenter } from './booking-presenter.js';
import type { ListBookingsQuery } from './booking.schemas.js';
import { BookingsService } from './bookings.service.js';
import { readInclude } from './include.js';

/** How a list was asked for, beside its query. */
export interface ListAsked {
  /** Path and query as the client wrote them. */
  readonly target: string;
  readonly zone: Zone;
}

/** Lists of bookings in their envelope, the same whichever route they are asked of. */
@Injectable()
export class BookingListAnswers {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The bookings that the caller sees. */
  async list(caller: Principal, query: ListBookingsQuery, { target, zone }: ListAsked) {
    const { page, slice } = await this.bookings.list(caller, query);
    const include = readInclude(query.include, caller.kind);
    const show = await this.presenter.forBookings(caller, slice.rows, { zone, include });
    const { publicUrl } = this.configuration;
    return answerPage(
      page,
      slice,
      { publicUrl, target },
      (row) => placeInList(row, page.ordering.field),
      show,
    );
  }
}
