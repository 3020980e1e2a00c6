import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { isBusy } from './database-errors.js';
import { WriteQueue } from './write-queue.js';

/** How long a writer waits for another process's lock (the command line beside a running server). */
const lockWaitMs = 10_000;

/**
 * SQLite's one writer. TypeORM shares one connection among all requests, and with it one transaction: without this
 * queue a rollback would take another request's answered write with it. Transactions here never interleave, and
 * begin IMMEDIATE, so that a read inside one cannot turn into a write that SQLite must refuse.
 */
export class SqliteWriter {
  private readonly queue = new WriteQueue();

  constructor(private readonly dataSource: DataSource) {}

  get pending(): number {
    return this.queue.length;
  }

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.queue.run(async () => {
      const runner = this.dataSource.createQueryRunner();
      await beginImmediate(runner);
      try {
        const result = await work(runner.manager);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        // A failed COMMIT may have rolled back by itself.
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      } finally {
        await runner.release();
      }
    });
  }

  /** Runs alone, outside any transaction: for PRAGMAs and checkpoints. */
  alone<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
    return this.queue.run(() => work(this.dataSource));
  }
}

async function beginImmediate(runner: QueryRunner): Promise<void> {
  for (let waited = 0, pause = 2; ; waited += pause, pause = Math.min(pause * 2, 50)) {
    try {
      await runner.query('BEGIN IMMEDIATE');
      break;
    } catch (error) {
      if (!isBusy(error) || waited >= lockWaitMs) throw error;
      await sleep(pause);
    }
  }
  // TypeORM can only begin DEFERRED; from here on it must know that a transaction is open, or save() would begin another.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
}
