import { Inject, Injectable } from '@nestjs/common';
import type { ActionPrincipal, Principal } from '../../access/principal.js';
import { Problem } from '../../common/problem.js';
import { actorOf } from '../../journal/journal-actor.js';
import { ActionRules, problemOf } from './action-rules.service.js';
import { readActionInputs, type ActionInputs } from './action-inputs.js';
import type { BookingWork } from '../booking-work.js';
import { BookingWrites } from '../booking-writes.service.js';
import type { Booking } from '../booking.entity.js';
import { BookingsRepository } from '../bookings.repository.js';
import { heldIn, rescheduleAction, type Transition } from '../graphs/graphs.js';
import { Rescheduling } from '../reschedule/reschedule.service.js';
import { SlotKeeper } from '../creation/slot-keeper.service.js';
import { StateWriter } from './state-writer.service.js';
import { heldBy, isUndoable, undoAction } from './undo-window.js';

/** What an action came to, so that what was due stays done when the action itself is refused. */
type Outcome<T> = { readonly ok: T } | { readonly refused: Problem };

interface OnBooking {
  readonly id: string;
  /** Looks at the booking, locked and settled, before anything is decided; what it throws refuses the whole. It must not write: what was due is kept where the action is refused, and with it everything else. */
  readonly before?: (work: BookingWork, booking: Booking) => Promise<void>;
}

export interface WantedAction extends OnBooking {
  readonly action: string;
  readonly inputs: ActionInputs;
  /** How long a cancellation can be undone, milliseconds: so long the booking keeps what it held. Not at all by default; nothing to other actions. */
  readonly undoMs?: number;
}

/** Steps of the graphs, taken for whoever may take them. Of several at once one acts, and the others are told what is possible now (409). */
@Injectable()
export class BookingActions {
  constructor(
    @Inject(BookingWrites) private readonly writes: BookingWrites,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(ActionRules) private readonly rules: ActionRules,
    @Inject(StateWriter) private readonly states: StateWriter,
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(Rescheduling) private readonly rescheduling: Rescheduling,
  ) {}

  /**
   * Answers what `answer` makes, inside the transaction, of the booking after the action (of a reschedule, of the new one).
   * Throws not_found, action_not_available, forbidden, policy_refused, slot_taken.
   */
  async act<T>(
    caller: Principal,
    requestId: string,
    wanted: WantedAction,
    answer: (work: BookingWork, booking: Booking) => Promise<T>,
  ): Promise<T> {
    const actor = actorOf(caller, requestId);
    const outcome = await this.writes.run(caller.tenant.id, actor, async (work): Promise<Outcome<T>> => {
      const held = await this.rules.hold(work, caller, wanted.id);
      await wanted.before?.(work, held);
      const step = await this.rules.decide(work, caller, held, wanted.action).catch(problemOf);
      if (step instanceof Problem) return { refused: step };
      return { ok: await answer(work, await this.take(work, caller, held, step, wanted)) };
    });
    if ('refused' in outcome) throw outcome.refused;
    return outcome.ok;
  }

  /**
   * Takes a cancellation back while there is time: the booking is what it was, and holds what it held (contract 3). Throws
   * not_found, forbidden, or action_not_available where there is nothing to undo any more.
   */
  undo<T>(
    caller: ActionPrincipal,
    requestId: string,
    booking: OnBooking,
    answer: (work: BookingWork, booking: Booking) => Promise<T>,
  ): Promise<T> {
    const { inputs } = readActionInputs({}, undoAction);
    return this.act(caller, requestId, { ...booking, action: undoAction, inputs }, answer);
  }

  /** As `act`, inside a unit of work that does more; when it throws, the whole must be given up. */
  async actIn(work: BookingWork, caller: Principal, wanted: WantedAction): Promise<Booking> {
    const held = await this.rules.hold(work, caller, wanted.id);
    await wanted.before?.(work, held);
    const step = await this.rules.decide(work, caller, held, wanted.action);
    return this.take(work, caller, held, step, wanted);
  }

  private async take(
    work: BookingWork,
    caller: Principal,
    held: Booking,
    step: Transition,
    { inputs: { message, reschedule }, undoMs = 0 }: WantedAction,
  ): Promise<Booking> {
    if (step.action === rescheduleAction) {
      return this.rescheduling.rescheduleIn(work, caller, held, step, reschedule());
    }
    if (heldBy(held) === null && heldIn(held.graph, step.to) === 'resource')
      await this.slots.take(work, { ...held, state: step.to });
    const member = `${step.action}_message`;
    const details = message === null ? {} : { changed: [`meta.${member}`] };
    const after = await this.states.write(work, held, step, {
      details,
      undoMs: isUndoable(step.action) ? undoMs : 0,
    });
    if (after === null) throw new Error('A locked booking was changed.');
    return message === null ? after : this.keepMessage(work, after, member, message);
  }

  private async keepMessage(
    work: BookingWork,
    held: Booking,
    member: string,
    message: string,
  ): Promise<Booking> {
    const after = { meta: { ...held.meta, [member]: message }, updatedAt: work.nowMs };
    await this.bookings.changeMeta(work.transaction, held, after);
    return { ...held, ...after, version: held.version + 1 };
  }
}
