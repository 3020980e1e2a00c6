import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import { minuteMs } from '../common/time-spans.js';
import { Database } from '../database/database.js';
import { UsersRepository } from './users.repository.js';

/** How exact `last_seen_at` is. */
export const seenEveryMs = minuteMs;
const flushAfterMs = 1_000;
const mostRemembered = 100_000;

interface Seen {
  readonly tenantId: string;
  readonly at: number;
}

/**
 * Keeps `last_seen_at` without a write in the way of a request: remembers who was seen when and writes them together a
 * second later, each user at most once a minute per process. What a crash loses is a minute of exactness.
 */
@Injectable()
export class LastSeen implements BeforeApplicationShutdown {
  /** Takes its room at once, so it is made when the first user is seen. */
  private written: LRUCache<string, number> | undefined;
  private readonly waiting = new Map<string, Seen>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsersRepository) private readonly users: UsersRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Cheap enough for every request: one look into a map. `knownAt` is the row's own instant, where it was just read. */
  record(tenantId: string, userId: string, knownAt = 0): void {
    const at = this.clock.nowMs();
    const last = Math.max(this.written?.get(userId) ?? 0, knownAt);
    if (Math.abs(at - last) < seenEveryMs) return;
    this.written ??= new LRUCache({ max: mostRemembered });
    this.written.set(userId, at);
    if (this.waiting.size >= mostRemembered) return;
    this.waiting.set(userId, { tenantId, at });
    this.timer ??= setTimeout(() => void this.flush(), flushAfterMs).unref();
  }

  /** Writes what waits, and resolves when all is written that was recorded; a database that is away costs the instants, nothing else. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // One at a time: the database is not closed before the write that runs is done.
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async write(): Promise<void> {
    if (this.waiting.size === 0) return;
    // One order for every process, so that two of them cannot wait for each other's rows.
    const seen = [...this.waiting].sort(([a], [b]) => (a < b ? -1 : 1));
    this.waiting.clear();
    await this.database
      .write(async (transaction) => {
        for (const [id, { tenantId, at }] of seen) await this.users.markSeen(transaction, tenantId, id, at);
      })
      .catch(() => undefined);
  }
}
