import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { joined, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isDuplicate } from '../database/database-errors.js';
import { rawRows } from '../database/raw-rows.js';
import { Occupancy } from './occupancy.entity.js';

const rows = rawRows(Occupancy);
const columns = rows.select('o');

/** No occupancy is longer: what may reach into a window is looked for this far back. */
export const longestOccupancyMs = 366 * 86_400_000;

/** A window of time, half open, Unix milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Who holds which resource when (contract 2, "No double booking, ever"). */
@Injectable()
export class Occupancies {
  /** Throws slot_taken where the database's own rule refuses a row; the transaction is lost then. */
  async hold(transaction: WriteTransaction, occupancies: readonly Occupancy[]): Promise<void> {
    try {
      for (const occupancy of occupancies) await change(transaction, rows.insert(occupancy));
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
   * lies in the window: exclusive rows never overlap each other, so of those that began before only the last can reach in.
   */
  async overlapping(
    access: ReadAccess,
    tenantId: string,
    resourceIds: readonly string[],
    window: Window,
  ): Promise<readonly Occupancy[]> {
    if (resourceIds.length === 0) return [];
    const found = await ask<Record<string, unknown>>(access, overlappingSql(tenantId, resourceIds, window));
    return found.map((row) => rows.read(row)).sort((one, other) => one.startsAt - other.startsAt);
  }
}

function overlappingSql(tenantId: string, resourceIds: readonly string[], { from, to }: Window): Sql {
  const ids = joined(
    resourceIds.map((id) => sql`${id}`),
    ', ',
  );
  const ours = sql`o.tenant_id = ${tenantId} AND o.resource_id IN (${ids})`;
  return sql`SELECT ${columns} FROM occupancies o WHERE ${ours} AND o.starts_at >= ${from} AND o.starts_at < ${to}
    UNION ALL
    SELECT ${columns} FROM resources r JOIN occupancies o ON o.tenant_id = r.tenant_id AND o.resource_id = r.id AND o.exclusive AND o.starts_at =
      (SELECT max(x.starts_at) FROM occupancies x WHERE x.tenant_id = r.tenant_id AND x.resource_id = r.id AND x.exclusive AND x.starts_at < ${from})
    WHERE r.tenant_id = ${tenantId} AND r.id IN (${ids}) AND o.ends_at > ${from}
    UNION ALL
    SELECT ${columns} FROM occupancies o WHERE ${ours} AND NOT o.exclusive AND o.starts_at < ${from}
      AND o.starts_at > ${from - longestOccupancyMs - 1} AND o.ends_at > ${from}`;
}
