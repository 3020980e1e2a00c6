import { Logger } from '@nestjs/common';
import { CachedLookup } from '../common/cached-lookup.js';
import type { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import type { ReadAccess } from '../database/access.js';
import type { ChangeFeed } from '../database/change-feed.js';
import type { Database } from '../database/database.js';
import { ApiKey } from './api-key.entity.js';
import { apiKeySecretPlace } from './sealed-places.js';

const most = 20_000;

/** What an opened key has whatever it is used for. */
export interface OpenKey {
  readonly id: string;
  /** Unix milliseconds; null where no rotation has ended it. */
  readonly expiresAt: number | null;
}

interface Held<Key> {
  readonly tenantId: string;
  readonly keys: readonly Key[];
}

export interface KeySources {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly feed: ChangeFeed;
}

interface KeyUse<Key> {
  readonly type: ApiKey['type'];
  /** Which comes first of keys that last equally long. */
  readonly first: 'newest' | 'oldest';
  /** What the key is used as. */
  readonly made: (secret: string, key: OpenKey) => Key;
}

/** A tenant's keys of one type, opened once and not for each use. One that does not open is left out and stands in the log. */
export class OpenKeys<Key extends OpenKey> {
  private readonly logger = new Logger(OpenKeys.name);
  private readonly byTenant: CachedLookup<Held<Key>>;

  constructor(
    private readonly sources: KeySources,
    private readonly use: KeyUse<Key>,
  ) {
    this.byTenant = new CachedLookup((tenantId) => this.load(tenantId), most);
    sources.feed.subscribe((change) => {
      if (change !== 'anything' && change.topic !== 'api_key') return;
      this.byTenant.drop(({ tenantId }) => change === 'anything' || tenantId === change.tenantId);
    });
  }

  /**
   * Those that work now: the ones that last longest first. Inside a transaction, `access` is that transaction: who holds one
   * connection waits for no second one.
   */
  async activeOf(tenantId: string, access?: ReadAccess): Promise<readonly Key[]> {
    const held =
      access === undefined
        ? await this.byTenant.get(tenantId)
        : (this.byTenant.peek(tenantId) ?? (await this.loadBy(access, tenantId)));
    const now = this.sources.clock.nowMs();
    return held?.keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > now) ?? [];
  }

  private load(tenantId: string): Promise<Held<Key>> {
    return this.sources.database.read((access) => this.loadBy(access, tenantId));
  }

  private async loadBy({ manager }: ReadAccess, tenantId: string): Promise<Held<Key>> {
    const { type, first } = this.use;
    const direction = first === 'newest' ? 'DESC' : 'ASC';
    const rows = await manager.find(ApiKey, {
      where: { tenantId, type },
      order: { createdAt: direction, id: direction },
    });
    const keys = rows
      .filter(({ revokedAt }) => revokedAt === null)
      .sort((one, other) => (other.expiresAt ?? Infinity) - (one.expiresAt ?? Infinity) || 0)
      .flatMap((row) => this.opened(row) ?? []);
    return { tenantId, keys };
  }

  private opened(row: ApiKey): Key | null {
    try {
      return this.use.made(this.sources.sealer.open(row.secretSealed, apiKeySecretPlace(row)), row);
    } catch {
      this.logger.error(
        `The secret of the key ${row.id} cannot be opened: it was sealed under another master key, or is damaged. The key is left out.`,
      );
      return null;
    }
  }
}
