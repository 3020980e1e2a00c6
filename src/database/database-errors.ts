import { Problem } from '../common/problem.js';

interface DriverError {
  readonly code?: string;
  readonly driverError?: { readonly code?: string; readonly message?: string };
  readonly message?: string;
}

/** What the driver, or Node.js, calls the error; empty where it has no code. */
export const codeOf = (error: unknown): string => {
  const { code, driverError } = (error ?? {}) as DriverError;
  return driverError?.code ?? code ?? '';
};

/** A unique key, or an exclusion rule, refused the row. */
export const isDuplicate = (error: unknown): boolean => {
  const code = codeOf(error);
  return (
    code === '23505' ||
    code === '23P01' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
};

/** Another process holds SQLite's lock. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));

/** PostgreSQL chose this transaction as the victim of a deadlock or a serialization failure: it may be tried again whole. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** PostgreSQL lets this connection only read: it leads to a standby, or to a database that was closed for writes. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006';

/**
 * No connection, none left, no entry, no disk, none that may be written to (a standby), none that is whole; and no file of SQLite's
 * that can be written, or read.
 */
const awayCodes =
  /^(08...|28...|3D000|25006|25P03|53...|55000|57P0[1-5]|57014|58...|XX...|ECONN\w+|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|SQLITE_(BUSY|LOCKED|READONLY|FULL|IOERR|CANTOPEN|CORRUPT|NOTADB)\w*)$/;

/** The database cannot be reached, cannot write, or took longer than a statement may: nothing the caller did. */
export const isAway = (error: unknown): boolean =>
  awayCodes.test(codeOf(error)) ||
  // TypeORM lets a connection go that breaks between two statements of a transaction.
  /connection terminated|timeout exceeded when trying to connect|connection error|Client was closed|not queryable|connection is not open|already released/i.test(
    String((error as DriverError | null)?.message ?? ''),
  );

/** What clients are told when the database is away, or chose their transaction as a victim each time it was tried: 503 with Retry-After. Anything else passes unchanged. */
export function translated(error: unknown): unknown {
  if (error instanceof Problem || !(isAway(error) || isRetryable(error))) return error;
  return new Problem('database_unavailable', {
    retryAfterSeconds: isRetryable(error) ? 1 : 5,
    reason: `database: ${codeOf(error) || 'connection lost'}`,
    cause: error,
  });
}
