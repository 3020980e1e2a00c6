import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { membersBeside, shownNames } from '../common/ignored-members.js';
import { AskedAddress, type ListAddress } from '../common/list-address.js';
import type { Zone } from '../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../http/answer-keeper.js';
import { RequestId } from '../http/request-id.js';
import { BookingAnswers } from './shown/booking-answers.service.js';
import { BookingChanges } from './meta/booking-changes.service.js';
import { BookingListAnswers } from './lists/booking-list-answers.service.js';
import { BookingPresenter } from './shown/booking-presenter.js';
import {
  bookingAnswerSchema,
  bookingListSchema,
  bookingParametersSchema,
  changeBookingBodySchema,
  changeBookingMembers,
  listBookingsOrSignedQuerySchema,
  oneBookingQuerySchema,
  showBookingQuerySchema,
  type BookingParameters,
  type ListBookingsQuery,
  type OneBookingQuery,
  type ShowBookingQuery,
} from './booking.schemas.js';
import { BookingsService } from './bookings.service.js';
import { readInclude } from './shown/include.js';

/** Bookings as far as the caller sees them: a customer what they were signed for, a user their own, the merchant's server the whole tenant (contracts 2 and 3). */
@Controller('v2/bookings')
export class BookingsController {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
    @Inject(BookingListAnswers) private readonly lists: BookingListAnswers,
    @Inject(BookingChanges) private readonly changes: BookingChanges,
    @Inject(BookingAnswers) private readonly answers: BookingAnswers,
  ) {}

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Endpoint({
    callers: ['app', 'user', 'customer', 'minted'],
    summary: 'List bookings',
    description:
      'The newest first. `search` narrows by field (`customer.email:ann@example.com;state:confirmed`), `start` and `end` by the window that a booking overlaps. `include` adds `event`, `user`, `project`, `owner_booking`, `customer_action_links` and, for the merchant’s server, `history` and `link_touches`. A customer sees the bookings that their `signed_search` was signed for, without other people, the resource’s e-mail and members of meta that begin with `_`.',
    answers: { 200: { description: 'A page of bookings.', schema: bookingListSchema } },
    errors: ['validation_failed'],
  })
  list(
    @Caller() caller: Principal,
    @Query({ schema: listBookingsOrSignedQuerySchema }) query: ListBookingsQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    return this.lists.list(caller, query, { address, zone });
  }

  @Get(':id')
  @Endpoint({
    callers: ['app', 'user', 'customer', 'minted'],
    summary: 'Show a booking',
    answers: { 200: { description: 'The booking.', schema: bookingAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: BookingParameters,
    @Query({ schema: showBookingQuerySchema }) query: ShowBookingQuery,
    @AnswerZone() zone: Zone,
  ) {
    const booking = await this.bookings.get(caller, id, query.search);
    const include = readInclude(query.include, caller.kind);
    const show = await this.presenter.forBookings(caller, [booking], { zone, include });
    return { data: show(booking) };
  }

  @Put(':id')
  @Endpoint({
    callers: ['app', 'user', 'minted'],
    summary: 'Change the meta of a booking',
    description:
      'The members of `meta` are merged into those the booking has; null removes one. A user changes their own bookings, and none of the members that are the merchant’s (names that begin with `_`). Other members of the body are ignored and named in `warnings`.',
    answers: { 200: { description: 'The booking.', schema: bookingAnswerSchema } },
    errors: ['not_found', 'validation_failed', 'idempotency_conflict'],
  })
  change(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: BookingParameters,
    @Body({ schema: changeBookingBodySchema }) body: z.output<typeof changeBookingBodySchema>,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const wish = { zone, include: readInclude(query.include, caller.kind), keeper, status: 200 };
    const beside = membersBeside(body, changeBookingMembers);
    return this.changes.changeMeta(
      caller,
      requestId,
      { id, meta: body.meta ?? {} },
      (work, booking, ignored) =>
        this.answers.one(work, caller, booking, wish, shownNames([...beside, ...ignored])),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Delete a booking',
    description:
      'Its time or seat is free then, and the journal keeps that it was there. With an event go its customers’ seats: their bookings are cancelled first.',
    answers: { 204: { description: 'The booking is gone.' } },
    errors: ['not_found'],
  })
  delete(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: BookingParameters,
    @RequestId() requestId: string,
  ): Promise<void> {
    return this.changes.delete(caller, requestId, id);
  }
}
