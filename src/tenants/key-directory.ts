import { Inject, Injectable } from '@nestjs/common';
import { CachedLookup } from '../common/cached-lookup.js';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { ApiKey } from './api-key.entity.js';
import { SEALER } from './sealer.js';

const most = 20_000;

/** API keys for the request path, found by the digest of their secret or by their public id. */
@Injectable()
export class KeyDirectory {
  private readonly byDigest: CachedLookup<ApiKey>;
  private readonly byId: CachedLookup<ApiKey>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(SEALER) private readonly sealer: Sealer,
    feed: ChangeFeed,
  ) {
    this.byDigest = new CachedLookup((secretDigest) => this.load({ secretDigest }), most);
    this.byId = new CachedLookup((id) => this.load({ id }), most);
    feed.subscribe((change) => {
      if (change !== 'anything' && change.topic !== 'api_key') return;
      const matches = (key: ApiKey) => change === 'anything' || key.id === change.subject;
      this.byDigest.drop(matches);
      this.byId.drop(matches);
    });
  }

  /** The active key with this secret; null when there is none, or it is revoked or past its end. */
  async findBySecret(secret: string): Promise<ApiKey | null> {
    const held = this.byDigest.get(this.sealer.lookupDigest(secret));
    return this.activeOnly(held instanceof Promise ? await held : held);
  }

  /** The active key with this secret where it is held in memory; starts no query. */
  heldBySecret(secret: string): ApiKey | undefined {
    return this.activeOnly(this.byDigest.peek(this.sealer.lookupDigest(secret)) ?? null) ?? undefined;
  }

  async findActiveById(id: string): Promise<ApiKey | null> {
    const held = this.byId.get(id);
    return this.activeOnly(held instanceof Promise ? await held : held);
  }

  /** The active key with this id where it is held in memory; starts no query. */
  heldById(id: string): ApiKey | undefined {
    return this.activeOnly(this.byId.peek(id) ?? null) ?? undefined;
  }

  private activeOnly(key: ApiKey | null): ApiKey | null {
    if (key === null || key.revokedAt !== null) return null;
    return key.expiresAt !== null && key.expiresAt <= this.clock.nowMs() ? null : key;
  }

  private load(where: { secretDigest: string } | { id: string }): Promise<ApiKey | null> {
    return this.database.read(({ manager }) => manager.findOneBy(ApiKey, where));
  }
}
