import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager, QueryRunner } from 'typeorm';
import { isBusy } from './database-errors.js';

export type WorkOutcome = { readonly value: unknown } | { readonly error: unknown };

/** One SQLite transaction for several pieces of work, each of which can fail without the others. */
export class SharedTransaction {
  private lostBy: Error | null = null;

  constructor(private readonly runner: QueryRunner) {}

  /** False after SQLite itself has given the whole transaction up, as it does when the disk is full. */
  get isOpen(): boolean {
    return this.lostBy === null;
  }

  /** Takes SQLite's only lock; waits so long for another process that has it. */
  async begin(patienceMs: number): Promise<void> {
    const begun = performance.now();
    for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
      try {
        await this.runner.query('BEGIN IMMEDIATE');
        break;
      } catch (error) {
        if (!isBusy(error) || performance.now() - begun >= patienceMs) throw error;
        await sleep(pause);
      }
    }
    this.mark(true);
  }

  /** What a piece of work that fails has written is undone. */
  async run(work: (manager: EntityManager) => Promise<unknown>): Promise<WorkOutcome> {
    try {
      await this.runner.query('SAVEPOINT work');
      const value = await work(this.runner.manager);
      await this.runner.query('RELEASE work');
      return { value };
    } catch (error) {
      await this.undo(error);
      return { error };
    }
  }

  /** Throws where the commit is refused, or the transaction was given up: then nothing of it stands. */
  async commit(): Promise<void> {
    if (this.lostBy !== null) throw this.lostBy;
    try {
      await this.runner.commitTransaction();
    } catch (error) {
      // A failed COMMIT may have rolled back by itself.
      if (this.runner.isTransactionActive) await this.runner.rollbackTransaction().catch(() => undefined);
      this.mark(false);
      throw error;
    }
  }

  private async undo(cause: unknown): Promise<void> {
    // Work that failed inside a transaction() of its own may have left TypeORM's count of them behind.
    this.mark(true);
    try {
      await this.runner.query('ROLLBACK TO work');
      await this.runner.query('RELEASE work');
    } catch {
      this.lostBy = new Error('SQLite gave the transaction up.', { cause });
      await this.runner.rollbackTransaction().catch(() => undefined);
      this.mark(false);
    }
  }

  /** TypeORM can only begin DEFERRED: it must be told that a transaction is open, or save() would begin another. */
  private mark(isActive: boolean): void {
    Object.assign(this.runner, { isTransactionActive: isActive, transactionDepth: isActive ? 1 : 0 });
  }
}
