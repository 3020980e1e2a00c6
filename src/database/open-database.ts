import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseTarget } from '../config/database-target.js';
import {
  makeDataSource,
  sqliteReaderOptions,
  writerOptions,
  type EntityClasses,
  type PoolOptions,
} from './data-sources.js';
import { Database } from './database.js';
import { translated } from './database-errors.js';
import { sqliteFileRefusal } from './sqlite-file-refusal.js';
import { SqliteWriter } from './sqlite-writer.js';

/** Opens the database; the schema is left as it is (see schema.ts). On SQLite the file and its folder are made when missing; the folder is its owner's alone. */
export async function openDatabase(
  target: DatabaseTarget,
  entities: EntityClasses,
  pool: PoolOptions,
): Promise<Database> {
  const writer = makeDataSource(writerOptions(target, entities, pool));
  try {
    if (target.dialect === 'sqlite') mkdirSync(dirname(target.file), { recursive: true, mode: 0o700 });
    await writer.initialize();
    if (target.dialect === 'postgres') return new Database('postgres', writer, writer, null);
    // Leaves the log switched to WAL before a connection that cannot write opens the file.
    await writer.query('PRAGMA user_version');
    const reader = makeDataSource(sqliteReaderOptions(target.file, entities));
    await reader.initialize();
    return new Database('sqlite', writer, reader, new SqliteWriter(writer));
  } catch (error) {
    if (writer.isInitialized) await writer.destroy();
    throw translated(target.dialect === 'sqlite' ? sqliteFileRefusal(error, target.file) : error);
  }
}
