import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { ListAddress } from '../../common/list-address.js';
import { answerPage } from '../../common/page.js';
import { SharedRuns } from '../../common/shared-runs.js';
import type { Zone } from '../../common/zone.js';
import { fingerprintOf } from '../../crypto/fingerprint.js';
import { placeInList } from './booking-list.js';
import { BookingPresenter } from '../shown/booking-presenter.js';
import type { ListBookingsQuery } from '../booking.schemas.js';
import { BookingsService } from '../bookings.service.js';
import { readInclude } from '../shown/include.js';

/** How a list was asked for, beside its query. */
export interface ListAsked {
  readonly address: ListAddress;
  readonly zone: Zone;
}

/** Lists of bookings in their envelope, the same whichever route they are asked of. */
@Injectable()
export class BookingListAnswers {
  /** A page that many look at asks for one list over and over. */
  private readonly shared = new SharedRuns<Buffer>();

  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
  ) {}

  /** The bookings that the caller sees, as JSON in UTF-8. Requests that ask the same as the same caller at the same moment share one answer. */
  list(caller: Principal, query: ListBookingsQuery, asked: ListAsked): Promise<Buffer> {
    return this.shared.share(identityOf(caller, asked), async () =>
      Buffer.from(JSON.stringify(await this.answer(caller, query, asked))),
    );
  }

  private async answer(caller: Principal, query: ListBookingsQuery, { address, zone }: ListAsked) {
    const { page, slice } = await this.bookings.list(caller, query);
    const include = readInclude(query.include, caller.kind);
    const show = await this.presenter.forBookings(caller, slice.rows, { zone, include });
    return answerPage(page, slice, address, (row) => placeInList(row, page.ordering.field), show);
  }
}

/** All that an answer depends on beside the database: who asks, and what, as the address has it. */
const identityOf = (caller: Principal, { address, zone }: ListAsked): string =>
  fingerprintOf(
    JSON.stringify([
      caller.kind,
      caller.tenant.id,
      caller.sees,
      caller.kind === 'user' ? caller.user : null,
      zone.name,
      address.target,
    ]),
  );
