import { ours, sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../access.js';
import { ask, change } from '../ask.js';
import { isPostgres } from '../is-postgres.js';
import { projectDocument, resourceDocument, storedDocument, type StoredDocument } from './stored-document.js';
import { putDocuments, removeAllDocuments } from './write-documents.js';

/** Rows that are read, and written, at a time. */
const pageSize = 500;

interface Row {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
}
type ResourceRow = Row & {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly tags: string;
};
type ProjectRow = Row & { readonly slug: string };

/**
 * Makes the index anew from the resources and projects that stand, of all tenants; answers how many there are. `progress`
 * hears the count now and then. Until the transaction ends nobody else finds another index than before.
 */
export async function indexAll(
  transaction: WriteTransaction,
  progress: (indexed: number) => void = () => undefined,
): Promise<number> {
  // A row that changes meanwhile is indexed by whoever changes it, after this.
  if (isPostgres(transaction))
    await change(transaction, ours('LOCK TABLE search_documents IN EXCLUSIVE MODE'));
  for (const statement of removeAllDocuments(transaction)) await change(transaction, statement);
  let indexed = 0;
  for await (const page of standingDocuments(transaction)) {
    for (const statement of putDocuments(transaction, page)) await change(transaction, statement);
    indexed += page.length;
    if (indexed % (50 * pageSize) === 0) progress(indexed);
  }
  if (!isPostgres(transaction))
    await change(transaction, ours(`INSERT INTO search_terms (search_terms) VALUES ('optimize')`));
  return indexed;
}

async function* standingDocuments(access: ReadAccess): AsyncGenerator<readonly StoredDocument[]> {
  for await (const rows of pages<ResourceRow>(
    access,
    'resources',
    'first_name AS "firstName", last_name AS "lastName", tags',
  ))
    yield rows.map((row) =>
      storedDocument(row.tenantId, resourceDocument({ ...row, tags: JSON.parse(row.tags) as string[] })),
    );
  for await (const rows of pages<ProjectRow>(access, 'projects', 'slug'))
    yield rows.map((row) => storedDocument(row.tenantId, projectDocument(row)));
}

/** The rows of a table that are not removed, in the order of its key. */
async function* pages<Found extends Row>(
  access: ReadAccess,
  table: 'resources' | 'projects',
  columns: string,
): AsyncGenerator<readonly Found[]> {
  let after = sql``;
  for (;;) {
    const rows = await ask<Found>(
      access,
      sql`SELECT tenant_id AS "tenantId", id, name, description, ${ours(columns)} FROM ${ours(table)}
        WHERE removed_at IS NULL${after} ORDER BY tenant_id, id LIMIT ${pageSize}`,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = sql` AND (tenant_id, id) > (${last.tenantId}, ${last.id})`;
  }
}
