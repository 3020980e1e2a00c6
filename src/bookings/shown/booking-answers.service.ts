import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { withWarnings } from '../../common/ignored-members.js';
import type { AnswerKeeper } from '../../http/answer-keeper.js';
import { keptAnswer } from '../../http/kept-answer.js';
import type { Booking } from '../booking.entity.js';
import { BookingPresenter, type Presentation } from './booking-presenter.js';
import type { BookingWork } from '../booking-work.js';

/** How a request that changes a booking wants to be answered. */
interface AnswerWish extends Presentation {
  readonly keeper: AnswerKeeper | null;
  /** Of success, as Nest sends it for the route. */
  readonly status: number;
}

/** Makes the answer to a change inside its transaction, so that what is kept for an Idempotency-Key stands with the change or not at all. */
@Injectable()
export class BookingAnswers {
  constructor(@Inject(BookingPresenter) private readonly presenter: BookingPresenter) {}

  /** What the handler returns. To be called last in the unit of work. */
  async one(
    work: BookingWork,
    caller: Principal,
    booking: Booking,
    wish: AnswerWish,
    warnings: readonly string[] = [],
  ) {
    // The journal is locked from here on; only an answer that shows the new row waits for it.
    if (wish.include.has('history')) await work.journal();
    const show = await this.presenter.forBookings(caller, [booking], wish, work.transaction);
    const body = { data: show(booking), ...withWarnings(warnings) };
    return keptAnswer(work.transaction, wish.keeper, { status: wish.status, body });
  }
}
