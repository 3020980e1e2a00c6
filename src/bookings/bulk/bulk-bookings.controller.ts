import { Body, Controller, HttpCode, Inject, Post, Put, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { membersBeside, shownNames, withWarnings } from '../../common/ignored-members.js';
import type { Zone } from '../../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import { keptAnswer } from '../../http/kept-answer.js';
import { problemBody } from '../../http/problem-body.js';
import { RequestId } from '../../http/request-id.js';
import { BookingPresenter, type Presentation } from '../shown/booking-presenter.js';
import type { BookingWork } from '../booking-work.js';
import { oneBookingQuerySchema, type OneBookingQuery } from '../booking.schemas.js';
import { BulkBookings } from './bulk-bookings.service.js';
import { bulkAnswerSchema, bulkBodySchema, knownBulkMembers, type BulkBody } from './bulk.schemas.js';
import type { EntryOutcome } from './entry-outcome.js';
import { readInclude } from '../shown/include.js';

const rules =
  'With `delete_all_on_error` all of it is one transaction, of which nothing stands when an entry fails; with `stop_on_first_error` the entries after a failed one are not tried. Each entry is answered by itself, with the status and the body that a call of its own would have.';

/** Many bookings in one request (contract 2, "bulk"): at most 500 entries, 2 MB. */
@Controller('v2/bookings/bulk')
export class BulkBookingsController {
  constructor(
    @Inject(BulkBookings) private readonly bulk: BulkBookings,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
  ) {}

  @Post()
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Create many bookings',
    description: `${rules} With \`relate_bookings\` they belong together.`,
    answers: { 200: { description: 'What became of each entry.', schema: bulkAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  create(
    @Caller() caller: Principal,
    @Body({ schema: bulkBodySchema }) body: BulkBody,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const wish = { zone, include: readInclude(query.include, caller.kind), keeper, status: 201 };
    return this.bulk.create(caller, requestId, body, (outcomes, work) =>
      this.answer({ caller, requestId, body }, outcomes, work, wish),
    );
  }

  @Put()
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Take actions on many bookings',
    description: `Each entry is \`{id, action}\` and the action's inputs. ${rules}`,
    answers: { 200: { description: 'What became of each entry.', schema: bulkAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  act(
    @Caller() caller: Principal,
    @Body({ schema: bulkBodySchema }) body: BulkBody,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @RequestId() requestId: string,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const wish = { zone, include: readInclude(query.include, caller.kind), keeper, status: 200 };
    return this.bulk.act(caller, requestId, body, (outcomes, work) =>
      this.answer({ caller, requestId, body }, outcomes, work, wish),
    );
  }

  /** Kept with the transaction where all entries had one. */
  private async answer(
    { caller, requestId, body }: { caller: Principal; requestId: string; body: BulkBody },
    outcomes: readonly EntryOutcome[],
    work: BookingWork | null,
    wish: Presentation & { readonly keeper: AnswerKeeper | null; readonly status: number },
  ) {
    const bookings = outcomes.flatMap((outcome) => ('booking' in outcome ? [outcome.booking] : []));
    if (wish.include.has('history')) await work?.journal();
    const show = await this.presenter.forBookings(caller, bookings, wish, work?.transaction);
    const data = outcomes.map((outcome, index) =>
      'booking' in outcome
        ? { index, status: wish.status, data: show(outcome.booking), ...withWarnings(outcome.warnings) }
        : { index, status: outcome.problem.status, error: problemBody(outcome.problem, requestId) },
    );
    const answer = { data, ...withWarnings(shownNames(membersBeside(body, knownBulkMembers))) };
    return work === null ? answer : keptAnswer(work.transaction, wish.keeper, { status: 200, body: answer });
  }
}
