import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '../../journal/journal-actor.js';
import type { JournalActor } from '../../journal/journal-entry.js';
import type { Booking } from '../booking.entity.js';
import type { BookingWork } from '../booking-work.js';
import { stepFrom, stepsCalled } from '../graphs/graphs.js';
import { SeatsRepository } from './seats.repository.js';
import { changeBy } from '../actions/state-change.js';
import { StepNotes } from '../actions/step-notes.js';
import { releaseAction, undoAction } from '../actions/undo-window.js';

/** What happens to whoever has a seat of an event that is cancelled. */
const withEvent = 'cancel_by_owner';
const cancelledWithEvent = stepsCalled(withEvent);

/** Rows of one statement: SQLite binds a limited number of values. */
const atOnce = 500;

/** Whoever has a seat of an event follows what becomes of the event. It is locked, and with it its seats. */
@Injectable()
export class SeatedCustomers {
  constructor(
    @Inject(SeatsRepository) private readonly seats: SeatsRepository,
    @Inject(StepNotes) private readonly notes: StepNotes,
  ) {}

  /** Everyone who still has a seat is cancelled with the event, all in one statement. With `isKept` they keep the seats until `release` or `restore`. Answers how many seats became free. */
  async cancel(work: BookingWork, event: Booking, { isKept }: { readonly isKept: boolean }): Promise<number> {
    const { transaction, tenantId, nowMs } = work;
    const seated = await this.seats.findSeated(transaction, tenantId, event.id, cancelledWithEvent);
    if (seated.length === 0) return 0;
    const left = await this.seats.cancelSeated(transaction, tenantId, event.id, cancelledWithEvent, {
      updatedAt: nowMs,
      isKept,
    });
    requireAll(left, seated.length);
    if (!isKept) await this.seats.free(transaction, tenantId, event.id, left);
    for (const customer of seated) {
      const step = stepFrom(customer.graph, customer.state, withEvent);
      if (step !== null) this.notes.add(work, customer, step, { details: { owner_booking_id: event.id } });
    }
    return isKept ? 0 : left;
  }

  /** Those who were cancelled with the event lose their seats for good. Answers how many seats became free. */
  async release(work: BookingWork, event: Booking, by: JournalActor = systemActor): Promise<number> {
    const { transaction, tenantId, nowMs } = work;
    const kept = await this.seats.findKept(transaction, tenantId, event.id);
    if (kept.length === 0) return 0;
    requireAll(await this.seats.releaseKept(transaction, tenantId, event.id, nowMs), kept.length);
    await this.seats.free(transaction, tenantId, event.id, kept.length);
    for (const customer of kept) {
      const step = { from: customer.state, action: releaseAction, to: customer.state };
      this.notes.add(work, customer, step, { details: { owner_booking_id: event.id }, by });
    }
    return kept.length;
  }

  /** Exactly those who were cancelled with the event come back, each to the state it had; what is due for them begins anew. */
  async restore(work: BookingWork, event: Booking): Promise<void> {
    const { transaction, tenantId, nowMs } = work;
    const alike = new Map<string, { ids: string[]; due: Pick<Booking, 'dueAt' | 'dueAction'> }>();
    for (const customer of await this.seats.findKept(transaction, tenantId, event.id)) {
      const step = { from: customer.state, action: undoAction, to: customer.undoState ?? customer.state };
      const { dueAt, dueAction } = changeBy(customer, step, { nowMs, undoMs: 0 });
      const key = `${dueAt} ${dueAction}`;
      const group = alike.get(key) ?? { ids: [], due: { dueAt, dueAction } };
      alike.set(key, group);
      group.ids.push(customer.id);
      this.notes.add(work, customer, step, { details: { owner_booking_id: event.id } });
    }
    for (const { ids, due } of alike.values()) {
      for (let from = 0; from < ids.length; from += atOnce) {
        const some = ids.slice(from, from + atOnce);
        const back = { ...due, updatedAt: nowMs };
        requireAll(await this.seats.restoreKept(transaction, tenantId, some, back), some.length);
      }
    }
  }
}

function requireAll(changed: number, expected: number): void {
  if (changed !== expected) throw new Error('The seats of a locked event were changed.');
}
