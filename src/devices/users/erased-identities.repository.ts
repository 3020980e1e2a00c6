import { Injectable } from '@nestjs/common';
import { ours, sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask, change } from '../../database/ask.js';
import { isAmong } from '../../database/id-list.js';
import { lockedForRemoval } from '../../database/row-locks.js';
import type { UserRows } from '../devices.repository.js';

/** Identities that go with a person. */
@Injectable()
export class ErasedIdentitiesRepository {
  /** Those of the user's devices, to which no other device comes until the transaction ends. */
  async findLocked(
    transaction: WriteTransaction,
    { tenantId, userId }: UserRows,
  ): Promise<readonly string[]> {
    const found = await ask<{ id: string }>(
      transaction,
      sql`SELECT i.id FROM identities i WHERE i.tenant_id = ${tenantId} AND i.id IN
        (SELECT d.identity_id FROM devices d WHERE d.tenant_id = ${tenantId} AND d.user_id = ${userId})
        ORDER BY i.id${lockedForRemoval(transaction)}`,
    );
    return found.map(({ id }) => id);
  }

  /** Of these, at least one, those that no device has. */
  async findUnused(access: ReadAccess, tenantId: string, ids: readonly string[]): Promise<readonly string[]> {
    const found = await ask<{ id: string }>(
      access,
      sql`SELECT i.id FROM identities i WHERE i.tenant_id = ${tenantId} AND ${isAmong(access, ours('i.id'), ids)}
        AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.tenant_id = ${tenantId} AND d.identity_id = i.id) ORDER BY i.id`,
    );
    return found.map(({ id }) => id);
  }

  /** With their fingerprints. */
  async delete(transaction: WriteTransaction, tenantId: string, ids: readonly string[]): Promise<void> {
    const these = isAmong(transaction, ours('id'), ids);
    await change(transaction, sql`DELETE FROM identities WHERE tenant_id = ${tenantId} AND ${these}`);
  }
}
