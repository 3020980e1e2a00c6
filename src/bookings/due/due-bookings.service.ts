import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { systemActor } from '../../journal/journal-actor.js';
import { BookingWrites } from '../booking-writes.service.js';
import { BookingsRepository } from '../bookings.repository.js';
import { dueBookings, type DueBooking } from './due-scan.js';
import { PutOff } from './put-off.js';
import { StateWriter } from '../actions/state-writer.service.js';

/** Bookings of one round: the transaction that changes them is short, and requests come in between two rounds. */
const batch = 100;

/** What happens to bookings by themselves (contract 2, "Graphs"): a payment or a hold runs out, a booking is over. */
@Injectable()
export class DueBookings {
  private readonly logger = new Logger(DueBookings.name);
  private readonly putOff = new PutOff();
  private lag = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingWrites) private readonly writes: BookingWrites,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(StateWriter) private readonly states: StateWriter,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** How long the booking that waits longest had been due when it was looked for last; 0 where none was. */
  get lagMs(): number {
    return this.lag;
  }

  /**
   * Takes the steps that have been due longest. However many nodes do so at once, each step is taken once. Answers whether
   * there is more to do at once. A step that fails is logged once, and tried again later, after the others.
   */
  async round(): Promise<boolean> {
    const nowMs = this.clock.nowMs();
    const found = await this.database.read((access) => dueBookings(access, nowMs, batch + this.putOff.size));
    this.lag = found[0] === undefined ? 0 : nowMs - found[0].dueAt;
    const todo = found.filter(({ id }) => !this.putOff.has(id, nowMs)).slice(0, batch);
    let done = 0;
    for (const [tenantId, ids] of byTenant(todo)) done += await this.settle(tenantId, ids);
    return done > 0 && todo.length === batch;
  }

  /** All in one transaction; where that fails each in its own, so that one does not hold up the rest. */
  private async settle(tenantId: string, ids: readonly string[]): Promise<number> {
    try {
      return await this.settleTogether(tenantId, ids);
    } catch (error) {
      if (ids.length === 1) return this.failed(ids[0] as string, error);
    }
    let done = 0;
    for (const id of ids) done += await this.settle(tenantId, [id]);
    return done;
  }

  private async settleTogether(tenantId: string, ids: readonly string[]): Promise<number> {
    const count = await this.writes.run(tenantId, systemActor, async (work) => {
      const held = await this.bookings.lockDue(work.transaction, tenantId, ids, work.nowMs);
      for (const booking of held) {
        const after = await this.states.settle(work, booking);
        if (after.version === booking.version) throw new Error(`Nothing is due: ${booking.dueAction}`);
      }
      return held.length;
    });
    for (const id of ids) this.putOff.forget(id);
    return count;
  }

  private failed(id: string, error: unknown): number {
    if (this.putOff.add(id, this.clock.nowMs()))
      this.logger.error(`what was due did not happen to booking ${id}`, error);
    return 0;
  }
}

function byTenant(due: readonly DueBooking[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { tenantId, id } of due) {
    const ids = found.get(tenantId);
    if (ids === undefined) found.set(tenantId, [id]);
    else ids.push(id);
  }
  return found;
}
