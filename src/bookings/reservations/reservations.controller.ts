import { Body, Controller, Inject, Post, Put, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { membersBeside, shownNames, withWarnings } from '../../common/ignored-members.js';
import { invalid } from '../../common/problem.js';
import type { Zone } from '../../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import { keptAnswer } from '../../http/kept-answer.js';
import { RequestId } from '../../http/request-id.js';
import type { BookingWork } from '../booking-work.js';
import type { Booking } from '../booking.entity.js';
import { Holds } from './holds.service.js';
import {
  extendBodySchema,
  extendMemberNames,
  reservationQuerySchema,
  reserveBodySchema,
  reserveMemberNames,
  shownHoldSchema,
  type ExtendBody,
  type ReservationQuery,
  type ReserveBody,
} from './reservation.schemas.js';

/** Holds of a time while a customer decides (contract 2). */
@Controller('v2/bookings/reserve')
export class ReservationsController {
  constructor(@Inject(Holds) private readonly holds: Holds) {}

  @Post()
  @Endpoint({
    callers: ['app', 'user', 'widget', 'minted'],
    summary: 'Reserve a time',
    description:
      'Nobody else gets the time until `expires_at`; a create that names the reservation as `reservation_id` takes it over. `reservation_time` is `30 seconds` where it is left out, and an hour at most.',
    answers: { 201: { description: 'The reservation.', schema: shownHoldSchema } },
    errors: ['validation_failed', 'slot_taken', 'policy_refused', 'idempotency_conflict'],
  })
  reserve(
    @Caller() caller: Principal,
    @Body({ schema: reserveBodySchema }) body: ReserveBody,
    @Query({ schema: reservationQuerySchema }) _query: ReservationQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const ignored = membersBeside(body, reserveMemberNames);
    return this.holds.reserve(caller, requestId, body, (work, hold) =>
      answered(work, keeper, 201, { zone, hold, ignored }),
    );
  }

  @Put('extend')
  @Endpoint({
    callers: ['app', 'user', 'widget', 'minted'],
    summary: 'Extend a reservation',
    description:
      'It lasts `reservation_time` from now, to one hour after it was made at most. One that has ended is not extended.',
    answers: { 200: { description: 'The reservation.', schema: shownHoldSchema } },
    errors: ['not_found', 'validation_failed', 'action_not_available', 'idempotency_conflict'],
  })
  extend(
    @Caller() caller: Principal,
    @Body({ schema: extendBodySchema }) body: ExtendBody,
    @Query({ schema: reservationQuerySchema }) _query: ReservationQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const id = body.id ?? body.reservation_id ?? null;
    if (id === null) throw invalid('id', 'is needed: the id of the reservation');
    const ignored = membersBeside(body, extendMemberNames);
    return this.holds.extend(caller, requestId, id, body.reservation_time, (work, hold) =>
      answered(work, keeper, 200, { zone, hold, ignored }),
    );
  }
}

interface ShownHold {
  readonly zone: Zone;
  readonly hold: Booking;
  /** Names of members that were not read. */
  readonly ignored: readonly string[];
}

const answered = (
  { transaction }: BookingWork,
  keeper: AnswerKeeper | null,
  status: number,
  { zone, hold, ignored }: ShownHold,
) => {
  const data = { id: hold.id, expires_at: zone.write(hold.dueAt ?? 0) };
  return keptAnswer(transaction, keeper, {
    status,
    body: { data, ...withWarnings(shownNames(ignored)) },
  });
};
