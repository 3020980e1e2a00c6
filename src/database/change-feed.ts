import type { WriteTransaction } from './access.js';

/** What may change under a running server's caches. */
export type ChangeTopic = 'tenant' | 'api_key' | 'jwt_configuration' | 'user' | 'signed_after' | 'device';

export interface Change {
  readonly topic: ChangeTopic;
  readonly tenantId: string;
  /** Id of the changed row; for issuers and kids that appear, the id of their configuration. */
  readonly subject: string;
}

export type ChangeListener = (change: Change | 'anything') => void;

/**
 * Tells every process of a committed change: this one right after the commit, others within 1 s on PostgreSQL and
 * 3 s on SQLite (contract 6). After a gap in hearing, listeners get 'anything' and must drop all they hold.
 */
export abstract class ChangeFeed {
  private readonly listeners = new Set<ChangeListener>();

  /** Answers the function that ends the subscription. */
  subscribe(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Part of the transaction: heard only when it commits. */
  announce(transaction: WriteTransaction, change: Change): Promise<void> {
    return this.announceAll(transaction, [change]);
  }

  /** As {@link announce}, many at once for the price of one. */
  async announceAll(transaction: WriteTransaction, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    await this.publish(transaction, changes);
    transaction.afterCommit(() => {
      for (const change of changes) this.tell(change);
    });
  }

  /** Starts hearing other processes. */
  abstract start(): Promise<void>;
  abstract stop(): Promise<void>;
  protected abstract publish(transaction: WriteTransaction, changes: readonly Change[]): Promise<void>;

  protected tell(change: Change | 'anything'): void {
    for (const listener of this.listeners) listener(change);
  }
}
