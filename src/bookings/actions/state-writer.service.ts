import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../../access/scope.js';
import type { JsonObject } from '../../common/free-form.js';
import { systemActor } from '../../journal/journal-actor.js';
import type { JournalActor } from '../../journal/journal-entry.js';
import { Occupancies } from '../../occupancy/occupancies.service.js';
import type { Booking } from '../booking.entity.js';
import { journaled, type BookingWork } from '../booking-work.js';
import { BookingsRepository } from '../bookings.repository.js';
import type { Transition } from '../graphs/graphs.js';
import { SeatedCustomers } from '../events/seated-customers.service.js';
import { SeatsRepository } from '../events/seats.repository.js';
import { changeBy, dueStep } from './state-change.js';
import { StepNotes } from './step-notes.js';
import { heldUntil } from '../graphs/timed-transitions.js';
import { heldBy, releaseAction, undoAction } from './undo-window.js';

interface StepOptions {
  readonly sees?: Scope;
  /** For the journal: nothing about persons. */
  readonly details?: JsonObject;
  /** Who the journal says it was; the actor of the work by default. */
  readonly by?: JournalActor;
  /** How long the step can be undone, milliseconds; until then the booking keeps what it held. Not at all by default. */
  readonly undoMs?: number;
}

const everything: Scope = { rows: 'all' };

/**
 * Writes a step that was decided: the state, what is due next, what the booking holds, and the journal's entry. Time that
 * a step newly takes must have been taken before (see slot-keeper); time and seats that it gives up are freed here.
 */
@Injectable()
export class StateWriter {
  constructor(
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(SeatsRepository) private readonly seats: SeatsRepository,
    @Inject(Occupancies) private readonly occupancies: Occupancies,
    @Inject(SeatedCustomers) private readonly customers: SeatedCustomers,
    @Inject(StepNotes) private readonly notes: StepNotes,
  ) {}

  /** The booking as it is then, or null where another change came first: nothing was written. */
  async write(
    work: BookingWork,
    held: Booking,
    step: Transition,
    { sees = everything, details = {}, by = work.actor, undoMs = 0 }: StepOptions = {},
  ): Promise<Booking | null> {
    const { transaction, tenantId, nowMs } = work;
    const after = changeBy(held, step, { nowMs, undoMs });
    if (!(await this.bookings.changeState(transaction, tenantId, sees, held, after))) return null;
    const booking: Booking = { ...held, ...after, version: held.version + 1 };
    await this.changeHolding(work, held, booking);
    this.notes.add(work, held, step, { details, by });
    if (held.graph !== 'group_owner') return booking;
    const freed = await this.takeAlong(work, held, step, { isKept: undoMs > 0 });
    return { ...booking, currentSeats: Math.max(0, (held.currentSeats ?? 0) - freed) };
  }

  /**
   * The booking after everything that is due by now has happened to it. Whoever changes a booking settles it first, so that
   * a payment that comes after its time, or an extension of a hold that is over, finds what the clock has made of it.
   */
  async settle(work: BookingWork, held: Booking): Promise<Booking> {
    let booking = held;
    for (let step = dueStep(booking, work.nowMs); step !== null; step = dueStep(booking, work.nowMs)) {
      const after = await this.write(work, booking, step, { details: { due: true }, by: systemActor });
      if (after === null) return booking;
      booking = after;
    }
    return booking;
  }

  /** Takes a locked booking away with what it holds; whoever has a seat of it, or might come back to one, loses that first. */
  async delete(work: BookingWork, held: Booking): Promise<void> {
    const { transaction, tenantId } = work;
    if (held.graph === 'group_owner') {
      await this.customers.cancel(work, held, { isKept: false });
      await this.customers.release(work, held, work.actor);
    }
    if (heldBy(held) === 'seat' && held.ownerBookingId !== null)
      await this.seats.free(transaction, tenantId, held.ownerBookingId, 1);
    await this.bookings.delete(transaction, tenantId, held.id);
    journaled(work, { bookingId: held.id, action: 'delete', from: held.state, to: null });
  }

  private async changeHolding(work: BookingWork, before: Booking, after: Booking): Promise<void> {
    const { transaction, tenantId } = work;
    const had = heldBy(before);
    const has = heldBy(after);
    if (had === 'resource' && has === null) await this.occupancies.release(transaction, tenantId, before.id);
    if (had === 'seat' && has === null && before.ownerBookingId !== null)
      await this.seats.free(transaction, tenantId, before.ownerBookingId, 1);
    if (had !== 'resource' || has !== 'resource') return;
    const until = heldUntil(after.graph, after.state, after);
    if (until !== heldUntil(before.graph, before.state, before))
      await this.occupancies.prolong(transaction, tenantId, before.id, until);
  }

  /** What a step of an event means for those who have a seat. Answers how many seats became free. */
  private async takeAlong(
    work: BookingWork,
    event: Booking,
    { action }: Transition,
    { isKept }: { readonly isKept: boolean },
  ): Promise<number> {
    if (action === 'cancel') return this.customers.cancel(work, event, { isKept });
    if (action === releaseAction) return this.customers.release(work, event);
    if (action === undoAction) await this.customers.restore(work, event);
    return 0;
  }
}
