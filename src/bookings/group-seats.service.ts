import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import type { ReadAccess } from '../database/access.js';
import type { Booking } from './booking.entity.js';
import type { BookingWork } from './booking-work.js';
import { BookingsRepository } from './bookings.repository.js';
import { slotProblem } from './slot-refusal.js';

/** Seats of a group: as many as the owner booking has, never one more. */
@Injectable()
export class GroupSeats {
  constructor(@Inject(BookingsRepository) private readonly bookings: BookingsRepository) {}

  /** Takes one seat, by a conditional UPDATE. Throws group_full, action_not_available where the group is over, policy_refused where it has begun. */
  async take(work: BookingWork, { kind }: Pick<Principal, 'kind'>, owner: Booking): Promise<void> {
    const { transaction, tenantId, nowMs } = work;
    if (kind !== 'app' && owner.startsAt < nowMs) throw slotProblem('past');
    if (await this.bookings.takeSeat(transaction, tenantId, owner.id)) return;
    await this.look(transaction, tenantId, owner.id);
    throw full();
  }

  /** Throws as `take` does where it is plain already that there is no seat; locks nothing. */
  async look(access: ReadAccess, tenantId: string, ownerBookingId: string): Promise<void> {
    const owner = await this.bookings.findById(access, tenantId, { rows: 'all' }, ownerBookingId);
    if (owner === null || owner.state !== 'tentative') throw over();
    if ((owner.currentSeats ?? 0) >= (owner.maxSeats ?? 0)) throw full();
  }
}

const full = () =>
  new Problem('group_full', { detail: 'Every seat of the group is taken: choose another time.' });

const over = () =>
  new Problem('action_not_available', {
    detail: 'The group takes no more customers.',
    members: { available_actions: [] },
  });
