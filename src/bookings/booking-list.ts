import type { Scope } from '../access/scope.js';
import type { CursorPosition } from '../common/cursor.js';
import type { ListOrder, PageRequest } from '../common/page.js';
import { joined, ours, sql, type Sql } from '../common/sql.js';
import { longestBookingMs } from './draft-times.js';
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

/** A list's rows: `FROM … WHERE …`, and the columns that hold its order where an index serves it. The booking is `b`. */
interface MatchingRows {
  readonly sql: Sql;
  /** Alias and id column that a list by creation is read off. */
  readonly byCreation: { readonly createdAt: string; readonly id: string };
}

/**
 * The tenant first, then the caller's scope, then the filter. A merchant's search of meta begins at the index of meta,
 * which stands in the order of creation: its cost follows the page. A user's begins at their own bookings.
 */
export function matching(
  tenantId: string,
  sees: Scope,
  { conditions, start, end }: BookingFilter,
): MatchingRows {
  const leading = sees.rows === 'all' ? conditions.find(({ kind }) => kind === 'meta') : undefined;
  const others = conditions.filter((condition) => condition !== leading);
  const all = [
    sql`b.tenant_id = ${tenantId}`,
    scopeCondition(sees),
    ...(leading === undefined ? [] : [sql`${metaCondition(tenantId, leading)} AND m.booking_id = b.id`]),
    ...others.map((condition) => conditionSql(tenantId, condition)),
  ];
  if (end !== null) all.push(sql`b.starts_at < ${end}`);
  if (start !== null) {
    // No booking is longer, so the range of starts has two ends.
    all.push(sql`b.ends_at > ${start}`, sql`b.starts_at > ${start - longestBookingMs - 1}`);
  }
  // SQLite keeps the order of a CROSS JOIN; to PostgreSQL it is any join.
  const from = ours(leading === undefined ? 'bookings b' : 'booking_meta m CROSS JOIN bookings b');
  return {
    sql: sql`FROM ${from} WHERE ${joined(all, ' AND ')}`,
    byCreation:
      leading === undefined
        ? { createdAt: 'b.created_at', id: 'b.id' }
        : { createdAt: 'm.created_at', id: 'm.booking_id' },
  };
}

const metaCondition = (tenantId: string, condition: Condition): Sql =>
  condition.kind === 'meta'
    ? sql`m.tenant_id = ${tenantId} AND m.key = ${condition.key} AND m.value = ${condition.value}`
    : ours('1 = 0');

/** The caller's rows within the tenant, as SQL. */
export function scopeCondition(sees: Scope): Sql {
  if (sees.rows === 'all') return ours('1 = 1');
  if (sees.rows === 'own') return sql`b.user_id = ${sees.userId}`;
  return sees.rows === 'one' ? sql`b.id = ${sees.bookingId}` : ours('1 = 0');
}

const beyondAllText = '\u{10FFFF}';

/** One condition of a search on the booking `b`. */
export function conditionSql(tenantId: string, condition: Condition): Sql {
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
      return sql`EXISTS (SELECT 1 FROM booking_meta m WHERE ${metaCondition(tenantId, condition)} AND m.created_at = b.created_at AND m.booking_id = b.id)`;
  }
}

/** LIKE with its own signs escaped: the same on both databases, since both sides are folded already. */
const containment = (value: string): Sql =>
  sql`b.customer_name LIKE ${`%${value.replace(/[!%_]/g, (sign) => `!${sign}`)}%`} ESCAPE '!'`;

/** `SELECT … ORDER BY … LIMIT …` of a page. One row more than the page tells whether there is a next one. */
export function pageSql(
  columns: Sql,
  { sql: found, byCreation }: MatchingRows,
  { ordering, after, limit, offset }: PageRequest<BookingOrderField>,
): Sql {
  const created = ordering.field === 'created_at';
  const column = ours(created ? byCreation.createdAt : `b.${orderColumns[ordering.field].column}`);
  const id = ours(created ? byCreation.id : 'b.id');
  const descending = ordering.direction === 'desc';
  const direction = ours(descending ? 'DESC' : 'ASC');
  const beyond =
    after === null
      ? ours('')
      : sql` AND (${column}, ${id}) ${ours(descending ? '<' : '>')} (${after.value}, ${after.id})`;
  const skipped = offset === 0 ? ours('') : sql` OFFSET ${offset}`;
  return sql`SELECT ${columns} ${found}${beyond} ORDER BY ${column} ${direction}, ${id} ${direction} LIMIT ${limit + 1}${skipped}`;
}
