import { Body, Controller, Inject, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import type { Zone } from '../../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import { RequestId } from '../../http/request-id.js';
import { readActionInputs } from './action-inputs.js';
import { BookingActions } from './booking-actions.service.js';
import { BookingAnswers } from '../shown/booking-answers.service.js';
import {
  actionBodySchema,
  actionParametersSchema,
  bookingAnswerSchema,
  oneBookingQuerySchema,
  type OneBookingQuery,
} from '../booking.schemas.js';
import { allActions } from '../graphs/graphs.js';
import { readInclude } from '../shown/include.js';

/** Steps of the graphs over HTTP (contract 2, "Graphs"). */
@Controller('v2/bookings')
export class BookingActionsController {
  constructor(
    @Inject(BookingActions) private readonly actions: BookingActions,
    @Inject(BookingAnswers) private readonly answers: BookingAnswers,
  ) {}

  @Put(':id/:action')
  @Endpoint({
    callers: ['app', 'user', 'minted'],
    summary: 'Take an action on a booking',
    description: `One step of the booking's graph: ${allActions.join(', ')}. The body is \`{}\`, or the action's inputs under its name: \`{"cancel": {"message": "…"}}\`. A user takes the customer's actions on their own bookings. A reschedule answers the new booking.`,
    answers: { 200: { description: 'The booking after the action.', schema: bookingAnswerSchema } },
    errors: [
      'not_found',
      'forbidden',
      'validation_failed',
      'action_not_available',
      'policy_refused',
      'slot_taken',
      'idempotency_conflict',
    ],
  })
  act(
    @Caller() caller: Principal,
    @Param({ schema: actionParametersSchema }) { id, action }: z.output<typeof actionParametersSchema>,
    @Body({ schema: actionBodySchema }) body: z.output<typeof actionBodySchema>,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const { inputs, warnings } = readActionInputs(body ?? {}, action);
    const wish = { zone, include: readInclude(query.include, caller.kind), keeper, status: 200 };
    return this.actions.act(caller, requestId, { id, action, inputs }, (work, booking) =>
      this.answers.one(work, caller, booking, wish, warnings),
    );
  }
}
