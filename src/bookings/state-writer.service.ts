import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../access/scope.js';
import type { JsonObject } from '../common/free-form.js';
import { systemActor } from '../journal/journal-actor.js';
import type { JournalActor, JournalEntry } from '../journal/journal-entry.js';
import { Occupancies } from '../occupancy/occupancies.service.js';
import type { Booking } from './booking.entity.js';
import type { BookingWork } from './booking-work.js';
import { BookingsRepository } from './bookings.repository.js';
import { heldIn, stepFrom, stepsCalled, type Transition } from './graphs.js';
import { dueIn, heldUntil } from './timed-transitions.js';
import { TransitionCounts } from './transition-counts.js';

interface StepOptions {
  readonly sees?: Scope;
  /** For the journal: nothing about persons. */
  readonly details?: JsonObject;
  /** Who the journal says it was; the actor of the work by default. */
  readonly by?: JournalActor;
}

/** What happens to whoever has a seat of an event that is cancelled. */
const withOwner = 'cancel_by_owner';
const cancelledWithOwner = stepsCalled(withOwner);

const everything: Scope = { rows: 'all' };

/**
 * Writes a step that was decided: the state, what is due next, what the booking holds, and the journal's entry. Time that
 * a step newly takes must have been taken before (see slot-keeper); time and seats that it gives up are freed here.
 */
@Injectable()
export class StateWriter {
  constructor(
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(Occupancies) private readonly occupancies: Occupancies,
    @Inject(TransitionCounts) private readonly transitions: TransitionCounts,
  ) {}

  /** The booking as it is then, or null where another change came first: nothing was written. */
  async write(
    work: BookingWork,
    held: Booking,
    step: Transition,
    { sees = everything, details = {}, by = work.actor }: StepOptions = {},
  ): Promise<Booking | null> {
    const { transaction, tenantId, nowMs } = work;
    const due = dueIn(held.graph, step.to, { ...held, sinceMs: nowMs });
    const after = {
      state: step.to,
      completed: step.action === 'complete',
      dueAt: due.dueAt,
      dueAction: due.dueAction,
      updatedAt: nowMs,
    };
    if (!(await this.bookings.changeState(transaction, tenantId, sees, held, after))) return null;
    const booking: Booking = { ...held, ...after, version: held.version + 1 };
    await this.changeHolding(work, held, booking);
    this.note(work, held, step, { details, by });
    if (held.graph !== 'group_owner' || step.action !== 'cancel') return booking;
    const freed = await this.cancelCustomers(work, held);
    return { ...booking, currentSeats: Math.max(0, (held.currentSeats ?? 0) - freed) };
  }

  /**
   * The booking after everything that is due by now has happened to it. Whoever changes a booking settles it first, so that
   * a payment that comes after its time, or an extension of a hold that is over, finds what the clock has made of it.
   */
  async settle(work: BookingWork, held: Booking): Promise<Booking> {
    let booking = held;
    while (booking.dueAt !== null && booking.dueAt <= work.nowMs && booking.dueAction !== null) {
      const step = stepFrom(booking.graph, booking.state, booking.dueAction);
      const after =
        step === null
          ? null
          : await this.write(work, booking, step, { details: { due: true }, by: systemActor });
      if (after === null) return booking;
      booking = after;
    }
    return booking;
  }

  /** Takes a locked booking away with what it holds; whoever has a seat of it loses that first. */
  async delete(work: BookingWork, held: Booking): Promise<void> {
    const { transaction, tenantId, nowMs } = work;
    if (held.graph === 'group_owner') await this.cancelCustomers(work, held);
    if (heldIn(held.graph, held.state) === 'seat' && held.ownerBookingId !== null)
      await this.bookings.freeSeats(transaction, tenantId, held.ownerBookingId, 1);
    await this.bookings.delete(transaction, tenantId, held.id);
    work.entries.push({
      bookingId: held.id,
      action: 'delete',
      from: held.state,
      to: null,
      at: nowMs,
      by: work.actor,
    });
  }

  private async changeHolding(work: BookingWork, before: Booking, after: Booking): Promise<void> {
    const { transaction, tenantId } = work;
    const had = heldIn(before.graph, before.state);
    const has = heldIn(after.graph, after.state);
    if (had === 'resource' && has === null) await this.occupancies.release(transaction, tenantId, before.id);
    if (had === 'seat' && has === null && before.ownerBookingId !== null)
      await this.bookings.freeSeats(transaction, tenantId, before.ownerBookingId, 1);
    if (had !== 'resource' || has !== 'resource') return;
    const due = dueOf(after);
    const until = heldUntil(after.graph, after.state, due);
    if (until !== heldUntil(before.graph, before.state, dueOf(before)))
      await this.occupancies.prolong(transaction, tenantId, before.id, until);
  }

  /** Everyone who still has a seat loses it with the event, all in one statement. Answers how many. The owner is locked, and with it the seats. */
  private async cancelCustomers(work: BookingWork, owner: Booking): Promise<number> {
    const { transaction, tenantId, nowMs } = work;
    const seated = await this.bookings.findSeated(transaction, tenantId, owner.id, cancelledWithOwner);
    if (seated.length === 0) return 0;
    const left = await this.bookings.cancelSeated(transaction, tenantId, owner.id, cancelledWithOwner, nowMs);
    if (left !== seated.length) throw new Error('The seats of a locked event were changed.');
    await this.bookings.freeSeats(transaction, tenantId, owner.id, left);
    for (const customer of seated) {
      const step = stepFrom(customer.graph, customer.state, withOwner);
      const noted = { details: { owner_booking_id: owner.id }, by: work.actor };
      if (step !== null) this.note(work, customer, step, noted);
    }
    return left;
  }

  private note(
    work: BookingWork,
    { id, graph }: Pick<Booking, 'id' | 'graph'>,
    { action, from, to }: Transition,
    { details, by }: Pick<JournalEntry, 'details' | 'by'>,
  ): void {
    work.entries.push({ bookingId: id, action, from, to, at: work.nowMs, by, ...(details && { details }) });
    work.transaction.afterCommit(() => this.transitions.add(graph, action));
  }
}

const dueOf = ({ dueAt, dueAction }: Booking) =>
  dueAt === null || dueAction === null
    ? ({ dueAt: null, dueAction: null } as const)
    : ({ dueAt, dueAction } as const);
