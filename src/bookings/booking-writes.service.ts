import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import type { JournalActor, JournalEntry } from '../journal/journal-entry.js';
import { Journal } from '../journal/journal.service.js';
import type { BookingWork } from './booking-work.js';

/** The only way to change bookings: whatever is done in one unit of work is journaled in the same transaction. */
@Injectable()
export class BookingWrites {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Journal) private readonly journal: Journal,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** May run `change` again when the database asks for it: it has no effect outside the transaction. */
  run<T>(tenantId: string, actor: JournalActor, change: (work: BookingWork) => Promise<T>): Promise<T> {
    return this.database.write(async (transaction) => {
      const entries: JournalEntry[] = [];
      const journal = () => this.journal.append(transaction, tenantId, entries.splice(0));
      const work: BookingWork = {
        transaction,
        tenantId,
        actor,
        nowMs: this.clock.nowMs(),
        entries,
        journal,
      };
      const result = await change(work);
      // With the commit, because from then on the tenant's journal waits for this transaction.
      await this.journal.appendLastly(transaction, tenantId, entries);
      return result;
    });
  }
}
