import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { openDatabase } from '../../src/database/open-database.js';
import { entities } from '../../src/entities.js';
import type { TestDatabase } from './test-database.js';

/** Every row of every entity, alike on both databases, in an order of its own. */
export async function contents({ target }: TestDatabase): Promise<Record<string, string[]>> {
  const database = await openDatabase(target, entities, { poolSize: 1 });
  try {
    const found: Record<string, string[]> = {};
    for (const entity of entities) {
      const rows = await database.read(({ manager }) => manager.find<object>(entity as never));
      found[database.writer.getMetadata(entity).tableName] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  } finally {
    await database.close();
  }
}

export const countsOf = (found: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(found).map(([table, rows]) => [table, rows.length]));

/** Runs statements past the product; foreign keys are not looked at. */
export async function execute({ target }: TestDatabase, ...statements: string[]): Promise<void> {
  if (target.dialect === 'sqlite') {
    const connection = new BetterSqlite3(target.file);
    connection.pragma('foreign_keys = OFF');
    for (const statement of statements) connection.exec(statement);
    connection.close();
    return;
  }
  const client = new Client({ connectionString: target.url });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  for (const statement of statements) await client.query(statement);
  await client.end();
}
