import { ours, type Sql } from '../common/sql.js';
import type { WriteTransaction } from './access.js';

/**
 * What ends a SELECT whose rows stay as they are until the transaction ends; rows that merely refer to them may still
 * be written. Two transactions that lock several rows ask for them in the same order. SQLite has one writer anyway.
 */
export const lockedForChange = ({ manager }: WriteTransaction): Sql =>
  ours(manager.connection.options.type === 'postgres' ? ' FOR NO KEY UPDATE' : '');

/** As {@link lockedForChange}, without waiting: rows that another transaction has locked are left out. */
export const lockedUnlessTaken = ({ manager }: WriteTransaction): Sql =>
  ours(manager.connection.options.type === 'postgres' ? ' FOR NO KEY UPDATE SKIP LOCKED' : '');
