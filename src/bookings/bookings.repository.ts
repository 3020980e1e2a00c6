import { Injectable } from '@nestjs/common';
import type { Scope } from '../access/scope.js';
import { isId } from '../common/ids.js';
import type { PageRequest, Slice } from '../common/page.js';
import { ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';
import { rawRows } from '../database/raw-rows.js';
import { lockedForChange, lockedUnlessTaken } from '../database/row-locks.js';
import {
  matching,
  narrowedScope,
  pageSql,
  scopeCondition,
  type BookingFilter,
  type BookingOrderField,
} from './lists/booking-list.js';
import type { Condition } from './lists/booking-search.js';
import { Booking } from './booking.entity.js';
import { eventPageSql, openEvents, type EventFilter, type EventOrderField } from './events/event-list.js';
import { metaInsert } from './meta/meta-insert.js';
import type { StateChange } from './actions/state-change.js';

const rows = rawRows(Booking);
const columns = rows.select('b');

/** Every query names its tenant first and the caller's scope second; ids that are no ids find nothing. */
@Injectable()
export class BookingsRepository {
  /** What writes a new booking, to be run together with what it holds. */
  insertion(transaction: WriteTransaction, booking: Booking): readonly Sql[] {
    const meta = metaInsert(transaction, booking);
    return meta === null ? [rows.insert(booking)] : [rows.insert(booking), meta];
  }

  /** Answers false where the booking is no longer in that version: nothing was changed. */
  async changeMeta(
    transaction: WriteTransaction,
    held: Pick<Booking, 'tenantId' | 'id' | 'version' | 'createdAt'>,
    { meta, updatedAt }: Pick<Booking, 'meta' | 'updatedAt'>,
  ): Promise<boolean> {
    const { tenantId, id, version } = held;
    const touched = await change(
      transaction,
      sql`UPDATE bookings SET ${rows.set({ meta, updatedAt, version: version + 1 })}
        WHERE tenant_id = ${tenantId} AND id = ${id} AND version = ${version}`,
    );
    if (touched !== 1) return false;
    await change(
      transaction,
      sql`DELETE FROM booking_meta WHERE tenant_id = ${tenantId} AND booking_id = ${id}`,
    );
    const insert = metaInsert(transaction, { ...held, meta });
    if (insert !== null) await change(transaction, insert);
    return true;
  }

  /** Null also where one of the conditions does not hold. */
  async findById(
    access: ReadAccess,
    tenantId: string,
    sees: Scope,
    id: string,
    conditions: readonly Condition[] = [],
  ): Promise<Booking | null> {
    if (!isId(id) || sees.rows === 'none') return null;
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${narrowedScope(tenantId, sees, conditions)} AND b.id = ${id}`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  /**
   * The booking, which nobody else changes until the transaction ends. Of a seat the owner booking is locked before it:
   * whoever cancels an event locks in the same order.
   */
  async findLocked(
    transaction: WriteTransaction,
    tenantId: string,
    sees: Scope,
    id: string,
  ): Promise<Booking | null> {
    if (!isId(id) || sees.rows === 'none') return null;
    const locked = lockedForChange(transaction);
    const [place] = await ask<{ owner: string | null }>(
      transaction,
      sql`SELECT b.owner_booking_id AS owner FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${scopeCondition(tenantId, sees)} AND b.id = ${id}`,
    );
    if (place === undefined) return null;
    if (place.owner !== null)
      await ask(
        transaction,
        sql`SELECT b.id FROM bookings b WHERE b.tenant_id = ${tenantId} AND b.id = ${place.owner}${locked}`,
      );
    const [raw] = await ask<Record<string, unknown>>(
      transaction,
      sql`SELECT ${columns} FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${scopeCondition(tenantId, sees)} AND b.id = ${id}${locked}`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  /**
   * Those of these bookings that are due and that nobody else changes at the moment, locked, the longest due first. Owners of
   * seats are locked before them, as in findLocked.
   */
  async lockDue(
    transaction: WriteTransaction,
    tenantId: string,
    ids: readonly string[],
    nowMs: number,
  ): Promise<Booking[]> {
    const wanted = isAmong(transaction, ours('b.id'), ids);
    await ask(
      transaction,
      sql`SELECT o.id FROM bookings o WHERE o.tenant_id = ${tenantId} AND o.id IN
        (SELECT b.owner_booking_id FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${wanted}) ORDER BY o.id${lockedForChange(transaction)}`,
    );
    const raw = await ask<Record<string, unknown>>(
      transaction,
      sql`SELECT ${columns} FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${wanted} AND b.due_at <= ${nowMs}
        ORDER BY b.due_at, b.id${lockedUnlessTaken(transaction)}`,
    );
    return raw.map((row) => rows.read(row));
  }

  /** Deep pages count first: one beyond the end costs no walk to it. A first page that holds everything needs no counting. */
  async list(
    access: ReadAccess,
    tenantId: string,
    sees: Scope,
    filter: BookingFilter,
    page: Omit<PageRequest<BookingOrderField>, 'list'>,
  ): Promise<Slice<Booking>> {
    if (sees.rows === 'none') return { rows: [], total: page.counted ? 0 : null };
    const found = matching(tenantId, sees, filter);
    const counted = page.counted && page.offset > 0 ? await this.count(access, found.sql) : null;
    if (counted !== null && page.offset >= counted) return { rows: [], total: counted };
    const raw = await ask<Record<string, unknown>>(access, pageSql(columns, found, page));
    const slice = raw.map((row) => rows.read(row));
    if (counted !== null || !page.counted) return { rows: slice, total: counted };
    return { rows: slice, total: raw.length > page.limit ? await this.count(access, found.sql) : raw.length };
  }

  /** Events that take customers, the soonest first. */
  async listEvents(
    access: ReadAccess,
    tenantId: string,
    filter: EventFilter,
    page: PageRequest<EventOrderField>,
  ): Promise<Slice<Booking>> {
    const found = openEvents(tenantId, filter);
    const total = page.counted ? await this.count(access, found) : null;
    if (total !== null && page.offset >= total) return { rows: [], total };
    const raw = await ask<Record<string, unknown>>(access, eventPageSql(columns, found, page));
    return { rows: raw.map((row) => rows.read(row)), total };
  }

  /** Answers false where the booking is no longer in that version, or not in sight: nothing was changed. */
  async changeState(
    transaction: WriteTransaction,
    tenantId: string,
    sees: Scope,
    { id, version }: Pick<Booking, 'id' | 'version'>,
    { state, completed, undoState, dueAt, dueAction, updatedAt }: StateChange,
  ): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`UPDATE bookings AS b SET state = ${state}, completed = ${completed}, undo_state = ${undoState}, due_at = ${dueAt}, due_action = ${dueAction},
        updated_at = ${updatedAt}, version = ${version + 1}
        WHERE b.tenant_id = ${tenantId} AND ${scopeCondition(tenantId, sees)} AND b.id = ${id} AND b.version = ${version}`,
    );
    return touched === 1;
  }

  /** Those of these bookings that there are, in no particular order. */
  async findByIds(access: ReadAccess, tenantId: string, ids: readonly string[]): Promise<Booking[]> {
    const known = ids.filter(isId);
    if (known.length === 0) return [];
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM bookings b WHERE b.tenant_id = ${tenantId} AND ${isAmong(access, ours('b.id'), known)}`,
    );
    return raw.map((row) => rows.read(row));
  }

  /** With it goes what it holds, and its rows in the index of meta. */
  async delete(transaction: WriteTransaction, tenantId: string, id: string): Promise<void> {
    await change(transaction, sql`DELETE FROM bookings WHERE tenant_id = ${tenantId} AND id = ${id}`);
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
