import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change, together } from '../database/ask.js';
import { isDuplicate } from '../database/database-errors.js';
import { rawRows } from '../database/raw-rows.js';
import { Occupancy } from './occupancy.entity.js';
import { overlappingSql, type Window } from './overlapping.js';
import { packedTimes, unpacked, type OccupiedTime, type PackedTimes } from './packed-times.js';

const rows = rawRows(Occupancy);
const columns = rows.select('o');

/** Who holds which resource when (contract 2, "No double booking, ever"). */
@Injectable()
export class Occupancies {
  /** `before` are writes that run first, together with these. Throws slot_taken where the database's own rule refuses a row; the transaction is lost then. */
  async hold(
    transaction: WriteTransaction,
    occupancies: readonly Occupancy[],
    before: readonly Sql[] = [],
  ): Promise<void> {
    try {
      for (const statement of this.holding(transaction, occupancies, before))
        await change(transaction, statement);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** As `hold`, together with the commit: for the last thing that a transaction does. */
  holdLastly(
    transaction: WriteTransaction,
    occupancies: readonly Occupancy[],
    before: readonly Sql[] = [],
  ): void {
    for (const statement of this.holding(transaction, occupancies, before))
      transaction.lastly(statement, refusalOf);
  }

  async release(transaction: WriteTransaction, tenantId: string, bookingId: string): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM occupancies WHERE tenant_id = ${tenantId} AND booking_id = ${bookingId}`,
    );
  }

  /** Moves the instant at which a hold ends by itself. */
  async prolong(
    transaction: WriteTransaction,
    tenantId: string,
    bookingId: string,
    until: number | null,
  ): Promise<void> {
    await change(
      transaction,
      sql`UPDATE occupancies SET until = ${until} WHERE tenant_id = ${tenantId} AND booking_id = ${bookingId}`,
    );
  }

  /**
   * Everything that overlaps the window, by start, whether it has ended by itself (`until`) or not. Its cost follows what
   * lies in the window: exclusive rows never overlap each other, so of those that began before only the last can reach in. With `near` only
   * those that reach into it, their own buffers included.
   */
  async overlapping(
    access: ReadAccess,
    tenantId: string,
    resourceIds: readonly string[],
    window: Window,
    near?: Window,
  ): Promise<readonly Occupancy[]> {
    if (resourceIds.length === 0) return [];
    const selection = near === undefined ? { columns } : { columns, ending: reachingInto(near) };
    const found = await ask<Record<string, unknown>>(
      access,
      overlappingSql(access, tenantId, resourceIds, window, selection),
    );
    return found.map((row) => rows.read(row)).sort((one, other) => one.startsAt - other.startsAt);
  }

  /** The times of `overlapping` by resource, in any order, for many at once: the rows themselves would cost several times as much. Those of the booking `without` are left out. */
  async timesOverlapping(
    access: ReadAccess,
    tenantId: string,
    resourceIds: readonly string[],
    window: Window,
    without: string | null = null,
  ): Promise<ReadonlyMap<string, readonly OccupiedTime[]>> {
    if (resourceIds.length === 0) return new Map();
    const ending =
      without === null
        ? ours(' GROUP BY o.resource_id')
        : sql` AND o.booking_id <> ${without} GROUP BY o.resource_id`;
    const selection = { columns: packedTimes(access), ending };
    const found = await ask<PackedTimes>(
      access,
      overlappingSql(access, tenantId, resourceIds, window, selection),
    );
    return unpacked(found);
  }

  private holding(
    access: ReadAccess,
    occupancies: readonly Occupancy[],
    before: readonly Sql[],
  ): readonly Sql[] {
    return together(access, [...before, ...occupancies.map((occupancy) => rows.insert(occupancy))]);
  }
}

/** The database's own rule refused a row: somebody else has the time. */
const refusalOf = (error: unknown): unknown =>
  isDuplicate(error) ? new Problem('slot_taken', { reason: 'exclusion', cause: error }) : error;

const reachingInto = ({ from, to }: Window): Sql =>
  sql` AND o.starts_at - o.buffer_before < ${to} AND o.ends_at + o.buffer_after > ${from}`;
