import type { EntityManager } from 'typeorm';
import type { Sql } from '../common/sql.js';

declare const writing: unique symbol;

/** A connection to ask. On SQLite it is read-only and never sees another request's uncommitted rows. */
export interface ReadAccess {
  readonly manager: EntityManager;
}

/** An open transaction; only Database.write makes one. It may be asked like a ReadAccess. */
export interface WriteTransaction extends ReadAccess {
  readonly [writing]: true;
  /** Runs after the commit, never after a rollback; must not throw. */
  afterCommit(act: () => void): void;
  /**
   * Runs as the last statement, when the work is done. PostgreSQL gets it together with the commit, so that a row which it
   * locks is locked for no round trip. Nobody learns what it touched: it must fail by itself where it must not stand.
   */
  lastly(statement: Sql): void;
}
