import { joined, ours, sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import type { CopiedTable } from './copied-tables.js';

export type CopiedRow = Readonly<Record<string, unknown>>;

/** Every row of a table as the database holds it, `size` at a time in the order of the primary key. */
export async function* rowPages(
  access: ReadAccess,
  { name, columns, key }: CopiedTable,
  size: number,
): AsyncGenerator<readonly CopiedRow[]> {
  const names = ours(columns.map((column) => column.name).join(', '));
  const order = ours(key.join(', '));
  let after = sql``;
  for (;;) {
    const rows = await ask<CopiedRow>(
      access,
      sql`SELECT ${names} FROM ${ours(name)}${after} ORDER BY ${order} LIMIT ${size}`,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    const reached = joined(
      key.map((column) => sql`${last[column]}`),
      ', ',
    );
    after = sql` WHERE (${order}) > (${reached})`;
  }
}
