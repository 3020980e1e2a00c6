import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { Zone } from '../common/zone.js';
import { ResourcesService } from '../resources/resources.service.js';
import { UsersService } from '../users/users.service.js';
import type { Booking } from './booking.entity.js';
import type { Include } from './include.js';
import { showBooking, type ShowFacts, type ShownProfile } from './shown-booking.js';

export interface Presentation {
  readonly zone: Zone;
  readonly include: ReadonlySet<Include>;
}

/** Fetches what answers show beside the bookings' rows: one query for each kind, however many bookings. */
@Injectable()
export class BookingPresenter {
  constructor(
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(UsersService) private readonly users: UsersService,
  ) {}

  /** The function that shows each of these bookings to the caller. */
  async forBookings(
    caller: Principal,
    bookings: readonly Booking[],
    { zone, include }: Presentation,
  ): Promise<(booking: Booking) => ReturnType<typeof showBooking>> {
    const resourceIds = bookings.flatMap(({ resourceId }) => (resourceId === null ? [] : [resourceId]));
    const resources = await this.resources.findByIds(caller.tenant.id, resourceIds);
    const users = include.has('user')
      ? await this.usersOf(caller, bookings)
      : new Map<string, ShownProfile>();
    const facts: ShowFacts = { zone, include, resources, users };
    return (booking) => showBooking(booking, facts);
  }

  private async usersOf(
    caller: Principal,
    bookings: readonly Booking[],
  ): Promise<ReadonlyMap<string, ShownProfile>> {
    if (caller.kind === 'user') return new Map([[caller.user.id, caller.user]]);
    const ids = new Set(bookings.flatMap(({ userId }) => (userId === null ? [] : [userId])));
    if (ids.size === 0) return new Map();
    const users = await this.users.findByIds(caller.tenant.id, [...ids]);
    return new Map(users.map((user) => [user.id, user]));
  }
}
