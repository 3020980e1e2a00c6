import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Problem } from '../../common/problem.js';
import type { ReadAccess } from '../../database/access.js';
import type { Booking } from '../booking.entity.js';
import type { BookingWork } from '../booking-work.js';
import { BookingsRepository } from '../bookings.repository.js';
import { SeatsRepository } from './seats.repository.js';
import { slotProblem } from '../creation/slot-refusal.js';
import { StateWriter } from '../actions/state-writer.service.js';

/** Seats of a group: as many as the owner booking has, never one more. */
@Injectable()
export class GroupSeats {
  constructor(
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(SeatsRepository) private readonly seats: SeatsRepository,
    @Inject(StateWriter) private readonly states: StateWriter,
  ) {}

  /**
   * Takes one seat, by a conditional UPDATE. Where none is free, those whose time is over are freed first. Throws
   * group_full, action_not_available where the group is over, policy_refused where it has begun.
   */
  async take(work: BookingWork, { kind }: Pick<Principal, 'kind'>, owner: Booking): Promise<void> {
    const { transaction, tenantId, nowMs } = work;
    if (kind !== 'app' && owner.startsAt < nowMs) throw slotProblem('past');
    if (await this.seats.take(transaction, tenantId, owner.id)) return;
    await this.look(transaction, tenantId, owner.id, nowMs);
    await this.settle(work, owner.id);
    if (!(await this.seats.take(transaction, tenantId, owner.id))) throw full();
  }

  /** Throws as `take` does where it is plain already that there is no seat; locks nothing. */
  async look(access: ReadAccess, tenantId: string, ownerBookingId: string, nowMs: number): Promise<void> {
    const owner = await this.bookings.findById(access, tenantId, { rows: 'all' }, ownerBookingId);
    if (owner === null || owner.state !== 'tentative') throw over();
    if ((owner.currentSeats ?? 0) < (owner.maxSeats ?? 0)) return;
    if (!(await this.seats.hasOverdue(access, tenantId, ownerBookingId, nowMs))) throw full();
  }

  /** The event is locked before its seats, as by whoever cancels it. */
  private async settle(work: BookingWork, ownerBookingId: string): Promise<void> {
    const { transaction, tenantId, nowMs } = work;
    const owner = await this.bookings.findLocked(transaction, tenantId, { rows: 'all' }, ownerBookingId);
    if (owner === null) throw over();
    for (const seat of await this.seats.lockOverdue(transaction, tenantId, ownerBookingId, nowMs))
      await this.states.settle(work, seat);
  }
}

const full = () =>
  new Problem('group_full', { detail: 'Every seat of the group is taken: choose another time.' });

const over = () =>
  new Problem('action_not_available', {
    detail: 'The group takes no more customers.',
    members: { available_actions: [] },
  });
