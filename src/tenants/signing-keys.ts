import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import type { ReadAccess } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { OpenKeys, type OpenKey } from './open-keys.js';
import { SEALER } from './sealer.js';

/** Keys that a token without `kid` is tried with (contract 0, "Credentials"). */
const triedAtMost = 5;

/** A server's key as tokens are signed and verified with it: the UTF-8 bytes of its secret. */
export interface SigningKey extends OpenKey {
  readonly key: KeyObject;
}

/** The API keys of a tenant as key objects. Widget keys sign nothing. */
@Injectable()
export class SigningKeys {
  private readonly keys: OpenKeys<SigningKey>;

  constructor(
    @Inject(Database) database: Database,
    @Inject(Clock) clock: Clock,
    @Inject(SEALER) sealer: Sealer,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.keys = new OpenKeys<SigningKey>(
      { database, clock, sealer, feed },
      {
        type: 'api',
        first: 'newest',
        made: (secret, { id, expiresAt }) => ({ id, expiresAt, key: createSecretKey(secret, 'utf8') }),
      },
    );
  }

  /** The key that this server signs with for the tenant: the one that lasts longest, of these the newest; null where there is none. Inside a transaction, `access` is that transaction. */
  async current(tenantId: string, access?: ReadAccess): Promise<SigningKey | null> {
    return (await this.keys.activeOf(tenantId, access))[0] ?? null;
  }

  /** The keys that may have signed a token: the one that `kid` names, or, where it names none, the tenant's {@link triedAtMost} first. */
  async candidates(tenantId: string, kid: string | null): Promise<readonly SigningKey[]> {
    const active = await this.keys.activeOf(tenantId);
    return kid === null ? active.slice(0, triedAtMost) : active.filter(({ id }) => id === kid);
  }
}
