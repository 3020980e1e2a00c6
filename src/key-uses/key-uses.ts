import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { GatheredCounts } from '../database/gathered-counts.js';
import type { KeyUse } from './key-use.entity.js';
import { KeyUsesRepository } from './key-uses.repository.js';

/** What an API key or widget key proves, by itself or by a token that it signed. A client that only names a key proves nothing. */
const byKeys: ReadonlySet<Principal['credential']['kind']> = new Set([
  'api_key',
  'widget_key',
  'signed_search',
  'action_link',
  'security_token',
  'minted_token',
]);

/** Counts the requests that keys have proven, as {@link GatheredCounts} promises. */
@Injectable()
export class KeyUses implements OnApplicationShutdown {
  private readonly uses: GatheredCounts<KeyUse>;

  constructor(
    @Inject(Database) database: Database,
    @Inject(KeyUsesRepository) uses: KeyUsesRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.uses = new GatheredCounts<KeyUse>(database, {
      name: 'uses of keys',
      keyOf: ({ tenantId, keyId, credentialKind }) => `${tenantId} ${credentialKind} ${keyId}`,
      together: (held, { count, lastUsedAt }) => ({
        ...held,
        count: held.count + count,
        lastUsedAt: Math.max(held.lastUsedAt, lastUsedAt),
      }),
      write: (transaction, rows) => uses.add(transaction, rows),
    });
  }

  /** One proven request. Never throws, and waits for nothing. */
  count({ tenant, credential: { kind, id } }: Pick<Principal, 'tenant' | 'credential'>): void {
    if (!byKeys.has(kind)) return;
    const lastUsedAt = this.clock.nowMs();
    this.uses.add({ tenantId: tenant.id, keyId: id, credentialKind: kind, count: 1, lastUsedAt });
  }

  /** Writes what has been counted; resolves when it is written, or will be tried again. */
  flush(): Promise<void> {
    return this.uses.flush();
  }

  onApplicationShutdown(): Promise<void> {
    return this.uses.close();
  }
}
