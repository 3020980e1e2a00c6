import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { RequestTarget } from '../common/list-address.js';
import type { Zone } from '../common/zone.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { BookingPresenter } from './booking-presenter.js';
import {
  actionBodySchema,
  actionParametersSchema,
  bookingAnswerSchema,
  bookingListSchema,
  bookingParametersSchema,
  listBookingsQuerySchema,
  oneBookingQuerySchema,
  type ListBookingsQuery,
} from './booking.schemas.js';
import { BookingsService } from './bookings.service.js';
import { createBookingSchema, type CreateBookingBody } from './create-booking.schemas.js';
import { allActions } from './graphs.js';
import { ignoredInputs } from './ignored-members.js';
import { readInclude } from './include.js';
import { answerBookings } from './list-answer.js';

type OneQuery = z.output<typeof oneBookingQuerySchema>;

/** Bookings as far as the caller sees them: a user their own, the merchant's server the whole tenant (contract 2). */
@Controller('v2/bookings')
export class BookingsController {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get()
  @Endpoint({
    callers: ['app', 'user'],
    summary: 'List bookings',
    description:
      'The newest first. `search` narrows by field (`customer.email:ann@example.com;state:confirmed`), `start` and `end` by the window that a booking overlaps.',
    answers: { 200: { description: 'A page of bookings.', schema: bookingListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() caller: Principal,
    @Query({ schema: listBookingsQuerySchema }) query: ListBookingsQuery,
    @RequestTarget() target: string,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.bookings.list(caller, query);
    const presentation = { zone, include: readInclude(query.include) };
    const show = await this.presenter.forBookings(caller, found.slice.rows, presentation);
    return answerBookings(found, { publicUrl: this.configuration.publicUrl, target }, show);
  }

  @Post()
  @Endpoint({
    callers: ['app', 'user', 'widget'],
    summary: 'Create a booking',
    description:
      'A booking that a user creates belongs to them, and their profile stands in for what `customer` does not say. Members that a booking does not have are ignored and named in `warnings`.',
    answers: { 201: { description: 'The booking.', schema: bookingAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  async create(
    @Caller() caller: Principal,
    @Body({ schema: createBookingSchema }) body: CreateBookingBody,
    @Query({ schema: oneBookingQuerySchema }) query: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const { booking, warnings } = await this.bookings.create(caller, body);
    const show = await this.presenter.forBookings(caller, [booking], {
      zone,
      include: readInclude(query.include),
    });
    return { data: show(booking), ...(warnings.length > 0 && { warnings }) };
  }

  @Get(':id')
  @Endpoint({
    callers: ['app', 'user'],
    summary: 'Show a booking',
    answers: { 200: { description: 'The booking.', schema: bookingAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: z.output<typeof bookingParametersSchema>,
    @Query({ schema: oneBookingQuerySchema }) query: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const booking = await this.bookings.get(caller, id);
    const show = await this.presenter.forBookings(caller, [booking], {
      zone,
      include: readInclude(query.include),
    });
    return { data: show(booking) };
  }

  @Put(':id/:action')
  @Endpoint({
    callers: ['app', 'user'],
    summary: 'Take an action on a booking',
    description: `One step of the booking's graph: ${allActions.join(', ')}. A user takes the customer's actions on their own bookings.`,
    answers: { 200: { description: 'The booking after the action.', schema: bookingAnswerSchema } },
    errors: ['not_found', 'forbidden', 'action_not_available', 'idempotency_conflict'],
  })
  async act(
    @Caller() caller: Principal,
    @Param({ schema: actionParametersSchema }) { id, action }: z.output<typeof actionParametersSchema>,
    @Body({ schema: actionBodySchema }) body: z.output<typeof actionBodySchema>,
    @Query({ schema: oneBookingQuerySchema }) query: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const booking = await this.bookings.act(caller, id, action);
    const show = await this.presenter.forBookings(caller, [booking], {
      zone,
      include: readInclude(query.include),
    });
    const ignored = ignoredInputs(body, action);
    return { data: show(booking), ...(ignored.length > 0 && { warnings: ignored }) };
  }
}
