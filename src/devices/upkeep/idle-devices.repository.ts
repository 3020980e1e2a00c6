import { Injectable } from '@nestjs/common';
import { ours, sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import { isAmong } from '../../database/id-list.js';
import { lockedUnlessTaken } from '../../database/row-locks.js';

/** Whose devices have not been seen for long. */
@Injectable()
export class IdleDevicesRepository {
  /** Users of the attached devices that were not seen since `before`; looks at `atMost` devices, the longest unseen first. */
  async findUsers(
    access: ReadAccess,
    tenantId: string,
    before: number,
    atMost: number,
  ): Promise<readonly string[]> {
    const found = await ask<{ userId: string }>(
      access,
      sql`SELECT d.user_id AS "userId" FROM devices d
        WHERE d.tenant_id = ${tenantId} AND d.status = 'attached' AND d.last_seen_at < ${before}
        ORDER BY d.last_seen_at LIMIT ${atMost}`,
    );
    return [...new Set(found.map(({ userId }) => userId))];
  }

  /** Those of these users, at least one, whom nobody holds: until the transaction ends nobody else changes what they have attached. */
  async lockUsers(
    transaction: WriteTransaction,
    tenantId: string,
    ids: readonly string[],
  ): Promise<readonly string[]> {
    const these = isAmong(transaction, ours('u.id'), ids);
    const held = await ask<{ id: string }>(
      transaction,
      sql`SELECT u.id FROM device_users u WHERE u.tenant_id = ${tenantId} AND ${these} ORDER BY u.id${lockedUnlessTaken(transaction)}`,
    );
    return held.map(({ id }) => id);
  }
}
