import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '../../common/free-form.js';
import type { JournalActor } from '../../journal/journal-entry.js';
import { UsageMeter } from '../../usage/usage-meter.js';
import type { Booking } from '../booking.entity.js';
import { journaled, type BookingWork } from '../booking-work.js';
import { TransitionCounts } from './transition-counts.js';

/** What the journal says of a step: nothing about persons. */
interface Noted {
  readonly details?: JsonObject;
  /** Who the journal says it was; the actor of the work by default. */
  readonly by?: JournalActor;
}

/** Steps that were taken, for the journal and, once they are committed, for the counts. */
@Injectable()
export class StepNotes {
  constructor(
    @Inject(TransitionCounts) private readonly transitions: TransitionCounts,
    @Inject(UsageMeter) private readonly usage: UsageMeter,
  ) {}

  /** A step from nowhere made the booking: it is counted as used by the tenant, unless it only holds a time for one. */
  add(
    work: BookingWork,
    { id, graph }: Pick<Booking, 'id' | 'graph'>,
    step: { readonly from: string | null; readonly action: string; readonly to: string },
    noted: Noted = {},
  ): void {
    const { from, action, to } = step;
    journaled(work, { bookingId: id, action, from, to, ...noted });
    work.transaction.afterCommit(() => {
      this.transitions.add(graph, action);
      if (from === null && graph !== 'reservation') this.usage.count(work.tenantId, { bookings: 1 });
    });
  }
}
