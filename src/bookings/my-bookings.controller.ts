import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { UserPrincipal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { RequestTarget } from '../common/list-address.js';
import type { Zone } from '../common/zone.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { BookingPresenter } from './booking-presenter.js';
import { bookingListSchema, listBookingsQuerySchema, type ListBookingsQuery } from './booking.schemas.js';
import { BookingsService } from './bookings.service.js';
import { readInclude } from './include.js';
import { answerBookings } from './list-answer.js';

/** The calling user's bookings: the same list as `GET /v2/bookings` (contract 1, "Users"). */
@Controller('v2/me/bookings')
export class MyBookingsController {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get()
  @Endpoint({
    callers: ['user'],
    summary: 'List your own bookings',
    answers: { 200: { description: 'A page of bookings.', schema: bookingListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() caller: UserPrincipal,
    @Query({ schema: listBookingsQuerySchema }) query: ListBookingsQuery,
    @RequestTarget() target: string,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.bookings.list(caller, query);
    const presentation = { zone, include: readInclude(query.include) };
    const show = await this.presenter.forBookings(caller, found.slice.rows, presentation);
    return answerBookings(found, { publicUrl: this.configuration.publicUrl, target }, show);
  }
}
