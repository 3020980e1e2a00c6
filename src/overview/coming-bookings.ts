import { Inject, Injectable } from '@nestjs/common';
import type { UserPrincipal } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { actionsIn } from '../bookings/graphs/graphs.js';
import { BookingsService } from '../bookings/bookings.service.js';
import type { ComingBooking } from './overview-page.js';

/** How many bookings are looked at; this is what stands there until the list does, or where no script runs. */
const most = 50;

/** What the user has before them: bookings that have not ended and that still have somewhere to go. */
@Injectable()
export class ComingBookings {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async listFor(caller: UserPrincipal): Promise<ComingBooking[]> {
    const { slice } = await this.bookings.list(caller, {
      limit: most,
      page: 1,
      count: 'false',
      orderBy: 'start',
      sortedBy: 'asc',
      start: this.clock.nowMs(),
    });
    return slice.rows
      .slice(0, most)
      .filter(({ graph, state }) => actionsIn(graph, state).length > 0)
      .map(({ startsAt, what, state }) => ({
        startsAtMs: startsAt,
        title: what || null,
        state,
      }));
  }
}
