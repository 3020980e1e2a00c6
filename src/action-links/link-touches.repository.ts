import { Injectable } from '@nestjs/common';
import { ours, sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';
import { rawRows } from '../database/raw-rows.js';
import { LinkTouch } from './link-touch.entity.js';

/** Touches that are kept of a booking. */
const keptAtMost = 200;

const rows = rawRows(LinkTouch);
const columns = rows.select('t');

/** What happened to the action links of bookings. */
@Injectable()
export class LinkTouchesRepository {
  /** Writes a touch, and takes away those that are older than the newest {@link keptAtMost} of its booking. */
  async insert(transaction: WriteTransaction, touch: LinkTouch): Promise<void> {
    const { tenantId, bookingId } = touch;
    await change(transaction, rows.insert(touch));
    await change(
      transaction,
      sql`DELETE FROM link_touches WHERE tenant_id = ${tenantId} AND booking_id = ${bookingId} AND id IN (
        SELECT id FROM link_touches WHERE tenant_id = ${tenantId} AND booking_id = ${bookingId}
        ORDER BY id DESC LIMIT 1000 OFFSET ${keptAtMost})`,
    );
  }

  /** Of several bookings, the oldest first. */
  async ofBookings(
    access: ReadAccess,
    tenantId: string,
    bookingIds: readonly string[],
  ): Promise<readonly LinkTouch[]> {
    if (bookingIds.length === 0) return [];
    const theirs = isAmong(access, ours('t.booking_id'), bookingIds);
    const found = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM link_touches t WHERE t.tenant_id = ${tenantId} AND ${theirs} ORDER BY t.booking_id, t.id`,
    );
    return found.map((row) => rows.read(row));
  }
}
