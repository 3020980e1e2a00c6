import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { UserPrincipal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { AskedAddress, type ListAddress } from '../../common/list-address.js';
import type { Zone } from '../../common/zone.js';
import { BookingListAnswers } from './booking-list-answers.service.js';
import { bookingListSchema, listBookingsQuerySchema, type ListBookingsQuery } from '../booking.schemas.js';

/** The calling user's bookings: the same list as `GET /v2/bookings` (contract 1, "Users"). */
@Controller('v2/me/bookings')
export class MyBookingsController {
  constructor(@Inject(BookingListAnswers) private readonly lists: BookingListAnswers) {}

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Endpoint({
    callers: ['user'],
    summary: 'List your own bookings',
    answers: { 200: { description: 'A page of bookings.', schema: bookingListSchema } },
    errors: ['validation_failed'],
  })
  list(
    @Caller() caller: UserPrincipal,
    @Query({ schema: listBookingsQuerySchema }) query: ListBookingsQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    return this.lists.list(caller, query, { address, zone });
  }
}
