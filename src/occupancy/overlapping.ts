import { joined, ours, sql, type Sql } from '../common/sql.js';
import { dayMs } from '../common/time-spans.js';

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
 * Selects the occupancies of the resources that have a part in the window. The CROSS JOIN is there for SQLite, which keeps
 * its order: the other way round it would look at every occupancy that a resource ever had. PostgreSQL does the same with the
 * index of the exclusion constraint, which serves what is written `exclusive`; hence the IS NOT FALSE.
 */
export function overlappingSql(
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
  return sql`SELECT ${columns} FROM occupancies o WHERE ${theirs} AND o.starts_at >= ${from} AND o.starts_at < ${to}${ending}
    UNION ALL
    SELECT ${columns} FROM resources r CROSS JOIN occupancies o
    WHERE r.tenant_id = ${tenantId} AND r.id IN (${ids}) AND o.tenant_id = r.tenant_id AND o.resource_id = r.id
      AND o.exclusive IS NOT FALSE AND o.ends_at > ${from} AND o.starts_at =
      (SELECT max(x.starts_at) FROM occupancies x
        WHERE x.tenant_id = r.tenant_id AND x.resource_id = r.id AND x.exclusive IS NOT FALSE AND x.starts_at < ${from})${ending}
    UNION ALL
    SELECT ${columns} FROM occupancies o WHERE ${theirs} AND NOT o.exclusive AND o.starts_at < ${from}
      AND o.starts_at > ${from - longestOccupancyMs - 1} AND o.ends_at > ${from}${ending}`;
}
