import type { Scope } from '../access/scope.js';
import type { CursorPosition } from '../common/cursor.js';
import type { ListOrder, PageRequest } from '../common/page.js';
import { joined, ours, sql, type Sql } from '../common/sql.js';
import { longestBookingMs } from './booking-draft.js';
import type { Booking } from './booking.entity.js';
import type { Condition } from './booking-search.js';

export type BookingOrderField = 'created_at' | 'updated_at' | 'start' | 'end';

/** Newest bookings first. */
export const bookingOrder: ListOrder<BookingOrderField> = {
  fields: { created_at: 'number', updated_at: 'number', start: 'number', end: 'number' },
  standard: { field: 'created_at', direction: 'desc' },
};

const orderColumns = {
  created_at: { column: 'created_at', property: 'createdAt' },
  updated_at: { column: 'updated_at', property: 'updatedAt' },
  start: { column: 'starts_at', property: 'startsAt' },
  end: { column: 'ends_at', property: 'endsAt' },
} as const;

/** Where a booking stands in the list. */
export const placeInList = (booking: Booking, field: BookingOrderField): CursorPosition => ({
  value: booking[orderColumns[field].property],
  id: booking.id,
});

/** What narrows a list: all of it must hold. */
export interface BookingFilter {
  readonly conditions: readonly Condition[];
  /** Bookings that overlap [start, end); Unix milliseconds. */
  readonly start: number | null;
  readonly end: number | null;
}

/** `FROM … WHERE …` of a list: the tenant first, then the caller's scope, then the filter. The booking is `b`. */
export function matching(tenantId: string, sees: Scope, filter: BookingFilter): Sql {
  const conditions = [
    sql`b.tenant_id = ${tenantId}`,
    scopeCondition(sees),
    ...filter.conditions.map((condition) => conditionSql(tenantId, condition)),
  ];
  if (filter.end !== null) conditions.push(sql`b.starts_at < ${filter.end}`);
  if (filter.start !== null) {
    // No booking is longer, so the range of starts has two ends.
    conditions.push(
      sql`b.ends_at > ${filter.start}`,
      sql`b.starts_at > ${filter.start - longestBookingMs - 1}`,
    );
  }
  return sql`FROM bookings b WHERE ${joined(conditions, ' AND ')}`;
}

/** The caller's rows within the tenant, as SQL. */
export function scopeCondition(sees: Scope): Sql {
  if (sees.rows === 'all') return ours('1 = 1');
  return sees.rows === 'own' ? sql`b.user_id = ${sees.userId}` : ours('1 = 0');
}

const beyondAllText = '\u{10FFFF}';

function conditionSql(tenantId: string, condition: Condition): Sql {
  switch (condition.kind) {
    case 'nothing':
      return ours('1 = 0');
    case 'equals':
      return sql`b.${ours(condition.column)} = ${condition.value}`;
    case 'begins': {
      const column = ours(`b.${condition.column}`);
      return sql`${column} >= ${condition.value} AND ${column} < ${condition.value + beyondAllText}`;
    }
    case 'contains':
      return containment(condition.value);
    case 'meta':
      return sql`b.id IN (SELECT m.booking_id FROM booking_meta m WHERE m.tenant_id = ${tenantId} AND m.key = ${condition.key} AND m.value = ${condition.value})`;
  }
}

/** LIKE with its own signs escaped: the same on both databases, since both sides are folded already. */
const containment = (value: string): Sql =>
  sql`b.customer_name LIKE ${`%${value.replace(/[!%_]/g, (sign) => `!${sign}`)}%`} ESCAPE '!'`;

/** `ORDER BY … LIMIT …`, and the rows after the cursor. One row more than the page tells whether there is a next one. */
export function pageOf({ ordering, after, limit, offset }: PageRequest<BookingOrderField>): {
  after: Sql;
  order: Sql;
} {
  const column = ours(`b.${orderColumns[ordering.field].column}`);
  const descending = ordering.direction === 'desc';
  const direction = ours(descending ? 'DESC' : 'ASC');
  return {
    after:
      after === null
        ? ours('')
        : sql` AND (${column}, b.id) ${ours(descending ? '<' : '>')} (${after.value}, ${after.id})`,
    order: sql` ORDER BY ${column} ${direction}, b.id ${direction} LIMIT ${limit + 1}${offset === 0 ? ours('') : sql` OFFSET ${offset}`}`,
  };
}
