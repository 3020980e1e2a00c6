import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { JsonObject } from '../../common/free-form.js';
import { newId } from '../../common/ids.js';
import type { Project } from '../../projects/project.entity.js';
import type { Resource } from '../../resources/resource.entity.js';
import { UsersService } from '../../users/users.service.js';
import type { BookingDraft } from './booking-draft.js';
import type { Booking } from '../booking.entity.js';
import { bookingUser } from './booking-user.js';
import type { BookingWork } from '../booking-work.js';
import { graphs } from '../graphs/graphs.js';
import { GroupSeats } from '../events/group-seats.service.js';
import { Holds } from '../reservations/holds.service.js';
import { newBooking } from './new-booking.js';
import type { ResourceSet } from './resource-choice.js';
import {
  buffersOf,
  isSlotRefusal,
  SlotKeeper,
  type ClaimedSlot,
  type SlotWish,
} from './slot-keeper.service.js';
import { StepNotes } from '../actions/step-notes.js';

/** A create as far as it is known before its transaction. */
export interface PreparedBooking {
  readonly draft: BookingDraft;
  readonly warnings: readonly string[];
  readonly project: Project | null;
  /** Of a seat. */
  readonly owner: Booking | null;
  /** To be taken over. */
  readonly hold: Booking | null;
  /** The resources to be held together, the most wanted first; at least one set. */
  readonly sets: readonly ResourceSet[];
  readonly relationId: string | null;
}

export interface InsertedBooking {
  readonly booking: Booking;
  /** What it holds; none where it takes a seat, or no resource. */
  readonly resources: readonly Resource[];
}

/** Writes new bookings: the seat or the time, the row, what it holds, and the journal's entry, in one unit of work. */
@Injectable()
export class BookingInsertion {
  constructor(
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(GroupSeats) private readonly seats: GroupSeats,
    @Inject(Holds) private readonly holds: Holds,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(StepNotes) private readonly notes: StepNotes,
  ) {}

  /** Takes the first of the sets that is free; `isLast` where the work changes no booking after it. Throws slot_taken, policy_refused, group_full, action_not_available or validation_failed; then the work must be given up. */
  async insert(
    work: BookingWork,
    caller: Principal,
    prepared: PreparedBooking,
    sets: readonly ResourceSet[],
    { isLast }: { readonly isLast: boolean },
  ): Promise<InsertedBooking> {
    const { tenantId, nowMs } = work;
    const { draft, owner, hold, relationId } = prepared;
    const userId = await bookingUser(this.users, work, caller);
    if (hold !== null) await this.holds.takeOver(work, hold.id);
    if (draft.ownerBookingId !== null && owner !== null) await this.seats.take(work, caller, owner);
    const { set, claimed } = await this.claimFirst(work, caller, prepared, sets);
    const booking = newBooking(draft, {
      tenantId,
      id: newId(),
      customerId: newId(),
      userId,
      resourceId: set[0] ?? draft.resourceId,
      relationId,
      ...buffersOf(claimed),
      nowMs,
    });
    if (isLast) this.slots.insertLastly(work, booking, claimed);
    else await this.slots.insert(work, booking, claimed);
    this.note(work, booking, hold);
    return { booking, resources: claimed.resources.map(({ resource }) => resource) };
  }

  private async claimFirst(
    work: BookingWork,
    caller: Principal,
    prepared: PreparedBooking,
    sets: readonly ResourceSet[],
  ): Promise<{ set: ResourceSet; claimed: ClaimedSlot }> {
    let refusal: unknown = null;
    for (const set of sets) {
      try {
        return { set, claimed: await this.slots.claim(work, wishOf(prepared, caller, set)) };
      } catch (error) {
        if (!isSlotRefusal(error)) throw error;
        refusal ??= error;
      }
    }
    throw refusal;
  }

  private note(work: BookingWork, booking: Booking, hold: Booking | null): void {
    const action = graphs[booking.graph as keyof typeof graphs].createdBy;
    const details: JsonObject = {
      resource_id: booking.resourceId,
      start: booking.startsAt,
      end: booking.endsAt,
      ...(booking.ownerBookingId !== null && { owner_booking_id: booking.ownerBookingId }),
      ...(hold !== null && { reservation_id: hold.id }),
    };
    this.notes.add(work, booking, { from: null, action, to: booking.state }, { details });
  }
}

/** What a prepared booking asks of a set of resources. */
export const wishOf = (
  { draft, project, hold }: PreparedBooking,
  { kind }: Pick<Principal, 'kind'>,
  resourceIds: ResourceSet,
): SlotWish => ({
  resourceIds,
  project,
  slot: { start: draft.startsAt, end: draft.endsAt },
  isPastAllowed: kind === 'app',
  isOutsideHoursAllowed: draft.settings['allow_outside_hours'] === true,
  isOverlapAllowed: draft.settings['allow_double_bookings'] === true,
  without: hold === null ? [] : [hold.id],
});
