import { Injectable } from '@nestjs/common';
import { firstIdAt } from '../../common/ids.js';
import { ours, sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask, change } from '../../database/ask.js';
import { isAmong } from '../../database/id-list.js';
import { lockedForRemovalUnlessTaken } from '../../database/row-locks.js';

/** A tenant's rows that are over: from before an instant, Unix milliseconds. */
export interface OldRows {
  readonly tenantId: string;
  readonly before: number;
}

/** Where a walk through identities stands, by when they were seen last. */
export interface IdentityPlace {
  readonly lastSeenAt: number;
  readonly id: string;
}

/** What is no longer kept. Rows that another transaction holds are left out of a batch; the caller goes on until one is empty. */
@Injectable()
export class OldRowsRepository {
  /** Whether there are any, of each kind; of identities also those that a device still has. */
  async look(
    access: ReadAccess,
    { tenantId, before }: OldRows,
  ): Promise<{ readonly accesses: boolean; readonly devices: boolean; readonly identities: boolean }> {
    const [found] = await ask<Record<'accesses' | 'devices' | 'identities', unknown>>(
      access,
      sql`SELECT EXISTS (SELECT 1 FROM accesses WHERE tenant_id = ${tenantId} AND id < ${firstIdAt(before)}) AS accesses,
        EXISTS (SELECT 1 FROM devices WHERE tenant_id = ${tenantId} AND status = 'detached' AND last_seen_at < ${before}) AS devices,
        EXISTS (SELECT 1 FROM identities WHERE tenant_id = ${tenantId} AND last_seen_at < ${before}) AS identities`,
    );
    return {
      accesses: Boolean(found?.accesses),
      devices: Boolean(found?.devices),
      identities: Boolean(found?.identities),
    };
  }

  /** The oldest first. Answers how many. */
  async deleteAccesses(
    transaction: WriteTransaction,
    { tenantId, before }: OldRows,
    atMost: number,
  ): Promise<number> {
    const found = await ask<{ id: string }>(
      transaction,
      sql`SELECT id FROM accesses WHERE tenant_id = ${tenantId} AND id < ${firstIdAt(before)}
        ORDER BY id LIMIT ${atMost}${lockedForRemovalUnlessTaken(transaction)}`,
    );
    if (found.length === 0) return 0;
    const these = isAmong(transaction, ours('id'), idsOf(found));
    return change(transaction, sql`DELETE FROM accesses WHERE tenant_id = ${tenantId} AND ${these}`);
  }

  /** Detached ones, of users whom nobody holds: one that comes back at that moment stays. Answers how many. */
  async deleteDevices(
    transaction: WriteTransaction,
    { tenantId, before }: OldRows,
    atMost: number,
  ): Promise<number> {
    const found = await ask<{ id: string }>(
      transaction,
      sql`SELECT d.id FROM devices d JOIN device_users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
        WHERE d.tenant_id = ${tenantId} AND d.status = 'detached' AND d.last_seen_at < ${before}
        ORDER BY d.last_seen_at LIMIT ${atMost}${lockedForRemovalUnlessTaken(transaction)}`,
    );
    if (found.length === 0) return 0;
    const these = isAmong(transaction, ours('id'), idsOf(found));
    return change(
      transaction,
      sql`DELETE FROM devices WHERE tenant_id = ${tenantId} AND status = 'detached' AND last_seen_at < ${before} AND ${these}`,
    );
  }

  /** The longest unseen first, after a place. */
  async listIdentities(
    access: ReadAccess,
    { tenantId, before }: OldRows,
    after: IdentityPlace | null,
    atMost: number,
  ): Promise<readonly IdentityPlace[]> {
    const beyond = after === null ? sql`` : sql` AND (last_seen_at, id) > (${after.lastSeenAt}, ${after.id})`;
    return ask<IdentityPlace>(
      access,
      sql`SELECT last_seen_at AS "lastSeenAt", id FROM identities
        WHERE tenant_id = ${tenantId} AND last_seen_at < ${before}${beyond} ORDER BY last_seen_at, id LIMIT ${atMost}`,
    );
  }

  /** Those of these identities, at least one, that no device has and nobody holds, with their fingerprints. */
  async deleteIdentities(
    transaction: WriteTransaction,
    { tenantId, before }: OldRows,
    ids: readonly string[],
  ): Promise<void> {
    const unused = sql`i.last_seen_at < ${before}
      AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.tenant_id = ${tenantId} AND d.identity_id = i.id)`;
    const held = await ask<{ id: string }>(
      transaction,
      sql`SELECT i.id FROM identities i WHERE i.tenant_id = ${tenantId} AND ${isAmong(transaction, ours('i.id'), ids)} AND ${unused}
        ORDER BY i.id${lockedForRemovalUnlessTaken(transaction)}`,
    );
    if (held.length === 0) return;
    // Once more: a device may have come between the look and the lock.
    const these = isAmong(transaction, ours('i.id'), idsOf(held));
    await change(
      transaction,
      sql`DELETE FROM identities AS i WHERE i.tenant_id = ${tenantId} AND ${these} AND ${unused}`,
    );
  }
}

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);
