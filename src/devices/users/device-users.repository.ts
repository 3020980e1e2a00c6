import { Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import { sql } from '../../common/sql.js';
import type { WriteTransaction } from '../../database/access.js';
import { ask, change } from '../../database/ask.js';
import { rawRows } from '../../database/raw-rows.js';
import { lockedForChange } from '../../database/row-locks.js';
import { DeviceUser } from './device-user.entity.js';

const rows = rawRows(DeviceUser);
const columns = rows.select('u');

/** A merchant's user. */
export interface UserPlace {
  readonly tenantId: string;
  readonly externalId: string;
}

/** The merchants' users as far as devices go. Whoever changes what a user has attached holds the user's row first. */
@Injectable()
export class DeviceUsersRepository {
  /** The user, whose devices nobody else changes until the transaction ends. */
  async findLocked(
    transaction: WriteTransaction,
    { tenantId, externalId }: UserPlace,
  ): Promise<DeviceUser | null> {
    const [found] = await ask<Record<string, unknown>>(
      transaction,
      sql`SELECT ${columns} FROM device_users u
        WHERE u.tenant_id = ${tenantId} AND u.external_id = ${externalId}${lockedForChange(transaction)}`,
    );
    return found === undefined ? null : rows.read(found);
  }

  /** As {@link findLocked}; a user who is not there is made. */
  async makeLocked(transaction: WriteTransaction, place: UserPlace, nowMs: number): Promise<DeviceUser> {
    for (;;) {
      const found = await this.findLocked(transaction, place);
      if (found !== null) return found;
      // Waits for a rival who makes the same user; only an erasure in between leads here again.
      await this.insertOrIgnore(transaction, place, nowMs);
    }
  }

  async update(
    transaction: WriteTransaction,
    { tenantId, id }: Pick<DeviceUser, 'tenantId' | 'id'>,
    members: Partial<DeviceUser>,
  ): Promise<void> {
    await change(
      transaction,
      sql`UPDATE device_users SET ${rows.set(members)} WHERE tenant_id = ${tenantId} AND id = ${id}`,
    );
  }

  async delete(
    transaction: WriteTransaction,
    { tenantId, id }: Pick<DeviceUser, 'tenantId' | 'id'>,
  ): Promise<void> {
    await change(transaction, sql`DELETE FROM device_users WHERE tenant_id = ${tenantId} AND id = ${id}`);
  }

  private async insertOrIgnore(
    transaction: WriteTransaction,
    { tenantId, externalId }: UserPlace,
    nowMs: number,
  ): Promise<void> {
    const row = {
      tenantId,
      id: newId(),
      externalId,
      metadata: {},
      suspended: false,
      createdAt: nowMs,
      updatedAt: nowMs,
    };
    await change(transaction, sql`${rows.insert(row)} ON CONFLICT DO NOTHING`);
  }
}
