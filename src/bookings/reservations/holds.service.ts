import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { Scope } from '../../access/scope.js';
import { newId } from '../../common/ids.js';
import { notFound, Problem } from '../../common/problem.js';
import { hourMs } from '../../common/time-spans.js';
import { Turns } from '../../common/turns.js';
import type { ReadAccess } from '../../database/access.js';
import { Database } from '../../database/database.js';
import { Clock } from '../../common/clock.js';
import { actorOf } from '../../journal/journal-actor.js';
import { Occupancies } from '../../occupancy/occupancies.service.js';
import { UsersService } from '../../users/users.service.js';
import type { Booking } from '../booking.entity.js';
import { bookingUser } from '../creation/booking-user.js';
import { journaled, type BookingWork } from '../booking-work.js';
import { BookingWrites } from '../booking-writes.service.js';
import { BookingsRepository } from '../bookings.repository.js';
import { newHold } from '../creation/new-booking.js';
import type { ReserveBody } from './reservation.schemas.js';
import { buffersOf, SlotKeeper, type SlotWish } from '../creation/slot-keeper.service.js';
import { StateWriter } from '../actions/state-writer.service.js';
import { StepNotes } from '../actions/step-notes.js';

/** No hold lasts longer, however often it is extended, so that a key that anybody can read cannot block a calendar. */
const holdTimeMsAtMost = hourMs;

const everything: Scope = { rows: 'all' };

/** Holds of a time while a customer decides: bookings of graph `reservation` that end by themselves (contract 2). */
@Injectable()
export class Holds {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingWrites) private readonly writes: BookingWrites,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(Occupancies) private readonly occupancies: Occupancies,
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(StateWriter) private readonly states: StateWriter,
    @Inject(StepNotes) private readonly notes: StepNotes,
    @Inject(Turns) private readonly turns: Turns,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws slot_taken, policy_refused or validation_failed. `answer` is made within the transaction. */
  reserve<Answer>(
    caller: Principal,
    requestId: string,
    body: ReserveBody,
    answer: (work: BookingWork, hold: Booking) => Promise<Answer>,
  ): Promise<Answer> {
    const tenantId = caller.tenant.id;
    const wish: SlotWish = {
      resourceIds: [body.resource_id],
      project: null,
      slot: { start: body.start, end: body.end },
      isPastAllowed: caller.kind === 'app',
    };
    return this.turns.run([`${tenantId} ${body.resource_id}`], {
      look: () => this.database.read((access) => this.slots.look(access, tenantId, wish, this.clock.nowMs())),
      work: () =>
        this.writes.run(tenantId, actorOf(caller, requestId), async (work) =>
          answer(work, await this.insert(work, caller, body, wish)),
        ),
    });
  }

  /** From now on, as long as asked, though never less than it had. Throws not_found, or action_not_available once it is over. */
  extend<Answer>(
    caller: Principal,
    requestId: string,
    id: string,
    holdTimeMs: number,
    answer: (work: BookingWork, hold: Booking) => Promise<Answer>,
  ): Promise<Answer> {
    return this.writes.run(caller.tenant.id, actorOf(caller, requestId), async (work) => {
      const held = await this.lock(work, id, (hold) => isTheirs(caller, hold));
      if (held === null) throw notFound('Reservation');
      if (held.state !== 'reserved') throw isOver();
      return answer(work, await this.prolong(work, held, holdTimeMs));
    });
  }

  /** The hold of that id that the caller may use, whatever its state; null where there is none. */
  async find(access: ReadAccess, caller: Principal, id: string): Promise<Booking | null> {
    const found = await this.bookings.findById(access, caller.tenant.id, everything, id);
    return found !== null && isTheirs(caller, found) ? found : null;
  }

  /** The hold ends, and what it held is free for whoever takes it over in the same transaction. Throws action_not_available once it is over. */
  async takeOver(work: BookingWork, id: string): Promise<void> {
    const held = await this.lock(work, id, () => true);
    if (held === null || held.state !== 'reserved') throw isOver();
    await this.states.write(work, held, { from: 'reserved', action: 'taken_over', to: 'expired' });
  }

  private async insert(
    work: BookingWork,
    caller: Principal,
    body: ReserveBody,
    wish: SlotWish,
  ): Promise<Booking> {
    const { tenantId, nowMs } = work;
    const userId = await bookingUser(this.users, work, caller);
    const claimed = await this.slots.claim(work, wish);
    const hold = newHold({
      tenantId,
      id: newId(),
      userId,
      resourceId: body.resource_id,
      startsAt: body.start,
      endsAt: body.end,
      holdTimeMs: body.reservation_time,
      ...buffersOf(claimed),
      nowMs,
    });
    await this.slots.insert(work, hold, claimed);
    const { resourceId, startsAt, endsAt, dueAt } = hold;
    this.notes.add(
      work,
      hold,
      { from: null, action: 'reserve', to: hold.state },
      { details: { resource_id: resourceId, start: startsAt, end: endsAt, until: dueAt } },
    );
    return hold;
  }

  private async lock(
    work: BookingWork,
    id: string,
    isMeant: (hold: Booking) => boolean,
  ): Promise<Booking | null> {
    const held = await this.bookings.findLocked(work.transaction, work.tenantId, everything, id);
    if (held === null || held.graph !== 'reservation' || !isMeant(held)) return null;
    return this.states.settle(work, held);
  }

  private async prolong(work: BookingWork, held: Booking, holdTimeMs: number): Promise<Booking> {
    const { transaction, tenantId, nowMs } = work;
    const wished = Math.max(nowMs + holdTimeMs, held.dueAt ?? 0);
    const dueAt = Math.min(wished, held.createdAt + holdTimeMsAtMost);
    const { state, completed, undoState, dueAction } = held;
    const after = { state, completed, undoState, dueAt, dueAction, updatedAt: nowMs };
    await this.bookings.changeState(transaction, tenantId, everything, held, after);
    await this.occupancies.prolong(transaction, tenantId, held.id, dueAt);
    const details = { until: dueAt };
    journaled(work, { bookingId: held.id, action: 'extend', from: state, to: state, details });
    return { ...held, ...after, version: held.version + 1 };
  }
}

/** A user's hold is theirs and the merchant's; one of nobody belongs to whoever was told its id. */
const isTheirs = (caller: Principal, hold: Booking): boolean =>
  hold.graph === 'reservation' &&
  (caller.kind === 'app' || hold.userId === (caller.kind === 'user' ? caller.user.id : null));

const isOver = () =>
  new Problem('action_not_available', {
    detail: 'The reservation has ended: reserve the time anew.',
    members: { available_actions: [] },
  });
