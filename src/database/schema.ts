import { MigrationExecutor } from 'typeorm';
import type { Database } from './database.js';

/** Any constant does, as long as all nodes use the same: one node migrates, the others wait. */
const migrationLock = 7_264_901;

/** Names of the migrations that the database still needs, oldest first. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const executor = new MigrationExecutor(database.writer);
  return (await executor.getPendingMigrations()).map((migration) => migration.name);
}

/** Brings the schema up to date and answers the names of the migrations that ran. Nodes that start together wait for each other. */
export async function migrate(database: Database): Promise<string[]> {
  if (database.dialect === 'sqlite') return run(database);
  const holder = database.writer.createQueryRunner();
  await holder.connect();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return await run(database);
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await holder.release();
  }
}

async function run(database: Database): Promise<string[]> {
  const ran = await database.writer.runMigrations({ transaction: 'each' });
  return ran.map((migration) => migration.name);
}
