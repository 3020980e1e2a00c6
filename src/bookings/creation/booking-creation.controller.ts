import { Body, Controller, Inject, Param, Post, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { membersBeside, shownNames } from '../../common/ignored-members.js';
import { Problem } from '../../common/problem.js';
import type { Zone } from '../../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import { RequestId } from '../../http/request-id.js';
import { BookingActions } from '../actions/booking-actions.service.js';
import { BookingAnswers } from '../shown/booking-answers.service.js';
import { BookingCreation } from './booking-creation.service.js';
import {
  bookingAnswerSchema,
  bookingParametersSchema,
  oneBookingQuerySchema,
  type BookingParameters,
  type OneBookingQuery,
} from '../booking.schemas.js';
import { createBookingSchema, type CreateBookingBody } from './create-booking.schemas.js';
import { rescheduleAction } from '../graphs/graphs.js';
import { readInclude } from '../shown/include.js';
import {
  rescheduleBodySchema,
  rescheduleInputsOf,
  rescheduleMembers,
  type RescheduleBody,
} from '../reschedule/reschedule.schemas.js';

/** New bookings, alone or in the place of another (contract 2). */
@Controller('v2/bookings')
export class BookingCreationController {
  constructor(
    @Inject(BookingCreation) private readonly creation: BookingCreation,
    @Inject(BookingActions) private readonly actions: BookingActions,
    @Inject(BookingAnswers) private readonly answers: BookingAnswers,
  ) {}

  @Post()
  @Endpoint({
    callers: ['app', 'user', 'widget', 'minted'],
    summary: 'Create a booking',
    description:
      'Of a resource, or of a project: then its `booking` says what the request leaves out, and without `resource_id` one of its resources that is free is taken, by its mode. `related.owner_booking_id` takes a seat of a group, `reservation_id` takes a reservation over. A booking that a user creates belongs to them, and their profile stands in for what `customer` does not say. Members that a booking does not have are ignored and named in `warnings`.',
    answers: { 201: { description: 'The booking.', schema: bookingAnswerSchema } },
    errors: [
      'validation_failed',
      'forbidden',
      'slot_taken',
      'policy_refused',
      'group_full',
      'action_not_available',
      'idempotency_conflict',
    ],
  })
  create(
    @Caller() caller: Principal,
    @Body({ schema: createBookingSchema }) body: CreateBookingBody,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const wish = { zone, include: readInclude(query.include, caller.kind), keeper, status: 201 };
    return this.creation.create(caller, requestId, body, (work, { booking, resources, warnings }) =>
      this.answers.one(work, caller, booking, { ...wish, resources }, warnings),
    );
  }

  @Post(':id/reschedule')
  @Endpoint({
    callers: ['app', 'user', 'widget', 'minted'],
    summary: 'Reschedule a booking',
    description:
      'The booking becomes `rescheduled_by_customer`, and a new one with everything else of it is answered, which names the old one in `meta.rescheduled_from`: both or neither. Its own time counts as free. A widget key may do it where the tenant has set `widget_may_reschedule`.',
    answers: { 201: { description: 'The new booking.', schema: bookingAnswerSchema } },
    errors: [
      'not_found',
      'forbidden',
      'validation_failed',
      'action_not_available',
      'slot_taken',
      'policy_refused',
      'idempotency_conflict',
    ],
  })
  reschedule(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: BookingParameters,
    @Body({ schema: rescheduleBodySchema }) body: RescheduleBody,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const wish = { zone, include: readInclude(query.include, caller.kind), keeper, status: 201 };
    const inputs = { message: null, reschedule: () => rescheduleInputsOf(body) };
    const wanted = { id, action: rescheduleAction, inputs };
    const warnings = shownNames(membersBeside(body, rescheduleMembers));
    return this.actions.act(mover(caller), requestId, wanted, (work, booking) =>
      this.answers.one(work, caller, booking, wish, warnings),
    );
  }
}

/** A widget key sees no bookings; where the tenant allows it, whoever knows a booking's id moves it. */
function mover(caller: Principal): Principal {
  if (caller.kind !== 'widget') return caller;
  if (!caller.tenant.settings.widget_may_reschedule)
    throw new Problem('forbidden', {
      detail: 'This widget may not reschedule bookings.',
      reason: 'widget_may_reschedule is off',
    });
  return { ...caller, sees: { rows: 'all' } };
}
