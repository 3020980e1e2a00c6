import type { EntityManager } from 'typeorm';
import type { Sql } from '../common/sql.js';

declare const writing: unique symbol;

/** A connection to ask. On SQLite it is read-only and never sees another request's uncommitted rows. */
export interface ReadAccess {
  readonly manager: EntityManager;
}

/** What is thrown in place of an error of the database. */
export type Refusal = (error: unknown) => unknown;

/** A statement that ends a transaction. */
export interface LastStatement {
  readonly statement: Sql;
  readonly refusal: Refusal;
}

/** An open transaction; only Database.write makes one. It may be asked like a ReadAccess. */
export interface WriteTransaction extends ReadAccess {
  readonly [writing]: true;
  /** Runs after the commit, never after a rollback; must not throw. */
  afterCommit(act: () => void): void;
  /**
   * Runs when the work is done, after those that were given before. PostgreSQL gets them together with the commit, so that
   * nobody waits for a round trip, and a row which they lock is locked no longer than the database needs. Nobody learns what
   * they touched: each must fail by itself where it must not stand. `refusal` says what its failure is to the caller.
   */
  lastly(statement: Sql, refusal?: Refusal): void;
}
