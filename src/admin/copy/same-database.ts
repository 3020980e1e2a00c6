import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import type { DatabaseTarget } from '../../config/database-target.js';
import type { Database } from '../../database/database.js';

interface Opened {
  readonly target: DatabaseTarget;
  readonly database: Database;
}

/** Do both lead to one database, however it is named (links, host names, poolers)? */
export async function isSameDatabase(one: Opened, other: Opened): Promise<boolean> {
  if (one.target.dialect === 'sqlite' && other.target.dialect === 'sqlite') {
    return isSameFile(one.target.file, other.target.file);
  }
  if (one.target.dialect !== other.target.dialect) return false;
  // Advisory locks belong to one database of one server: a lock held here is taken there only where they are the same.
  const mark = randomInt(2 ** 47);
  return one.database.write(async ({ manager }) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [mark]);
    return other.database.write(async ({ manager: there }) => {
      const [row] = await there.query<{ free: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS free', [
        mark,
      ]);
      return row?.free !== true;
    });
  });
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((file) => statSync(file, { bigint: true }));
  return a?.dev === b?.dev && a?.ino === b?.ino;
}
