import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { OpenKeys, type OpenKey } from './open-keys.js';
import { SEALER } from './sealer.js';

interface WidgetKey extends OpenKey {
  readonly secret: string;
}

/** The widget key that a tenant's pages are given: it is no secret, since every page shows it. */
@Injectable()
export class WidgetKeys {
  private readonly keys: OpenKeys<WidgetKey>;

  constructor(
    @Inject(Database) database: Database,
    @Inject(Clock) clock: Clock,
    @Inject(SEALER) sealer: Sealer,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.keys = new OpenKeys<WidgetKey>(
      { database, clock, sealer, feed },
      { type: 'widget', first: 'oldest', made: (secret, { id, expiresAt }) => ({ id, expiresAt, secret }) },
    );
  }

  /** The oldest key that works and is not about to end; one that is about to end where there is no other; null without any. */
  async secretOf(tenantId: string): Promise<string | null> {
    return (await this.keys.activeOf(tenantId))[0]?.secret ?? null;
  }
}
