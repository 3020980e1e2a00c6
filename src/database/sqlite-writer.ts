import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { isBusy } from './database-errors.js';
import { SharedTransaction } from './shared-transaction.js';
import { WriteQueue } from './write-queue.js';

/** Transactions that share one commit at most, and for how long further ones are let in. */
const sharedAtMost = 64;
const sharedForMs = 10;

/** How long a write waits for another process's lock (the command line beside a running server), and what each try gets of it. */
const lockWaitMs = 10_000;
const shortestLockWaitMs = 1_000;

type Work<T = unknown> = (manager: EntityManager) => Promise<T>;

interface Waiting {
  readonly work: Work;
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * SQLite's one writer. TypeORM shares one connection among all requests, and with it one transaction: without this
 * queue a rollback would take another request's answered write with it. Transactions here never interleave, and
 * begin IMMEDIATE, so that a read inside one cannot turn into a write that SQLite must refuse.
 *
 * Those that wait at the same time share one commit, which is most of what a small write costs: each is undone alone where
 * it fails, and is answered only when the commit stands. Where the commit is refused, each is run once more with a
 * commit of its own, so that only the one to blame hears of it.
 */
export class SqliteWriter {
  private readonly queue = new WriteQueue();
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** Transactions that wait or run. */
  get pending(): number {
    return this.waiting.length + this.running;
  }

  /** `work` may run twice: it has no effect outside the transaction. */
  transaction<T>(work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({
        work,
        since: performance.now(),
        resolve: resolve as Waiting['resolve'],
        reject,
      });
      if (this.waiting.length === 1) void this.queue.run(() => this.runWaiting());
    });
  }

  /** Runs alone, outside any transaction: for PRAGMAs and checkpoints. */
  alone<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
    return this.queue.run(() => work(this.dataSource));
  }

  private async runWaiting(): Promise<void> {
    // Requests that arrived in this turn of the event loop have not all come as far yet.
    await endOfTurn();
    let left = this.waiting;
    this.waiting = [];
    this.running = left.length;
    while (left.length > 0) {
      const ran = await this.runSome(left);
      left = left.slice(ran);
      this.running = left.length;
    }
  }

  /** Runs some of them; answers how many, from the first on, have been settled. There is at least one. */
  private async runSome(waiting: readonly Waiting[]): Promise<number> {
    const some = waiting.slice(0, sharedAtMost);
    const shared = new SharedTransaction(this.dataSource.createQueryRunner());
    try {
      await shared.begin(patienceWith(some[0] as Waiting));
    } catch (error) {
      const late = isBusy(error) ? waiting.filter((one) => patienceWith(one) <= shortestLockWaitMs) : waiting;
      for (const { reject } of late) reject(error);
      return late.length;
    }
    const written: { readonly one: Waiting; readonly value: unknown }[] = [];
    const begun = performance.now();
    let ran = 0;
    try {
      while (ran < some.length && shared.isOpen && (ran === 0 || performance.now() - begun < sharedForMs)) {
        const one = some[ran] as Waiting;
        ran += 1;
        const outcome = await shared.run(one.work);
        if ('value' in outcome) written.push({ one, value: outcome.value });
        else one.reject(outcome.error);
      }
      await shared.commit();
    } catch (error) {
      if (ran === 1) written[0]?.one.reject(error);
      else for (const { one } of written) await this.runSome([one]);
      return ran;
    }
    for (const { one, value } of written) one.resolve(value);
    return ran;
  }
}

/** For how long this one, and with it those behind it, still waits for another process. */
const patienceWith = ({ since }: Waiting): number =>
  Math.max(shortestLockWaitMs, since + lockWaitMs - performance.now());
