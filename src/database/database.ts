import type { DataSource, EntityManager } from 'typeorm';
import type { Dialect } from '../config/database-target.js';
import type { Sql } from '../common/sql.js';
import type { LastStatement, ReadAccess, Refusal, WriteTransaction } from './access.js';
import { change } from './ask.js';
import { isRetryable, translated } from './database-errors.js';
import { onPostgres, type EndOfWork } from './postgres-transaction.js';
import type { SqliteWriter } from './sqlite-writer.js';

/** Times a PostgreSQL transaction is tried when the database chose it as a victim. */
const attempts = 3;

/**
 * The only way to the database. `read` asks; `write` runs one transaction that commits when the work resolves and
 * rolls back when it throws. On SQLite writes run one at a time and reads have a connection of their own that cannot write.
 * A database that is away answers with the Problem `database_unavailable` (503).
 */
export class Database {
  constructor(
    readonly dialect: Dialect,
    readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly sqliteWriter: SqliteWriter | null,
  ) {}

  /** Do not await anything but the database inside; nothing else may hold a connection. */
  async read<T>(work: (access: ReadAccess) => Promise<T>): Promise<T> {
    try {
      return await work(this.reader);
    } catch (error) {
      throw translated(error);
    }
  }

  /** May run `work` again where the database asks for it, so `work` has no effect outside the transaction. */
  async write<T>(work: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.attempt(work, attempts);
    } catch (error) {
      throw translated(error);
    }
  }

  /** Queued or running SQLite writes; 0 on PostgreSQL. */
  get pendingWrites(): number {
    return this.sqliteWriter?.pending ?? 0;
  }

  /** Connections of the PostgreSQL pool, and requests that wait for one; null on SQLite. */
  get pool(): { readonly open: number; readonly idle: number; readonly waiting: number } | null {
    if (this.dialect === 'sqlite') return null;
    const { master } = this.writer.driver as unknown as {
      master: { totalCount: number; idleCount: number; waitingCount: number };
    };
    return { open: master.totalCount, idle: master.idleCount, waiting: master.waitingCount };
  }

  /** Moves SQLite's log into the database file and closes all connections. */
  async close(): Promise<void> {
    await this.sqliteWriter
      ?.alone((writer) => writer.query('PRAGMA wal_checkpoint(TRUNCATE)'))
      .catch(() => undefined);
    if (this.reader !== this.writer && this.reader.isInitialized) await this.reader.destroy();
    if (this.writer.isInitialized) await this.writer.destroy();
  }

  private async attempt<T>(work: (transaction: WriteTransaction) => Promise<T>, left: number): Promise<T> {
    let acts: (() => void)[] = [];
    const run = async (manager: EntityManager): Promise<EndOfWork<T>> => {
      acts = [];
      const last: LastStatement[] = [];
      const transaction = {
        manager,
        afterCommit: (act: () => void) => void acts.push(act),
        lastly: (statement: Sql, refusal: Refusal = (error) => error) =>
          void last.push({ statement, refusal }),
      } as unknown as WriteTransaction;
      return { result: await work(transaction), last };
    };
    try {
      const result = this.sqliteWriter
        ? await this.sqliteWriter.transaction((manager) => onSqlite(manager, run))
        : await onPostgres(this.writer, run);
      for (const act of acts) act();
      return result;
    } catch (error) {
      if (left > 1 && isRetryable(error)) return this.attempt(work, left - 1);
      throw error;
    }
  }
}

async function onSqlite<T>(
  manager: EntityManager,
  run: (manager: EntityManager) => Promise<EndOfWork<T>>,
): Promise<T> {
  const { result, last } = await run(manager);
  for (const { statement, refusal } of last) {
    try {
      await change({ manager } as WriteTransaction, statement);
    } catch (error) {
      throw refusal(error);
    }
  }
  return result;
}
