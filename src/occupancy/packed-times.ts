import { ours, type Sql } from '../common/sql.js';
import type { ReadAccess } from '../database/access.js';
import { isPostgres } from '../database/is-postgres.js';
import type { Occupancy } from './occupancy.entity.js';

/** When an occupancy is, without whose it is. */
export type OccupiedTime = Pick<Occupancy, 'startsAt' | 'endsAt' | 'bufferBefore' | 'bufferAfter' | 'until'>;

/** The times of one resource, each column as numbers joined by commas, in one order. */
export interface PackedTimes {
  readonly resourceId: string;
  readonly starts: string;
  readonly ends: string;
  readonly before: string;
  readonly after: string;
  readonly until: string;
}

const never = -1;

/** Columns that select PackedTimes of the occupancies `o`, grouped by their resource. */
export function packedTimes(access: ReadAccess): Sql {
  const joins = isPostgres(access);
  const packed = (column: string) =>
    joins ? `string_agg((${column})::text, ',')` : `group_concat(${column})`;
  return ours(
    `o.resource_id AS "resourceId", ${packed('o.starts_at')} AS "starts", ${packed('o.ends_at')} AS "ends",
      ${packed('o.buffer_before')} AS "before", ${packed('o.buffer_after')} AS "after", ${packed(`coalesce(o.until, ${never})`)} AS "until"`,
  );
}

/** By resource; a resource may stand in several rows. */
export function unpacked(rows: readonly PackedTimes[]): ReadonlyMap<string, readonly OccupiedTime[]> {
  const times = new Map<string, OccupiedTime[]>();
  for (const row of rows) {
    const held = times.get(row.resourceId) ?? [];
    times.set(row.resourceId, held);
    const [ends, before, after, until] = [row.ends, row.before, row.after, row.until].map(numbers);
    for (const [index, startsAt] of numbers(row.starts).entries()) {
      const ending = until?.[index] ?? never;
      held.push({
        startsAt,
        endsAt: ends?.[index] ?? startsAt,
        bufferBefore: before?.[index] ?? 0,
        bufferAfter: after?.[index] ?? 0,
        until: ending === never ? null : ending,
      });
    }
  }
  return times;
}

const numbers = (text: string): number[] => JSON.parse(`[${text}]`) as number[];
