import { sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';

/** A booking whose next step is due by itself. */
export interface DueBooking {
  readonly tenantId: string;
  readonly id: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
}

/** The longest due first, of all tenants: the one look that no request asks for. What it finds is changed tenant by tenant. */
export const dueBookings = (access: ReadAccess, nowMs: number, atMost: number): Promise<DueBooking[]> =>
  ask<DueBooking>(
    access,
    sql`SELECT b.tenant_id AS "tenantId", b.id, b.due_at AS "dueAt" FROM bookings b WHERE b.due_at <= ${nowMs} ORDER BY b.due_at LIMIT ${atMost}`,
  );
