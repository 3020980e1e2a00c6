import type { WriteTransaction } from '../database/access.js';
import type { JournalActor, JournalEntry } from '../journal/journal-entry.js';

/** One transaction that changes bookings of a tenant. Its entries are written into the journal before it commits. */
export interface BookingWork {
  readonly transaction: WriteTransaction;
  readonly tenantId: string;
  readonly actor: JournalActor;
  /** The same instant for everything that the transaction does. */
  readonly nowMs: number;
  readonly entries: JournalEntry[];
  /** Writes the entries now, for an answer that shows them: nothing is changed after it, and the commit follows soon. */
  journal(): Promise<void>;
}

/** Notes a change that the work makes now, for the journal; by the actor of the work unless the entry says otherwise. */
export function journaled(
  { entries, nowMs, actor }: Pick<BookingWork, 'entries' | 'nowMs' | 'actor'>,
  entry: Omit<JournalEntry, 'at' | 'by'> & Partial<Pick<JournalEntry, 'by'>>,
): void {
  entries.push({ at: nowMs, by: actor, ...entry });
}
