import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseTarget } from '../config/database-target.js';
import { sqliteFileRefusal } from './sqlite-file-refusal.js';

/**
 * Throws the Problem `database_unavailable`, with what to do, where SQLite's files are there and this process may not write them or
 * their folder: SQLite opens a file all the same, and a connection that was opened so never writes, whatever becomes of the file.
 * Asks nothing on PostgreSQL, where a connection is made anew.
 */
export function requireWritable(target: DatabaseTarget): void {
  if (target.dialect !== 'sqlite') return;
  const { file } = target;
  for (const path of [dirname(file), file, `${file}-wal`, `${file}-shm`]) {
    try {
      if (existsSync(path)) accessSync(path, constants.W_OK);
    } catch (error) {
      throw sqliteFileRefusal(error, path);
    }
  }
}
