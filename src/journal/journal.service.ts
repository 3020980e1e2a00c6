import { Inject, Injectable } from '@nestjs/common';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { change } from '../database/ask.js';
import { isPostgres } from '../database/is-postgres.js';
import type { Sql } from '../common/sql.js';
import { chainStart, contentDigest, linked } from './chain.js';
import { contentOf } from './journal-content.js';
import type { JournalEntry } from './journal-entry.js';
import { JournalRepository } from './journal.repository.js';
import { linkedInsert, type DigestedContent } from './linked-insert.js';
import { shownJournalRow, type ShownJournalRow } from './shown-journal-row.js';

/** The chained record of every change of a booking (contract 2, "Journal"). Rows are written once and never changed. */
@Injectable()
export class Journal {
  /** Tenants of which this process knows that they have a head; it is never taken away. */
  private readonly begun = new Set<string>();

  constructor(@Inject(JournalRepository) private readonly rows: JournalRepository) {}

  /**
   * Writes the entries after the tenant's last row, in their order. From here to the commit no other transaction of the
   * tenant can append: call it once, last in the transaction, and await nothing but the commit after it.
   */
  async append(
    transaction: WriteTransaction,
    tenantId: string,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    const statement = await this.prepare(transaction, tenantId, entries);
    if (statement !== null && (await change(transaction, statement)) !== entries.length)
      throw new Error('The journal did not take every entry.');
  }

  /** As `append`, together with the commit, so that the tenant's other writers wait for no round trip. */
  async appendLastly(
    transaction: WriteTransaction,
    tenantId: string,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    const statement = await this.prepare(transaction, tenantId, entries);
    if (statement !== null) transaction.lastly(statement);
  }

  /** Of each booking the newest rows, the oldest first; a booking without rows is missing in the answer. Authorisation is the caller's. */
  async ofBookings(
    access: ReadAccess,
    tenantId: string,
    bookingIds: readonly string[],
    limitPerBooking = 200,
  ): Promise<ReadonlyMap<string, readonly ShownJournalRow[]>> {
    const found = new Map<string, ShownJournalRow[]>();
    if (bookingIds.length === 0) return found;
    const distinct = [...new Set(bookingIds)];
    for (const row of await this.rows.findOfBookings(access, tenantId, distinct, limitPerBooking)) {
      const shown = found.get(row.bookingId);
      if (shown === undefined) found.set(row.bookingId, [shownJournalRow(row)]);
      else shown.push(shownJournalRow(row));
    }
    return found;
  }

  /** The statement that writes the entries, or null where there is none to run any more. */
  private async prepare(
    transaction: WriteTransaction,
    tenantId: string,
    entries: readonly JournalEntry[],
  ): Promise<Sql | null> {
    if (entries.length === 0) return null;
    const contents = entries.map((entry) => {
      const content = contentOf(tenantId, entry);
      return { ...content, digest: contentDigest(content) };
    });
    if (!isPostgres(transaction)) {
      await this.appendAlone(transaction, tenantId, contents);
      return null;
    }
    if (!this.begun.has(tenantId)) {
      await this.rows.insertHead(transaction, tenantId);
      transaction.afterCommit(() => this.begun.add(tenantId));
    }
    return linkedInsert(tenantId, contents);
  }

  /** SQLite has one writer: nobody else can move the head meanwhile. */
  private async appendAlone(
    transaction: WriteTransaction,
    tenantId: string,
    contents: readonly DigestedContent[],
  ): Promise<void> {
    let end = (await this.rows.findHead(transaction, tenantId)) ?? chainStart;
    for (const { digest, ...content } of contents) {
      const next = linked(end, digest);
      await this.rows.insert(transaction, { ...content, ...next, previousHash: end.hash });
      end = next;
    }
    await this.rows.setHead(transaction, tenantId, end);
  }
}
