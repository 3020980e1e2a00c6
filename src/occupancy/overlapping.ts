import { joined, ours, sql, type Sql } from '../common/sql.js';
import { dayMs } from '../common/time-spans.js';
import type { ReadAccess } from '../database/access.js';
import { isPostgres } from '../database/is-postgres.js';

/** No occupancy is longer: what may reach into a window is looked for this far back. */
const longestOccupancyMs = 366 * dayMs;

/** A window of time, half open, Unix milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Selection {
  /** Of the occupancy `o`. */
  readonly columns: Sql;
  /** What ends each of the united SELECTs. */
  readonly ending?: Sql;
}

/**
 * Selects the occupancies of the resources that have a part in the window: those that begin in it, the last exclusive one before it
 * of each resource, and those before it that share their time.
 */
export function overlappingSql(
  access: ReadAccess,
  tenantId: string,
  resourceIds: readonly string[],
  { from, to }: Window,
  { columns, ending = ours('') }: Selection,
): Sql {
  const ids = joined(
    resourceIds.map((id) => sql`${id}`),
    ', ',
  );
  const theirs = sql`o.tenant_id = ${tenantId} AND o.resource_id IN (${ids})`;
  const last = isPostgres(access) ? lastByLimit(from) : lastByStart(from);
  return sql`SELECT ${columns} FROM occupancies o WHERE ${theirs} AND o.starts_at >= ${from} AND o.starts_at < ${to}${ending}
    UNION ALL
    SELECT ${columns} FROM resources r CROSS JOIN ${last} AND r.tenant_id = ${tenantId} AND r.id IN (${ids}) AND o.ends_at > ${from}${ending}
    UNION ALL
    SELECT ${columns} FROM occupancies o WHERE ${theirs} AND NOT o.exclusive AND o.starts_at < ${from}
      AND o.starts_at > ${from - longestOccupancyMs - 1} AND o.ends_at > ${from}${ending}`;
}

/** For SQLite, which keeps the order of a CROSS JOIN: the other way round it would look at every occupancy that a resource ever had. */
const lastByStart = (from: number): Sql =>
  sql`occupancies o WHERE o.tenant_id = r.tenant_id AND o.resource_id = r.id AND o.exclusive IS NOT FALSE AND o.starts_at =
      (SELECT max(x.starts_at) FROM occupancies x
        WHERE x.tenant_id = r.tenant_id AND x.resource_id = r.id AND x.exclusive IS NOT FALSE AND x.starts_at < ${from})`;

/**
 * For PostgreSQL, which looks behind a LIMIT for each resource by itself, whatever it believes about their number; a join it turns round
 * where the merchant has many resources that are hardly booked. Its index of the exclusion constraint, which would be walked through,
 * serves what is written `exclusive`; hence the IS NOT FALSE.
 */
const lastByLimit = (from: number): Sql =>
  sql`LATERAL (SELECT * FROM occupancies x
      WHERE x.tenant_id = r.tenant_id AND x.resource_id = r.id AND x.exclusive IS NOT FALSE AND x.starts_at < ${from}
      ORDER BY x.starts_at DESC LIMIT 1) o WHERE TRUE`;
