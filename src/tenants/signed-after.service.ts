import { Inject, Injectable } from '@nestjs/common';
import type { SearchPair } from '../common/search.js';
import { joined, sql } from '../common/sql.js';
import { isStorable } from '../common/text.js';
import type { WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { refused } from './admin-refused.js';
import { identityKey, isIdentityField } from './identity-pair.js';

/** The identity of all of a tenant's signed searches. */
const everybody = '';

/** What raising an instant did: an instant that is later already stays. */
export interface RaisedSignedAfter {
  readonly outcome: 'updated' | 'unchanged';
  /** Unix milliseconds, as it stands now. */
  readonly instant: number;
}

/** The instants before which signed searches must not have been made, of tenants and of their customers (contract 3). They never go back. */
@Injectable()
export class SignedAfterService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** The latest instant (Unix ms) that counts for whoever these identity pairs name: the tenant's or that of one of them; null where none was set. */
  async latest(tenantId: string, identities: readonly SearchPair[]): Promise<number | null> {
    const keys = [everybody, ...identities.map(identityKey)].map((key) => sql`${key}`);
    const [row] = await this.database.read((access) =>
      ask<{ instant: number | null }>(
        access,
        sql`SELECT max(instant) AS instant FROM signed_after WHERE tenant_id = ${tenantId} AND identity IN (${joined(keys, ', ')})`,
      ),
    );
    return row?.instant ?? null;
  }

  /** Ends the signed searches from before `instantMs`: one customer's, or with null all of the tenant's. In force at once; throws AdminRefused for a pair that names no customer. */
  raise(tenantId: string, identity: SearchPair | null, instantMs: number): Promise<RaisedSignedAfter> {
    return this.database.write((transaction) => this.raiseIn(transaction, tenantId, identity, instantMs));
  }

  async raiseIn(
    transaction: WriteTransaction,
    tenantId: string,
    identity: SearchPair | null,
    instantMs: number,
  ): Promise<RaisedSignedAfter> {
    const key = identity === null ? everybody : keyOf(identity);
    const touched = await change(
      transaction,
      sql`INSERT INTO signed_after (tenant_id, identity, instant) VALUES (${tenantId}, ${key}, ${instantMs})
        ON CONFLICT (tenant_id, identity) DO UPDATE SET instant = excluded.instant WHERE signed_after.instant < excluded.instant`,
    );
    if (touched === 1) {
      await this.feed.announce(transaction, { topic: 'signed_after', tenantId, subject: tenantId });
      return { outcome: 'updated', instant: instantMs };
    }
    const [row] = await ask<{ instant: number }>(
      transaction,
      sql`SELECT instant FROM signed_after WHERE tenant_id = ${tenantId} AND identity = ${key}`,
    );
    return { outcome: 'unchanged', instant: row?.instant ?? instantMs };
  }
}

function keyOf(pair: SearchPair): string {
  if (!isIdentityField(pair.field))
    throw refused('identity', 'must be customer.email or meta.KEY, where KEY does not begin with _');
  if (pair.value === '' || !isStorable(pair.field + pair.value))
    throw refused('identity', 'must have a value of well-formed Unicode without NUL');
  return identityKey(pair);
}
