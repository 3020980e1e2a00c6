import { Injectable } from '@nestjs/common';
import type { ProvenLink } from '../access/principal.js';
import { sql } from '../common/sql.js';
import { fingerprintOf } from '../crypto/fingerprint.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';

/** What is used once: the token, or where it has a `jti` that id for that action, however often it was signed. */
export const consumedIdentity = (
  { action, jti }: Pick<ProvenLink, 'action' | 'jti'>,
  fingerprint: string,
): string => (jti === null ? fingerprint : fingerprintOf(`${action} ${jti}`));

/** One token of one booking. */
export interface ConsumedPlace {
  readonly tenantId: string;
  readonly bookingId: string;
  /** As {@link consumedIdentity} makes it. */
  readonly token: string;
}

/** Action links that have acted. */
@Injectable()
export class ConsumedTokensRepository {
  async has(access: ReadAccess, { tenantId, bookingId, token }: ConsumedPlace): Promise<boolean> {
    const found = await ask(
      access,
      sql`SELECT 1 FROM consumed_tokens WHERE tenant_id = ${tenantId} AND booking_id = ${bookingId} AND token = ${token}`,
    );
    return found.length > 0;
  }

  /** False where it was there already; then nothing is written. */
  async insert(
    transaction: WriteTransaction,
    { tenantId, bookingId, token }: ConsumedPlace,
    { action, at }: { readonly action: string; readonly at: number },
  ): Promise<boolean> {
    const inserted = await change(
      transaction,
      sql`INSERT INTO consumed_tokens (tenant_id, booking_id, token, action, at)
        VALUES (${tenantId}, ${bookingId}, ${token}, ${action}, ${at}) ON CONFLICT DO NOTHING`,
    );
    return inserted > 0;
  }
}
