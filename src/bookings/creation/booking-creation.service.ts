import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Clock } from '../../common/clock.js';
import { Turns } from '../../common/turns.js';
import { Database } from '../../database/database.js';
import { actorOf } from '../../journal/journal-actor.js';
import {
  BookingInsertion,
  wishOf,
  type InsertedBooking,
  type PreparedBooking,
} from './booking-insertion.service.js';
import { BookingPreparation } from './booking-preparation.service.js';
import type { BookingWork } from '../booking-work.js';
import { BookingWrites } from '../booking-writes.service.js';
import type { CreateBookingBody } from './create-booking.schemas.js';
import { GroupSeats } from '../events/group-seats.service.js';
import type { ResourceSet } from './resource-choice.js';
import { isSlotRefusal, SlotKeeper } from './slot-keeper.service.js';

interface CreatedBooking extends InsertedBooking {
  readonly warnings: readonly string[];
}

/** Makes the answer within the transaction: what it shows is not there for others yet. */
type AnswerOfWork<Outcome, Answer> = (work: BookingWork, outcome: Outcome) => Promise<Answer>;

/** Creates bookings in all the forms of contract 2. */
@Injectable()
export class BookingCreation {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingWrites) private readonly writes: BookingWrites,
    @Inject(BookingPreparation) private readonly preparation: BookingPreparation,
    @Inject(BookingInsertion) private readonly insertion: BookingInsertion,
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(GroupSeats) private readonly seats: GroupSeats,
    @Inject(Turns) private readonly turns: Turns,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws validation_failed naming every wrong field, forbidden, slot_taken, policy_refused or group_full; then nothing is written. */
  async create<Answer>(
    caller: Principal,
    requestId: string,
    body: CreateBookingBody,
    answer: AnswerOfWork<CreatedBooking, Answer>,
  ): Promise<Answer> {
    return this.place(caller, requestId, await this.preparation.prepare(caller, body), answer);
  }

  /** The same of what was read before. */
  async place<Answer>(
    caller: Principal,
    requestId: string,
    prepared: PreparedBooking,
    answer: AnswerOfWork<CreatedBooking, Answer>,
  ): Promise<Answer> {
    const placeOn = (set: ResourceSet) => this.placeOn(caller, requestId, prepared, set, answer);
    const { sets } = prepared;
    if (sets.length === 1) return placeOn(sets[0] as ResourceSet);
    let refusal: unknown = null;
    for (const set of await this.freeSets(caller, prepared)) {
      try {
        return await placeOn(set);
      } catch (error) {
        if (!isSlotRefusal(error)) throw error;
        refusal ??= error;
      }
    }
    throw refusal;
  }

  private freeSets(caller: Principal, prepared: PreparedBooking): Promise<readonly ResourceSet[]> {
    const wish = wishOf(prepared, caller, prepared.sets.flat());
    return this.database.read((access) =>
      this.slots.freeAmong(access, caller.tenant.id, wish, this.clock.nowMs()),
    );
  }

  private placeOn<Answer>(
    caller: Principal,
    requestId: string,
    prepared: PreparedBooking,
    set: ResourceSet,
    answer: AnswerOfWork<CreatedBooking, Answer>,
  ): Promise<Answer> {
    const { draft, warnings } = prepared;
    const tenantId = caller.tenant.id;
    const wanted = draft.ownerBookingId === null ? set : [draft.ownerBookingId];
    return this.turns.run(
      wanted.map((id) => `${tenantId} ${id}`),
      {
        look: () => this.look(caller, prepared, set),
        work: () =>
          this.writes.run(tenantId, actorOf(caller, requestId), async (work) => {
            const inserted = await this.insertion.insert(work, caller, prepared, [set], { isLast: true });
            return answer(work, { ...inserted, warnings });
          }),
      },
    );
  }

  /** A loser of many rivals is told so without a transaction. */
  private look(caller: Principal, prepared: PreparedBooking, set: ResourceSet): Promise<void> {
    const tenantId = caller.tenant.id;
    const { ownerBookingId } = prepared.draft;
    return this.database.read((access) =>
      ownerBookingId === null
        ? this.slots.look(access, tenantId, wishOf(prepared, caller, set), this.clock.nowMs())
        : this.seats.look(access, tenantId, ownerBookingId, this.clock.nowMs()),
    );
  }
}
