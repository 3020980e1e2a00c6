import { Client } from 'pg';
import { MigrationExecutor } from 'typeorm';
import type { Database } from './database.js';
import { translated } from './database-errors.js';

/** Any constant does, as long as all nodes use the same: one node migrates, the others wait. */
const migrationLock = 7_264_901;

/** Names of the migrations that the database still needs, oldest first. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const executor = new MigrationExecutor(database.writer);
  return (await executor.getPendingMigrations()).map((migration) => migration.name);
}

/** Brings the schema up to date and answers the names of the migrations that ran. Nodes that start together wait for each other. */
export async function migrate(database: Database): Promise<string[]> {
  const { options } = database.writer;
  if (options.type !== 'postgres') return runOnSqlite(database);
  // A connection outside the pool: a pool of one would wait for itself.
  const holder = new Client({ connectionString: options.url, connectionTimeoutMillis: 5_000 });
  try {
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return await run(database);
  } catch (error) {
    throw translated(error);
  } finally {
    await holder.end().catch(() => undefined);
  }
}

async function run(database: Database): Promise<string[]> {
  const ran = await database.writer.runMigrations({ transaction: 'each' });
  return ran.map((migration) => migration.name);
}

/** All in one transaction, which takes SQLite's only lock before it looks at what is there. */
async function runOnSqlite(database: Database): Promise<string[]> {
  const runner = database.writer.createQueryRunner();
  // Foreign keys can only be let go of outside a transaction; tables that are made anew need that.
  await runner.beforeMigration();
  try {
    return await database.write(async ({ manager }) => {
      const executor = new MigrationExecutor(database.writer, manager.queryRunner);
      executor.transaction = 'none';
      return (await executor.executePendingMigrations()).map((migration) => migration.name);
    });
  } finally {
    await runner.afterMigration();
  }
}
