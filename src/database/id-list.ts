import { joined, sql, type Sql } from '../common/sql.js';
import type { ReadAccess } from './access.js';
import { isPostgres } from './is-postgres.js';

/**
 * `column` is one of these ids, of which there is at least one. On PostgreSQL the text does not depend on how many there
 * are, so that a statement stays one statement, planned once.
 */
export const isAmong = (access: ReadAccess, column: Sql, ids: readonly string[]): Sql =>
  isPostgres(access)
    ? sql`${column} = ANY(${ids}::uuid[])`
    : sql`${column} IN (${joined(
        ids.map((id) => sql`${id}`),
        ', ',
      )})`;
