import { Inject, Injectable } from '@nestjs/common';
import { CachedLookup } from '../common/cached-lookup.js';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { ApiKey } from './api-key.entity.js';
import { apiKeySecretPlace } from './sealed-places.js';
import { SEALER } from './sealer.js';

const most = 20_000;

interface WidgetKey {
  readonly secret: string;
  /** Unix milliseconds; null where no rotation has ended it. */
  readonly expiresAt: number | null;
}

interface Held {
  readonly tenantId: string;
  /** In the order in which they are given out. */
  readonly keys: readonly WidgetKey[];
}

/** The widget key that a tenant's pages are given: it is no secret, since every page shows it. Opened once, not for each page. */
@Injectable()
export class WidgetKeys {
  private readonly byTenant: CachedLookup<Held>;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.byTenant = new CachedLookup((tenantId) => this.load(tenantId), most);
    feed.subscribe((change) => {
      if (change !== 'anything' && change.topic !== 'api_key') return;
      this.byTenant.drop(({ tenantId }) => change === 'anything' || tenantId === change.tenantId);
    });
  }

  /** The oldest key that works and is not about to end; one that is about to end where there is no other; null without any. */
  async secretOf(tenantId: string): Promise<string | null> {
    const held = await this.byTenant.get(tenantId);
    const now = this.clock.nowMs();
    const working = held?.keys.find(({ expiresAt }) => expiresAt === null || expiresAt > now);
    return working?.secret ?? null;
  }

  private async load(tenantId: string): Promise<Held | null> {
    const rows = await this.database.read(({ manager }) =>
      manager.find(ApiKey, { where: { tenantId, type: 'widget' }, order: { createdAt: 'ASC', id: 'ASC' } }),
    );
    const keys = rows
      .filter(({ revokedAt }) => revokedAt === null)
      .sort((one, other) => (other.expiresAt ?? Infinity) - (one.expiresAt ?? Infinity) || 0)
      .map((key) => ({
        secret: this.sealer.open(key.secretSealed, apiKeySecretPlace(key)),
        expiresAt: key.expiresAt,
      }));
    return { tenantId, keys };
  }
}
