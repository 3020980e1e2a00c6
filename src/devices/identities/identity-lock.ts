import { Buffer } from 'node:buffer';
import type { WriteTransaction } from '../../database/access.js';
import { isPostgres } from '../../database/is-postgres.js';

/** Of PostgreSQL's advisory locks with two numbers: those on the core of one machine's signals. */
const lockSpace = 1_763_700;

/**
 * Whoever comes with the same core waits until the transaction ends, so that a new machine becomes one identity. Who meets by
 * chance only waits. Answers whether another one may have been ahead since the transaction began: not on SQLite, which has one
 * writer.
 */
export async function lockCore(transaction: WriteTransaction, core: string): Promise<boolean> {
  if (!isPostgres(transaction)) return false;
  const mark = Buffer.from(core, 'base64url').readInt32BE(0);
  await transaction.manager.query('SELECT pg_advisory_xact_lock($1, $2)', [lockSpace, mark]);
  return true;
}
