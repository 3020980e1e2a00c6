import { Logger } from '@nestjs/common';
import type { WriteTransaction } from './access.js';
import type { Database } from './database.js';

const flushAfterMs = 1_000;
/** Rows of one statement. */
const batch = 100;
/** Rows that wait at most, where a database stays away. */
const mostWaiting = 100_000;

export interface CountedRows<Row> {
  /** For the log: what could not be written. */
  readonly name: string;
  /** Text that tells rows apart; rows are written in its order, so that two processes cannot wait for each other's. */
  readonly keyOf: (row: Row) => string;
  /** Both counts of one row together. */
  readonly together: (held: Row, added: Row) => Row;
  /** Adds to the rows in the database; there is at least one, and none twice. */
  readonly write: (transaction: WriteTransaction, rows: readonly Row[]) => Promise<void>;
}

/**
 * Counts without a write in the way of a request: in memory, written together a second later and when the server ends. A
 * process that is killed loses its last second. A database that is away is tried again each second; where it is lost within the
 * commit, what it had taken may count twice.
 */
export class GatheredCounts<Row> {
  private readonly logger = new Logger(GatheredCounts.name);
  private waiting = new Map<string, Row>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(
    private readonly database: Pick<Database, 'write'>,
    private readonly rows: CountedRows<Row>,
  ) {}

  /** Never throws, and waits for nothing. */
  add(row: Row): void {
    const key = this.rows.keyOf(row);
    const held = this.waiting.get(key);
    if (held === undefined && this.waiting.size >= mostWaiting) return;
    this.waiting.set(key, held === undefined ? row : this.rows.together(held, row));
    this.timer ??= setTimeout(() => void this.flush(), flushAfterMs).unref();
  }

  /** Writes what has been counted; resolves when it is written, or will be tried again. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // One at a time: who waits here for a write that runs must find its own counts written too.
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  /** After the last request was answered, before the database closes. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private async write(): Promise<void> {
    const rows = [...this.waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    this.waiting = new Map();
    for (let from = 0; from < rows.length; from += batch)
      await this.writeSome(rows.slice(from, from + batch));
  }

  private async writeSome(rows: readonly Row[]): Promise<void> {
    try {
      await this.database.write((transaction) => this.rows.write(transaction, rows));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`${this.rows.name} could not be written`, error);
      this.failing = true;
      for (const row of rows) this.add(row);
    }
  }
}
