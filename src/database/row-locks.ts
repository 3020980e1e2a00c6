import { ours, type Sql } from '../common/sql.js';
import type { WriteTransaction } from './access.js';
import { isPostgres } from './is-postgres.js';

/**
 * What ends a SELECT whose rows stay as they are until the transaction ends; rows that merely refer to them may still
 * be written. Two transactions that lock several rows ask for them in the same order. SQLite has one writer anyway.
 */
export const lockedForChange = (transaction: WriteTransaction): Sql =>
  ours(isPostgres(transaction) ? ' FOR NO KEY UPDATE' : '');

/** As {@link lockedForChange}, without waiting: rows that another transaction has locked are left out. */
export const lockedUnlessTaken = (transaction: WriteTransaction): Sql =>
  ours(isPostgres(transaction) ? ' FOR NO KEY UPDATE SKIP LOCKED' : '');

/** What ends a SELECT whose rows are not removed until the transaction ends, whoever else refers to them or changes them. */
export const lockedForReference = (transaction: WriteTransaction): Sql =>
  ours(isPostgres(transaction) ? ' FOR KEY SHARE' : '');

/** What ends a SELECT whose rows may be removed: until the transaction ends nobody changes them, or writes a row that refers to one. */
export const lockedForRemoval = (transaction: WriteTransaction): Sql =>
  ours(isPostgres(transaction) ? ' FOR UPDATE' : '');

/** As {@link lockedForRemoval}, without waiting: rows that another transaction has locked are left out. */
export const lockedForRemovalUnlessTaken = (transaction: WriteTransaction): Sql =>
  ours(isPostgres(transaction) ? ' FOR UPDATE SKIP LOCKED' : '');
