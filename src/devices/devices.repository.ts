import { Injectable } from '@nestjs/common';
import { isId } from '../common/ids.js';
import { ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';
import { rawRows } from '../database/raw-rows.js';
import { lockedForRemoval } from '../database/row-locks.js';
import { Device } from './device.entity.js';
import { deviceRowColumns, deviceRowSource, readDeviceRow } from './shown-device-rows.js';
import type { DeviceRow } from './shown-device.js';
import type { UserPlace } from './users/device-users.repository.js';

const rows = rawRows(Device);
const columns = rows.select('d');

/** Whom an identity has been recognised on with these very signals. */
export interface Recognition {
  readonly identityId: string;
  readonly fingerprint: string;
}

/** One user of a tenant, by the row's id. */
export interface UserRows {
  readonly tenantId: string;
  readonly userId: string;
}

/** When a device was detached, Unix ms, and by whom. */
export interface Detachment {
  readonly at: number;
  readonly by: string;
}

const detached = ({ at, by }: Detachment): Sql =>
  sql`status = 'detached', detached_at = ${at}, detached_by = ${by}`;

/** Devices of a tenant. What changes them stands in a transaction that holds their user's row. Ids that are no ids find nothing. */
@Injectable()
export class DevicesRepository {
  async findById(access: ReadAccess, tenantId: string, id: string): Promise<Device | null> {
    if (!isId(id)) return null;
    return this.one(access, sql`d.tenant_id = ${tenantId} AND d.id = ${id}`);
  }

  async findOfInstallation(
    access: ReadAccess,
    { tenantId, userId }: UserRows,
    installationId: string,
  ): Promise<Device | null> {
    return this.one(
      access,
      sql`d.tenant_id = ${tenantId} AND d.user_id = ${userId} AND d.installation_id = ${installationId}`,
    );
  }

  /** The user's device with that identity and these signals; rather an attached one, the last seen. */
  async findRecognised(
    access: ReadAccess,
    { tenantId, userId }: UserRows,
    { identityId, fingerprint }: Recognition,
  ): Promise<Device | null> {
    return this.one(
      access,
      sql`d.tenant_id = ${tenantId} AND d.user_id = ${userId} AND d.identity_id = ${identityId}
        AND d.fingerprint = ${fingerprint} ORDER BY d.status, d.last_seen_at DESC`,
    );
  }

  /** Counts no further than `atMost`. */
  async countAttached(access: ReadAccess, { tenantId, userId }: UserRows, atMost: number): Promise<number> {
    const [found] = await ask<{ count: number }>(
      access,
      sql`SELECT count(*) AS count FROM (SELECT 1 FROM devices
        WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND status = 'attached' LIMIT ${atMost}) counted`,
    );
    return found?.count ?? 0;
  }

  /** Bytes of `info` and `metadata` of each attached device of the user, in the order of {@link listAttached}. */
  async listSizes(
    access: ReadAccess,
    { tenantId, externalId }: UserPlace,
    atMost: number,
  ): Promise<readonly number[]> {
    const found = await ask<{ bytes: number }>(
      access,
      sql`SELECT octet_length(d.info) + octet_length(d.metadata) AS bytes
        FROM devices d JOIN device_users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
        WHERE d.tenant_id = ${tenantId} AND u.tenant_id = ${tenantId} AND u.external_id = ${externalId}
        AND d.status = 'attached' ORDER BY d.id DESC LIMIT ${atMost}`,
    );
    return found.map(({ bytes }) => bytes);
  }

  /** The newest first. */
  async listAttached(
    access: ReadAccess,
    { tenantId, externalId }: UserPlace,
    atMost: number,
  ): Promise<DeviceRow[]> {
    const found = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${deviceRowColumns} FROM ${deviceRowSource}
        WHERE d.tenant_id = ${tenantId} AND u.tenant_id = ${tenantId} AND u.external_id = ${externalId}
        AND d.status = 'attached' ORDER BY d.id DESC LIMIT ${atMost}`,
    );
    return found.map(readDeviceRow);
  }

  /** Every device of the user, to be removed: until the transaction ends no access of one of them is written either. */
  async findOfUserLocked(
    transaction: WriteTransaction,
    { tenantId, userId }: UserRows,
  ): Promise<readonly Pick<Device, 'id' | 'status'>[]> {
    return ask(
      transaction,
      sql`SELECT id, status FROM devices WHERE tenant_id = ${tenantId} AND user_id = ${userId}
        ORDER BY id${lockedForRemoval(transaction)}`,
    );
  }

  async insert(transaction: WriteTransaction, device: Device): Promise<void> {
    await change(transaction, rows.insert(device));
  }

  async update(
    transaction: WriteTransaction,
    { tenantId, id }: Pick<Device, 'tenantId' | 'id'>,
    members: Partial<Device>,
  ): Promise<void> {
    await change(
      transaction,
      sql`UPDATE devices SET ${rows.set(members)} WHERE tenant_id = ${tenantId} AND id = ${id}`,
    );
  }

  /** Of these devices, at least one, those that are attached no longer are. */
  async detach(
    transaction: WriteTransaction,
    tenantId: string,
    ids: readonly string[],
    how: Detachment,
  ): Promise<void> {
    await change(
      transaction,
      sql`UPDATE devices SET ${detached(how)}
        WHERE tenant_id = ${tenantId} AND status = 'attached' AND ${isAmong(transaction, ours('id'), ids)}`,
    );
  }

  /**
   * Of the user's 10,000 oldest attached devices those that nobody has seen since that instant, at most 1,000 of them, no longer
   * are; answers their ids. One that somebody sees meanwhile stays attached.
   */
  async detachIdle(
    transaction: WriteTransaction,
    { tenantId, userId }: UserRows,
    seenBeforeMs: number,
    at: number,
  ): Promise<readonly string[]> {
    // The condition outside is the one by which a row is measured anew that another transaction has changed; no index serves it.
    const gone = await ask<{ id: string }>(
      transaction,
      sql`UPDATE devices SET ${detached({ at, by: 'idle' })}
        WHERE tenant_id = ${tenantId} AND status = 'attached' AND +last_seen_at < ${seenBeforeMs} AND id IN (
          SELECT id FROM (SELECT tenant_id, id, last_seen_at FROM devices
            WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND status = 'attached' ORDER BY id LIMIT 10000) counted
          WHERE tenant_id = ${tenantId} AND last_seen_at < ${seenBeforeMs} ORDER BY id LIMIT 1000)
        RETURNING id`,
    );
    return gone.map(({ id }) => id);
  }

  async deleteOfUser(transaction: WriteTransaction, { tenantId, userId }: UserRows): Promise<void> {
    await change(transaction, sql`DELETE FROM devices WHERE tenant_id = ${tenantId} AND user_id = ${userId}`);
  }

  private async one(access: ReadAccess, condition: Sql): Promise<Device | null> {
    const [found] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM devices d WHERE ${condition} LIMIT 1`,
    );
    return found === undefined ? null : rows.read(found);
  }
}
