import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { JsonObject } from '../../common/free-form.js';
import { invalid } from '../../common/problem.js';
import { actorOf } from '../../journal/journal-actor.js';
import { ActionRules } from '../actions/action-rules.service.js';
import { journaled, type BookingWork } from '../booking-work.js';
import { BookingWrites } from '../booking-writes.service.js';
import type { Booking } from '../booking.entity.js';
import { BookingsRepository } from '../bookings.repository.js';
import { mergedMeta } from './meta-change.js';
import { StateWriter } from '../actions/state-writer.service.js';

/** Names of changed members that the journal keeps of one change. */
const namesAtMost = 50;

/** Changes of a booking that are no steps of its graph. */
@Injectable()
export class BookingChanges {
  constructor(
    @Inject(BookingWrites) private readonly writes: BookingWrites,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(ActionRules) private readonly rules: ActionRules,
    @Inject(StateWriter) private readonly states: StateWriter,
  ) {}

  /**
   * Merges the members into the booking's meta and answers what `answer` makes of it, inside the transaction. Throws
   * not_found, or validation_failed where the whole would be too large.
   */
  changeMeta<T>(
    caller: Principal,
    requestId: string,
    { id, meta }: { readonly id: string; readonly meta: JsonObject },
    answer: (work: BookingWork, booking: Booking, ignored: readonly string[]) => Promise<T>,
  ): Promise<T> {
    return this.writes.run(caller.tenant.id, actorOf(caller, requestId), async (work) => {
      const held = await this.rules.hold(work, caller, id);
      const merged = mergedMeta(held.meta, meta, caller.kind);
      if ('refused' in merged) throw invalid('meta', merged.refused);
      const { changed, ignored } = merged.ok;
      const booking = changed.length === 0 ? held : await this.keep(work, held, merged.ok);
      return answer(
        work,
        booking,
        ignored.map((name) => `meta.${name}`),
      );
    });
  }

  /** Takes the booking and what it holds away; the journal keeps that it was there. Throws not_found. */
  async delete(caller: Principal, requestId: string, id: string): Promise<void> {
    await this.writes.run(caller.tenant.id, actorOf(caller, requestId), async (work) => {
      const held = await this.rules.hold(work, caller, id);
      await this.states.delete(work, held);
    });
  }

  private async keep(
    work: BookingWork,
    held: Booking,
    { meta, changed }: { readonly meta: JsonObject; readonly changed: readonly string[] },
  ): Promise<Booking> {
    const after = { meta, updatedAt: work.nowMs };
    if (!(await this.bookings.changeMeta(work.transaction, held, after)))
      throw new Error('A locked booking was changed.');
    const details = { changed: changed.slice(0, namesAtMost).map((name) => `meta.${name}`) };
    journaled(work, { bookingId: held.id, action: 'update', from: held.state, to: held.state, details });
    return { ...held, ...after, version: held.version + 1 };
  }
}
