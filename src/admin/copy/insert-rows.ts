import { joined, ours, sql, type Sql } from '../../common/sql.js';
import type { WriteTransaction } from '../../database/access.js';
import { change } from '../../database/ask.js';
import type { CopiedTable } from './copied-tables.js';
import type { CopiedRow } from './row-pages.js';

/** Writes rows as they were read, in one statement. SQLite holds a boolean as 0 or 1 and PostgreSQL as such; all else is alike. */
export async function insertRows(
  transaction: WriteTransaction,
  { name, columns }: CopiedTable,
  rows: readonly CopiedRow[],
): Promise<void> {
  const names = ours(columns.map((column) => column.name).join(', '));
  const tuples = rows.map((row): Sql => {
    const values = columns.map(({ name: column, isBoolean }) => {
      const value = row[column];
      return sql`${isBoolean && value !== null ? Boolean(value) : value}`;
    });
    return sql`(${joined(values, ', ')})`;
  });
  await change(transaction, sql`INSERT INTO ${ours(name)} (${names}) VALUES ${joined(tuples, ', ')}`);
}
