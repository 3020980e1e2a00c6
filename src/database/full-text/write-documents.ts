import { joined, ours, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../access.js';
import { isPostgres } from '../is-postgres.js';
import { storedDocument, type SearchDocument, type StoredDocument } from './stored-document.js';
import type { SearchedType } from './terms.js';

/** From this transaction's commit on the document is found by what it says now. */
export function indexDocument(
  transaction: WriteTransaction,
  tenantId: string,
  document: SearchDocument,
): void {
  for (const statement of putDocuments(transaction, [storedDocument(tenantId, document)]))
    transaction.lastly(statement);
}

/** As {@link indexDocument}; nothing is written where both say the same. */
export function indexChange(
  transaction: WriteTransaction,
  tenantId: string,
  before: SearchDocument,
  after: SearchDocument,
): void {
  if (JSON.stringify(before) !== JSON.stringify(after)) indexDocument(transaction, tenantId, after);
}

/** From this transaction's commit on it is not found any more. */
export function forgetDocument(
  transaction: WriteTransaction,
  tenantId: string,
  { type, id }: Pick<SearchDocument, 'type' | 'id'>,
): void {
  for (const statement of removeDocument(transaction, tenantId, type, id)) transaction.lastly(statement);
}

/** The statements that put these documents, at least one, in place of what stands of them. No two of them are of one row. */
export function putDocuments(access: ReadAccess, documents: readonly StoredDocument[]): readonly Sql[] {
  return isPostgres(access) ? [putOnPostgres(documents)] : documents.flatMap(putOnSqlite);
}

/** The statements that take a document away. */
function removeDocument(
  access: ReadAccess,
  tenantId: string,
  type: SearchedType,
  id: string,
): readonly Sql[] {
  const row = sql`tenant_id = ${tenantId} AND type = ${type} AND id = ${id}`;
  const remove = sql`DELETE FROM search_documents WHERE ${row}`;
  if (isPostgres(access)) return [remove];
  return [
    sql`DELETE FROM search_terms WHERE rowid = (SELECT number FROM search_documents WHERE ${row})`,
    remove,
  ];
}

/** The statements that leave no document of anyone. */
export const removeAllDocuments = (access: ReadAccess): readonly Sql[] =>
  isPostgres(access)
    ? [ours('DELETE FROM search_documents')]
    : [
        ours(`INSERT INTO search_terms (search_terms) VALUES ('delete-all')`),
        ours('DELETE FROM search_documents'),
      ];

const upsert = ours(
  'ON CONFLICT (tenant_id, type, id) DO UPDATE SET sort_name = excluded.sort_name, words = excluded.words',
);

function putOnPostgres(documents: readonly StoredDocument[]): Sql {
  const values = documents.map(
    ({ tenantId, type, id, sortName, words, terms }) =>
      sql`(${tenantId}, ${type}, ${id}, ${sortName}, ${words}, ${terms.map((term) => `'${term}'`).join(' ')}::tsvector)`,
  );
  return sql`INSERT INTO search_documents (tenant_id, type, id, sort_name, words, terms)
    VALUES ${joined(values, ', ')} ${upsert}, terms = excluded.terms`;
}

function putOnSqlite({ tenantId, type, id, sortName, words, terms }: StoredDocument): Sql[] {
  return [
    sql`INSERT INTO search_documents (tenant_id, type, id, sort_name, words)
      VALUES (${tenantId}, ${type}, ${id}, ${sortName}, ${words}) ${upsert}`,
    sql`INSERT OR REPLACE INTO search_terms (rowid, terms)
      SELECT d.number, ${terms.join(' ')} FROM search_documents d
      WHERE d.tenant_id = ${tenantId} AND d.type = ${type} AND d.id = ${id}`,
  ];
}
