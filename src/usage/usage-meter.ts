import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { GatheredCounts } from '../database/gathered-counts.js';
import { noUsage, withUsage, type UsageDeltas } from './usage-counts.js';
import type { UsageDay } from './usage-day.entity.js';
import { UsageRepository } from './usage.repository.js';
import { utcDay } from './utc-day.js';

/** Counts what tenants use by the day, as {@link GatheredCounts} promises. */
@Injectable()
export class UsageMeter implements OnApplicationShutdown {
  private readonly days: GatheredCounts<UsageDay>;

  constructor(
    @Inject(Database) database: Database,
    @Inject(UsageRepository) days: UsageRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.days = new GatheredCounts<UsageDay>(database, {
      name: 'usage',
      keyOf: ({ tenantId, date }) => `${tenantId} ${date}`,
      together: (held, day) => ({ ...held, ...withUsage(held, day) }),
      write: (transaction, rows) => days.add(transaction, rows),
    });
  }

  /** For what has come to pass, so after its commit. Never throws, and waits for nothing. The day is that of UTC now. */
  count(tenantId: string, deltas: UsageDeltas): void {
    this.days.add({ tenantId, date: utcDay(this.clock.nowMs()), ...withUsage(noUsage, deltas) });
  }

  /** Writes what has been counted; resolves when it is written, or will be tried again. */
  flush(): Promise<void> {
    return this.days.flush();
  }

  onApplicationShutdown(): Promise<void> {
    return this.days.close();
  }
}
