import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change, changeTogether } from '../database/ask.js';
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
      await changeTogether(transaction, [
        ...before,
        ...occupancies.map((occupancy) => rows.insert(occupancy)),
      ]);
    } catch (error) {
      if (isDuplicate(error)) throw new Problem('slot_taken', { reason: 'exclusion', cause: error });
      throw error;
    }
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
      overlappingSql(tenantId, resourceIds, window, selection),
    );
    return found.map((row) => rows.read(row)).sort((one, other) => one.startsAt - other.startsAt);
  }

  /** The times of `overlapping` by resource, in any order, for many at once: the rows themselves would cost several times as much. */
  async timesOverlapping(
    access: ReadAccess,
    tenantId: string,
    resourceIds: readonly string[],
    window: Window,
  ): Promise<ReadonlyMap<string, readonly OccupiedTime[]>> {
    if (resourceIds.length === 0) return new Map();
    const selection = { columns: packedTimes(access), ending: ours(' GROUP BY o.resource_id') };
    const found = await ask<PackedTimes>(access, overlappingSql(tenantId, resourceIds, window, selection));
    return unpacked(found);
  }
}

const reachingInto = ({ from, to }: Window): Sql =>
  sql` AND o.starts_at - o.buffer_before < ${to} AND o.ends_at + o.buffer_after > ${from}`;
