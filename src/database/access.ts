import type { EntityManager } from 'typeorm';

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
}
