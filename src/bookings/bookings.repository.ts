import { Injectable } from '@nestjs/common';
import type { Scope } from '../access/scope.js';
import { isId } from '../common/ids.js';
import type { PageRequest, Slice } from '../common/page.js';
import { joined, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { rawRows } from '../database/raw-rows.js';
import {
  matching,
  pageSql,
  scopeCondition,
  type BookingFilter,
  type BookingOrderField,
} from './booking-list.js';
import { Booking } from './booking.entity.js';
import { indexedMeta } from './meta-index.js';

const rows = rawRows(Booking);
const columns = rows.select('b');

/** Every query names its tenant first and the caller's scope second; ids that are no ids find nothing. */
@Injectable()
export class BookingsRepository {
  async insert(transaction: WriteTransaction, booking: Booking): Promise<void> {
    await change(transaction, rows.insert(booking));
    const entries = indexedMeta(booking.meta);
    if (entries.length === 0) return;
    const { tenantId, id, createdAt } = booking;
    const values = entries.map(([key, value]) => sql`(${tenantId}, ${key}, ${value}, ${createdAt}, ${id})`);
    await change(
      transaction,
      sql`INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id) VALUES ${joined(values, ', ')}`,
    );
  }

  async findById(access: ReadAccess, tenantId: string, sees: Scope, id: string): Promise<Booking | null> {
    if (!isId(id) || sees.rows === 'none') return null;
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${scopeCondition(sees)} AND b.id = ${id}`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  /** Counts first: a page beyond the end costs no walk to it. */
  async list(
    access: ReadAccess,
    tenantId: string,
    sees: Scope,
    filter: BookingFilter,
    page: PageRequest<BookingOrderField>,
  ): Promise<Slice<Booking>> {
    if (sees.rows === 'none') return { rows: [], total: page.counted ? 0 : null };
    const found = matching(tenantId, sees, filter);
    const total = page.counted ? await this.count(access, found.sql) : null;
    if (total !== null && page.offset >= total) return { rows: [], total };
    const raw = await ask<Record<string, unknown>>(access, pageSql(columns, found, page));
    return { rows: raw.map((row) => rows.read(row)), total };
  }

  /** Answers false where the booking is no longer in that version, or not in sight: nothing was changed. */
  async changeState(
    transaction: WriteTransaction,
    tenantId: string,
    sees: Scope,
    { id, version }: Pick<Booking, 'id' | 'version'>,
    { state, completed, updatedAt }: Pick<Booking, 'state' | 'completed' | 'updatedAt'>,
  ): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`UPDATE bookings AS b SET state = ${state}, completed = ${completed}, updated_at = ${updatedAt}, version = ${version + 1}
        WHERE b.tenant_id = ${tenantId} AND ${scopeCondition(sees)} AND b.id = ${id} AND b.version = ${version}`,
    );
    return touched === 1;
  }

  /** Takes the person out of the user's bookings: no customer, no meta, no text of theirs stays; time, resource and state do. */
  async anonymise(transaction: WriteTransaction, tenantId: string, userId: string): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM booking_meta WHERE tenant_id = ${tenantId} AND booking_id IN
        (SELECT b.id FROM bookings b WHERE b.tenant_id = ${tenantId} AND b.user_id = ${userId})`,
    );
    await change(
      transaction,
      sql`UPDATE bookings SET user_id = NULL, customers = ${'[]'}, customer_name = NULL, customer_name_reversed = NULL,
        customer_email = NULL, customer_phone = NULL, meta = ${'{}'}, what = NULL, place = NULL, description = NULL, version = version + 1
        WHERE tenant_id = ${tenantId} AND user_id = ${userId}`,
    );
  }

  private async count(access: ReadAccess, found: Sql): Promise<number> {
    const [row] = await ask<{ total: number }>(access, sql`SELECT count(*) AS total ${found}`);
    return row?.total ?? 0;
  }
}
