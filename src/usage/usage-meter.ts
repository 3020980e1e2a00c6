import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { noUsage, withUsage, type UsageDeltas } from './usage-counts.js';
import type { UsageDay } from './usage-day.entity.js';
import { UsageRepository } from './usage.repository.js';
import { utcDay } from './utc-day.js';

const flushAfterMs = 1_000;
/** Days of one statement. */
const batch = 100;
/** Days of tenants that wait at most, where a database stays away. */
const mostWaiting = 100_000;

/**
 * Counts what tenants use without a write in the way of a request: in memory, written together a second later and when the
 * server ends. A process that is killed loses its last second. A database that is away is tried again each second; where it
 * is lost within the commit, what it had taken may count twice.
 */
@Injectable()
export class UsageMeter implements OnApplicationShutdown {
  private readonly logger = new Logger(UsageMeter.name);
  private waiting = new Map<string, UsageDay>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsageRepository) private readonly days: UsageRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** For what has come to pass, so after its commit. Never throws, and waits for nothing. The day is that of UTC now. */
  count(tenantId: string, deltas: UsageDeltas): void {
    this.add({ tenantId, date: utcDay(this.clock.nowMs()), ...withUsage(noUsage, deltas) });
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
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private add(day: UsageDay): void {
    const key = `${day.tenantId} ${day.date}`;
    const held = this.waiting.get(key);
    if (held === undefined && this.waiting.size >= mostWaiting) return;
    this.waiting.set(key, held === undefined ? day : { ...held, ...withUsage(held, day) });
    this.timer ??= setTimeout(() => void this.flush(), flushAfterMs).unref();
  }

  private async write(): Promise<void> {
    // One order for every process, so that two of them cannot wait for each other's rows.
    const days = [...this.waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
    this.waiting = new Map();
    for (let from = 0; from < days.length; from += batch)
      await this.writeSome(days.slice(from, from + batch));
  }

  private async writeSome(days: readonly UsageDay[]): Promise<void> {
    try {
      await this.database.write((transaction) => this.days.add(transaction, days));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn('usage could not be written', error);
      this.failing = true;
      for (const day of days) this.add(day);
    }
  }
}
