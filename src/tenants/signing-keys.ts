import { createSecretKey, type KeyObject } from 'node:crypto';
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
/** Keys that a token without `kid` is tried with (contract 0, "Credentials"). */
export const triedAtMost = 5;

/** A server's key as tokens are signed and verified with it: the UTF-8 bytes of its secret. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
  /** Unix milliseconds; null where no rotation has ended it. */
  readonly expiresAt: number | null;
}

interface Held {
  readonly tenantId: string;
  /** Those that last longest first, of these the newest. */
  readonly keys: readonly SigningKey[];
}

/** The API keys of a tenant as key objects, opened once and not for each token. Widget keys sign nothing. */
@Injectable()
export class SigningKeys {
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

  /** The key that this server signs with for the tenant: the one that lasts longest; null where there is none. */
  async current(tenantId: string): Promise<SigningKey | null> {
    return (await this.activeOf(tenantId))[0] ?? null;
  }

  /** The keys that may have signed a token: the one that `kid` names, or, where it names none, the tenant's {@link triedAtMost} first. */
  async candidates(tenantId: string, kid: string | null): Promise<readonly SigningKey[]> {
    const active = await this.activeOf(tenantId);
    return kid === null ? active.slice(0, triedAtMost) : active.filter(({ id }) => id === kid);
  }

  private async activeOf(tenantId: string): Promise<readonly SigningKey[]> {
    const held = await this.byTenant.get(tenantId);
    const now = this.clock.nowMs();
    return held?.keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > now) ?? [];
  }

  private async load(tenantId: string): Promise<Held | null> {
    const rows = await this.database.read(({ manager }) =>
      manager.find(ApiKey, { where: { tenantId, type: 'api' }, order: { createdAt: 'DESC', id: 'DESC' } }),
    );
    const keys = rows
      .filter(({ revokedAt }) => revokedAt === null)
      .sort((one, other) => (other.expiresAt ?? Infinity) - (one.expiresAt ?? Infinity) || 0)
      .map((row) => ({
        id: row.id,
        key: createSecretKey(this.sealer.open(row.secretSealed, apiKeySecretPlace(row)), 'utf8'),
        expiresAt: row.expiresAt,
      }));
    return { tenantId, keys };
  }
}
