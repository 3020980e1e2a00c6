import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import { Database } from '../database/database.js';
import { WhileServing } from '../http/while-serving.js';
import { SEALER } from '../tenants/sealer.js';
import { LocalBuckets, type Buckets } from './buckets.js';
import { removeFull, spendTogether } from './rate-bucket-rows.js';
import { SharedBuckets, type Spending } from './shared-buckets.js';

const logger = new Logger('BucketExchange');

/** Between two exchanges: for so long a bucket that another process has emptied may still be full here. */
const everyMs = 200;
/** Buckets of one statement. */
const batch = 1_000;
const removeEveryMs = 30_000;

/**
 * Where several processes may serve one database, which is on PostgreSQL, they tell each other what callers spent: beside the
 * requests, of which none waits for it. While the database is away each counts alone. Keys are told as keyed digests, for they
 * hold addresses.
 */
@Injectable()
export class BucketExchange extends WhileServing {
  private readonly shared: SharedBuckets[] = [];
  private removedAt = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SEALER) private readonly sealer: Pick<Sealer, 'lookupDigest'>,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    super(host, {
      round: () => this.round(),
      failed: (error) => logger.warn('limits could not be shared: this process counts alone', error),
      nowMs: () => clock.nowMs(),
      everyMs,
    });
  }

  /** New buckets: shared ones where others may serve the same database. */
  makeBuckets(): Buckets {
    if (this.database.dialect === 'sqlite') return new LocalBuckets();
    const buckets = new SharedBuckets();
    this.shared.push(buckets);
    return buckets;
  }

  override onApplicationBootstrap(): void {
    if (this.shared.length > 0) super.onApplicationBootstrap();
  }

  private async round(): Promise<boolean> {
    let more = false;
    for (const buckets of this.shared) {
      const spendings = buckets.collect(batch);
      if (spendings.length > 0) await this.exchange(buckets, spendings);
      more ||= spendings.length === batch;
    }
    return (await this.removeFull()) || more;
  }

  private async exchange(buckets: SharedBuckets, spendings: readonly Spending[]): Promise<void> {
    const keys = new Map(spendings.map(({ key }) => [this.sealer.lookupDigest(`rate ${key}`), key]));
    const told = [...keys].map(([digest], index) => ({
      key: digest,
      spentMs: spendings[index]?.spentMs ?? 0,
    }));
    const sentAt = this.clock.nowMs();
    try {
      const sums = await this.database.write((transaction) => spendTogether(transaction, told));
      for (const { key, spentMs } of sums) buckets.takeOver({ key: keys.get(key) ?? '', spentMs }, sentAt);
    } catch (error) {
      buckets.giveBack(spendings, this.clock.nowMs());
      throw error;
    }
  }

  private async removeFull(): Promise<boolean> {
    const now = this.clock.nowMs();
    // A clock that was set back must not keep rows for hours.
    if (Math.abs(now - this.removedAt) < removeEveryMs) return false;
    const more = await this.database.write((transaction) => removeFull(transaction));
    if (!more) this.removedAt = now;
    return more;
  }
}
