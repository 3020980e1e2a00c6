import { Injectable } from '@nestjs/common';
import { sql } from '../../common/sql.js';
import type { WriteTransaction } from '../../database/access.js';
import { change } from '../../database/ask.js';
import { isPostgres } from '../../database/is-postgres.js';
import type { DeviceAccess } from '../accesses.repository.js';

type Seen = Pick<DeviceAccess, 'tenantId' | 'deviceId' | 'createdAt'>;

/** When devices were seen last. */
@Injectable()
export class SeenDevicesRepository {
  /** Never moves backwards. Waits for nobody: a device that another transaction is writing is seen by that one. */
  async mark(transaction: WriteTransaction, seen: readonly Seen[]): Promise<void> {
    if (isPostgres(transaction)) return this.markTogether(transaction, seen);
    for (const { tenantId, deviceId, createdAt } of seen)
      await change(
        transaction,
        sql`UPDATE devices SET last_seen_at = ${createdAt}
          WHERE tenant_id = ${tenantId} AND id = ${deviceId} AND last_seen_at < ${createdAt}`,
      );
  }

  private async markTogether(transaction: WriteTransaction, seen: readonly Seen[]): Promise<void> {
    const at = Math.max(...seen.map(({ createdAt }) => createdAt));
    const places = sql`unnest(${seen.map(({ tenantId }) => tenantId)}::uuid[], ${seen.map(({ deviceId }) => deviceId)}::uuid[])`;
    await change(
      transaction,
      sql`UPDATE devices SET last_seen_at = ${at} WHERE (tenant_id, id) IN (
        SELECT d.tenant_id, d.id FROM ${places} AS v (tenant_id, id)
        JOIN devices d ON d.tenant_id = v.tenant_id AND d.id = v.id
        WHERE d.tenant_id = v.tenant_id AND d.last_seen_at < ${at} FOR NO KEY UPDATE OF d SKIP LOCKED)`,
    );
  }
}
