import { Injectable } from '@nestjs/common';
import { joined, ours, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask, change } from '../../database/ask.js';
import { isAmong } from '../../database/id-list.js';
import { rawRows } from '../../database/raw-rows.js';
import { lockedForChange } from '../../database/row-locks.js';
import { Booking } from '../booking.entity.js';
import type { Transition } from '../graphs/graphs.js';

const rows = rawRows(Booking);
const columns = rows.select('b');

/** A step that takes its seat from a booking of that graph. */
type SeatStep = Pick<Transition, 'from' | 'to'> & { readonly graph: string };

const before = (steps: readonly SeatStep[]): Sql =>
  sql`(b.graph, b.state) IN (VALUES ${joined(
    steps.map(({ graph, from }) => sql`(${graph}, ${from})`),
    ', ',
  )})`;

const ofEvent = (tenantId: string, eventId: string): Sql =>
  sql`b.tenant_id = ${tenantId} AND b.owner_booking_id = ${eventId}`;

/** Cancelled with their event, and not lost yet: nothing is due for them but what is due for the event. */
const keptWithEvent = ours('b.undo_state IS NOT NULL AND b.due_action IS NULL');

/** The seats of an event (a booking of graph `group_owner`), and the bookings that have one. Whoever changes them holds the event's row. */
@Injectable()
export class SeatsRepository {
  /** Answers false where the event has no free seat, or is no longer open: nothing was changed. */
  async take(transaction: WriteTransaction, tenantId: string, eventId: string): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`UPDATE bookings SET current_seats = current_seats + 1
        WHERE tenant_id = ${tenantId} AND id = ${eventId} AND graph = 'group_owner' AND state = 'tentative' AND current_seats < max_seats`,
    );
    return touched === 1;
  }

  async free(transaction: WriteTransaction, tenantId: string, eventId: string, count: number): Promise<void> {
    await change(
      transaction,
      sql`UPDATE bookings SET current_seats = CASE WHEN current_seats > ${count} THEN current_seats - ${count} ELSE 0 END
        WHERE tenant_id = ${tenantId} AND id = ${eventId}`,
    );
  }

  /** Those with a seat of the event from whom a step takes it, oldest first. */
  async findSeated(
    access: ReadAccess,
    tenantId: string,
    eventId: string,
    steps: readonly SeatStep[],
  ): Promise<Pick<Booking, 'id' | 'graph' | 'state'>[]> {
    return ask(
      access,
      sql`SELECT b.id, b.graph, b.state FROM bookings b WHERE ${ofEvent(tenantId, eventId)}
        AND ${before(steps)} ORDER BY b.created_at, b.id`,
    );
  }

  /** Takes each of them the step that their graph and state have; nothing is due for them then. With `isKept` each remembers the state it had. Answers how many. */
  async cancelSeated(
    transaction: WriteTransaction,
    tenantId: string,
    eventId: string,
    steps: readonly SeatStep[],
    { updatedAt, isKept }: { readonly updatedAt: number; readonly isKept: boolean },
  ): Promise<number> {
    const states = steps.map(
      ({ graph, from, to }) => sql` WHEN b.graph = ${graph} AND b.state = ${from} THEN ${to}`,
    );
    const next = states.reduce((text, piece) => sql`${text}${piece}`, ours('CASE'));
    const remembered = ours(isKept ? 'state' : 'NULL');
    return change(
      transaction,
      sql`UPDATE bookings AS b SET state = ${next} END, undo_state = ${remembered}, due_at = NULL, due_action = NULL, updated_at = ${updatedAt}, version = version + 1
        WHERE ${ofEvent(tenantId, eventId)} AND ${before(steps)}`,
    );
  }

  /** Those who were cancelled with the event and come back with it, oldest first. */
  async findKept(access: ReadAccess, tenantId: string, eventId: string): Promise<Booking[]> {
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM bookings b WHERE ${ofEvent(tenantId, eventId)} AND ${keptWithEvent} ORDER BY b.created_at, b.id`,
    );
    return raw.map((row) => rows.read(row));
  }

  /** They do not come back any more. Answers how many. */
  async releaseKept(
    transaction: WriteTransaction,
    tenantId: string,
    eventId: string,
    updatedAt: number,
  ): Promise<number> {
    return change(
      transaction,
      sql`UPDATE bookings AS b SET undo_state = NULL, updated_at = ${updatedAt}, version = version + 1
        WHERE ${ofEvent(tenantId, eventId)} AND ${keptWithEvent}`,
    );
  }

  /** Each of these goes back to the state that it had. Answers how many. */
  async restoreKept(
    transaction: WriteTransaction,
    tenantId: string,
    ids: readonly string[],
    { dueAt, dueAction, updatedAt }: Pick<Booking, 'dueAt' | 'dueAction' | 'updatedAt'>,
  ): Promise<number> {
    return change(
      transaction,
      sql`UPDATE bookings AS b SET state = undo_state, undo_state = NULL, due_at = ${dueAt}, due_action = ${dueAction}, updated_at = ${updatedAt}, version = version + 1
        WHERE b.tenant_id = ${tenantId} AND ${isAmong(transaction, ours('b.id'), ids)} AND ${keptWithEvent}`,
    );
  }

  /** Is there a booking of the event to which something was to happen by now? */
  async hasOverdue(access: ReadAccess, tenantId: string, eventId: string, nowMs: number): Promise<boolean> {
    const found = await ask(
      access,
      sql`SELECT b.id FROM bookings b WHERE ${ofEvent(tenantId, eventId)} AND b.due_at <= ${nowMs} LIMIT 1`,
    );
    return found.length > 0;
  }

  /** Those bookings, locked, the oldest first. The event must be locked already. */
  async lockOverdue(
    transaction: WriteTransaction,
    tenantId: string,
    eventId: string,
    nowMs: number,
  ): Promise<Booking[]> {
    const raw = await ask<Record<string, unknown>>(
      transaction,
      sql`SELECT ${columns} FROM bookings b WHERE ${ofEvent(tenantId, eventId)} AND b.due_at <= ${nowMs}
        ORDER BY b.created_at, b.id${lockedForChange(transaction)}`,
    );
    return raw.map((row) => rows.read(row));
  }
}
