import { ours, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';

/** What a history is a history of: a table's rows, `l` in the conditions that choose among them. */
type Table = 'accesses' | 'devices';

/** Rows of the merchant's user with that id; none where there is no such user. */
export const isOfUser = (tenantId: string, externalId: string): Sql =>
  sql`l.user_id = (SELECT u.id FROM device_users u WHERE u.tenant_id = ${tenantId} AND u.external_id = ${externalId})`;

/** Ids of the rows on one page, the newest first. What is left out is walked through in the index alone. */
export const idsOfPage = (table: Table, matching: Sql, limit: number, offset: number): Sql =>
  sql`SELECT l.id FROM ${ours(table)} l WHERE ${matching} ORDER BY l.id DESC LIMIT ${limit} OFFSET ${offset}`;

/** How many rows match; null: nothing can. */
export async function countMatching(access: ReadAccess, table: Table, matching: Sql | null): Promise<number> {
  if (matching === null) return 0;
  const [found] = await ask<{ count: number }>(
    access,
    sql`SELECT COUNT(*) AS count FROM ${ours(table)} l WHERE ${matching}`,
  );
  return found?.count ?? 0;
}
