import { joined, ours, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess } from '../access.js';
import { ask } from '../ask.js';
import { isPostgres } from '../is-postgres.js';
import type { SearchedType } from './terms.js';

const tables: Readonly<Record<SearchedType, string>> = { resource: 'resources', project: 'projects' };

/** How the index differs from the rows of all tenants. */
export interface IndexState {
  /** Resources and projects that stand. */
  readonly rows: number;
  /** Those among them that no search finds. */
  readonly missing: number;
  /** Documents of rows that are gone. */
  readonly leftOver: number;
}

/** Reads every row: for a person who asks. */
export async function indexState(access: ReadAccess): Promise<IndexState> {
  const types = Object.keys(tables) as SearchedType[];
  const standing = types.map((type) => standingRows(access, type));
  const documents = joined(
    types.map((type) => documentsOfNothing(type)),
    ' UNION ALL ',
  );
  const [found] = await ask<{ rows: number; indexed: number; leftOver: number }>(
    access,
    sql`SELECT count(*) AS rows, coalesce(sum(indexed), 0) AS indexed, (SELECT count(*) FROM (${documents}) AS gone) AS "leftOver"
      FROM (${joined(standing, ' UNION ALL ')}) AS standing`,
  );
  const { rows, indexed, leftOver } = found ?? { rows: 0, indexed: 0, leftOver: 0 };
  return { rows: Number(rows), missing: Number(rows) - Number(indexed), leftOver: Number(leftOver) };
}

function standingRows(access: ReadAccess, type: SearchedType): Sql {
  // On SQLite a document is found by its terms, which stand by themselves.
  const terms = isPostgres(access)
    ? ours('')
    : ours(' AND EXISTS (SELECT 1 FROM search_terms_docsize t WHERE t.id = d.number)');
  return sql`SELECT CASE WHEN EXISTS (SELECT 1 FROM search_documents d
      WHERE d.tenant_id = o.tenant_id AND d.type = ${type} AND d.id = o.id${terms}) THEN 1 ELSE 0 END AS indexed
    FROM ${ours(tables[type])} o WHERE o.removed_at IS NULL`;
}

const documentsOfNothing = (type: SearchedType): Sql =>
  sql`SELECT 1 FROM search_documents d WHERE d.type = ${type} AND NOT EXISTS (SELECT 1 FROM ${ours(tables[type])} o
    WHERE o.tenant_id = d.tenant_id AND o.id = d.id AND o.removed_at IS NULL)`;
