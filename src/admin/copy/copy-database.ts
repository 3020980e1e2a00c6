import { ours, sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import type { Database } from '../../database/database.js';
import { indexAll } from '../../database/full-text/index-all.js';
import { CommandFailed } from '../command-failed.js';
import { errorLines } from '../error-lines.js';
import { copiedTables, type CopiedTable } from './copied-tables.js';
import { insertRows } from './insert-rows.js';
import { holdsTenants } from './occupied.js';
import { rowPages } from './row-pages.js';
import { withSnapshot } from './snapshot.js';

/** Rows per statement: far below the parameters that either database takes, and a few megabytes at most. */
const pageSize = 250;
/** Rows between two lines of progress within a table. */
const progressEvery = 25_000;

export interface CopiedCount {
  readonly table: string;
  readonly rows: number;
}

/**
 * Copies every row of `source` into `target`, whose schema is up to date and which holds no tenants, in one transaction
 * there. Throws CommandFailed where the databases refuse: then the target holds what it held before.
 */
export async function copyDatabase(
  source: Database,
  target: Database,
  progress: (line: string) => void,
): Promise<CopiedCount[]> {
  const tables = await copiedTables(target.writer);
  let at = 'the start';
  try {
    return await withSnapshot(source, (from) =>
      target.write(async (into) => {
        await refuseRivals(target, into);
        const counts: CopiedCount[] = [];
        for (const table of tables) {
          at = table.name;
          counts.push({ table: table.name, rows: await copyTable(from, into, table, progress) });
        }
        at = 'the search index';
        // It stands for rows that are copied, in the way of each database.
        const indexed = await indexAll(into, (count) => progress(`search index: ${count} rows …`));
        progress(`search index: ${indexed} rows`);
        at = 'the commit';
        return counts;
      }),
    );
  } catch (error) {
    throw new CommandFailed(`The copy stopped at ${at}; nothing was copied. ${errorLines(error)}`);
  }
}

async function copyTable(
  from: ReadAccess,
  into: WriteTransaction,
  table: CopiedTable,
  progress: (line: string) => void,
): Promise<number> {
  const expected = await countRows(from, table);
  let rows = 0;
  for await (const page of rowPages(from, table, pageSize)) {
    await insertRows(into, table, page);
    rows += page.length;
    if (rows % progressEvery === 0) progress(`${table.name}: ${rows} of ${expected} rows …`);
  }
  const arrived = await countRows(into, table);
  if (arrived !== expected) {
    throw new CommandFailed(`${table.name} has ${expected} rows, and ${arrived} arrived.`);
  }
  progress(`${table.name}: ${arrived} rows`);
  return arrived;
}

/** Looks again now that nobody else can begin: two copies at once would mix. SQLite has one writer anyway. */
async function refuseRivals(target: Database, into: WriteTransaction): Promise<void> {
  if (target.dialect === 'postgres')
    await into.manager.query('LOCK TABLE tenants IN SHARE ROW EXCLUSIVE MODE');
  if (await holdsTenants(into)) throw new CommandFailed('The target has tenants by now.');
}

async function countRows(access: ReadAccess, { name }: CopiedTable): Promise<number> {
  const [row] = await ask<{ n: number }>(access, sql`SELECT count(*) AS n FROM ${ours(name)}`);
  return row?.n ?? 0;
}
