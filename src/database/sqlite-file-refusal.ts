import { Problem } from '../common/problem.js';
import { codeOf } from './database-errors.js';

/** No file that can be opened or written: of SQLite, and of Node.js. */
const unwritable = /^(SQLITE_(CANTOPEN|READONLY|PERM)\w*|EACCES|EPERM|EROFS|ENOTDIR)$/;

/** The error as an operator is to read it, where this process may not write the file, or folder, at `path`; anything else passes unchanged. */
export function sqliteFileRefusal(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (!unwritable.test(code)) return error;
  const account = process.getuid === undefined ? '' : ` (uid ${process.getuid()})`;
  const cause = new Error(
    `${path} cannot be written (${code}): the account of this process${account} must be able to write the database's file, those beside it that end in -wal and -shm, and their folder.`,
  );
  return new Problem('database_unavailable', { reason: `database: ${code}`, retryAfterSeconds: 5, cause });
}
