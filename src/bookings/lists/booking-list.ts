import type { Scope } from '../../access/scope.js';
import type { CursorPosition } from '../../common/cursor.js';
import type { ListOrder, PageRequest } from '../../common/page.js';
import { joined, ours, sql, type Sql } from '../../common/sql.js';
import type { SearchPair } from '../../common/search.js';
import { longestBookingMs } from '../creation/draft-times.js';
import type { Booking } from '../booking.entity.js';
import { conditionsOfPairs, isSameCondition, type Condition } from './booking-search.js';

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
  readonly withoutHolds?: boolean;
}

/** A list's rows: `FROM … WHERE …`, and the columns that hold its order where an index serves it. The booking is `b`. */
interface MatchingRows {
  readonly sql: Sql;
  /** Alias and id column that a list by creation is read off. */
  readonly byCreation: { readonly createdAt: string; readonly id: string };
  /** The index that the rows are found by is chosen here and not by the database: no other may serve the order. */
  readonly isLed: boolean;
}

/**
 * The tenant first, then the caller's scope, then the filter. A merchant's search of meta begins at the index of meta,
 * which stands in the order of creation: its cost follows the page. A user's begins at their own bookings, and a
 * customer's at the bookings of the identity that their search was signed for, whatever else narrows it.
 */
export function matching(
  tenantId: string,
  sees: Scope,
  { conditions, start, end, withoutHolds = false }: BookingFilter,
): MatchingRows {
  const proven = provenConditions(sees);
  const wanted = [...(proven ?? []), ...saidBeside(proven ?? [], conditions)];
  const leading = leadingAmong(sees, wanted);
  const isLed = sees.rows === 'signed' && leading !== undefined;
  const others = wanted.filter((condition) => condition !== leading);
  const further = [
    ...(proven === null ? [scopeCondition(tenantId, sees)] : []),
    ...others.map((condition) => (isLed ? asked : conditionSql)(tenantId, condition)),
    ...windowConditions(start, end),
    ...(withoutHolds ? [sql`b.graph <> ${'reservation'}`] : []),
  ];
  const all = [
    sql`b.tenant_id = ${tenantId}`,
    ...(leading === undefined ? [] : [leadingSql(tenantId, leading)]),
    ...(isLed ? further.map(withoutIndex) : further),
  ];
  const byMeta = leading?.kind === 'meta';
  // SQLite keeps the order of a CROSS JOIN; to PostgreSQL it is any join.
  const from = ours(byMeta ? 'booking_meta m CROSS JOIN bookings b' : 'bookings b');
  return {
    sql: sql`FROM ${from} WHERE ${joined(all, ' AND ')}`,
    byCreation: byMeta
      ? { createdAt: 'm.created_at', id: 'm.booking_id' }
      : { createdAt: 'b.created_at', id: 'b.id' },
    isLed,
  };
}

/** The condition that the rows are found by. */
function leadingAmong({ rows }: Scope, wanted: readonly Condition[]): Condition | undefined {
  if (rows === 'all' || rows === 'searched') return wanted.find(isMeta);
  return rows === 'signed' ? identityAmong(wanted) : undefined;
}

const leadingSql = (tenantId: string, leading: Condition): Sql =>
  leading.kind === 'meta'
    ? sql`${metaCondition(tenantId, leading)} AND m.booking_id = b.id`
    : conditionSql(tenantId, leading);

/** The condition as one asks it of a row that is found already: it reads nothing but what belongs to that row. */
const asked = (tenantId: string, condition: Condition): Sql =>
  condition.kind === 'meta'
    ? sql`(SELECT 1 FROM ${metaOfBooking(tenantId, condition)}) = 1`
    : conditionSql(tenantId, condition);

/** The condition as neither database looks for an index of. */
const withoutIndex = (condition: Sql): Sql => sql`CASE WHEN ${condition} THEN 1 ELSE 0 END = 1`;

function windowConditions(start: number | null, end: number | null): Sql[] {
  const before = end === null ? [] : [sql`b.starts_at < ${end}`];
  if (start === null) return before;
  // No booking is longer, so the range of starts has two ends.
  return [...before, sql`b.ends_at > ${start}`, sql`b.starts_at > ${start - longestBookingMs - 1}`];
}

const metaCondition = (tenantId: string, condition: Condition): Sql =>
  condition.kind === 'meta'
    ? sql`m.tenant_id = ${tenantId} AND m.key = ${condition.key} AND m.value = ${condition.value}`
    : ours('1 = 0');

/** What a customer's signed pairs ask for. Pairs that name nobody, or that no customer may search, ask for nothing that there is. */
function signedConditions(pairs: readonly SearchPair[]): readonly Condition[] {
  const decision = conditionsOfPairs(pairs, 'customer');
  return 'refused' in decision || identityAmong(decision.ok) === undefined
    ? [{ kind: 'nothing' }]
    : decision.ok;
}

/** What the pairs ask for that the caller's token says; null where it says none. */
function provenConditions(sees: Scope): readonly Condition[] | null {
  if (sees.rows === 'signed') return signedConditions(sees.pairs);
  if (sees.rows !== 'searched') return null;
  const decision = conditionsOfPairs(sees.pairs, 'minted');
  return 'refused' in decision ? [{ kind: 'nothing' }] : decision.ok;
}

const isMeta = ({ kind }: Condition): boolean => kind === 'meta';

/** The condition that says whose bookings they are: the e-mail, which few bookings share, before any meta. */
const identityAmong = (conditions: readonly Condition[]): Condition | undefined =>
  conditions.find((condition) => condition.kind === 'equals' && condition.column === 'customer_email') ??
  conditions.find(isMeta);

/** Conditions that say more than the signed ones. */
const saidBeside = (signed: readonly Condition[], conditions: readonly Condition[]): readonly Condition[] =>
  conditions.filter((condition) => !signed.some((other) => isSameCondition(other, condition)));

/** The caller's rows within the tenant that all of these conditions hold for, as SQL. */
export function narrowedScope(tenantId: string, sees: Scope, conditions: readonly Condition[]): Sql {
  const narrowing = saidBeside(provenConditions(sees) ?? [], conditions).map((condition) =>
    conditionSql(tenantId, condition),
  );
  return joined([scopeCondition(tenantId, sees), ...narrowing], ' AND ');
}

/** The caller's rows within the tenant, as SQL. */
export function scopeCondition(tenantId: string, sees: Scope): Sql {
  switch (sees.rows) {
    case 'all':
      return ours('1 = 1');
    case 'own':
      return sql`b.user_id = ${sees.userId}`;
    case 'one':
      return sql`b.id = ${sees.bookingId}`;
    case 'signed':
    case 'searched':
      return joined(
        (provenConditions(sees) ?? []).map((condition) => conditionSql(tenantId, condition)),
        ' AND ',
      );
    case 'none':
      return ours('1 = 0');
  }
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
      return sql`EXISTS (SELECT 1 FROM ${metaOfBooking(tenantId, condition)})`;
  }
}

/** The one row of the index of meta that there is where the booking `b` has that member. */
const metaOfBooking = (tenantId: string, condition: Condition): Sql =>
  sql`booking_meta m WHERE ${metaCondition(tenantId, condition)} AND m.created_at = b.created_at AND m.booking_id = b.id`;

/** LIKE with its own signs escaped: the same on both databases, since both sides are folded already. */
const containment = (value: string): Sql =>
  sql`b.customer_name LIKE ${`%${value.replace(/[!%_]/g, (sign) => `!${sign}`)}%`} ESCAPE '!'`;

/** `SELECT … ORDER BY … LIMIT …` of a page. One row more than the page tells whether there is a next one. */
export function pageSql(
  columns: Sql,
  { sql: found, byCreation, isLed }: MatchingRows,
  { ordering, after, limit, offset }: Omit<PageRequest<BookingOrderField>, 'list'>,
): Sql {
  const created = ordering.field === 'created_at';
  // A sign before a number keeps databases from walking the tenant in that order, to find a customer's few.
  const other = `${isLed ? '+' : ''}b.${orderColumns[ordering.field].column}`;
  const column = ours(created ? byCreation.createdAt : other);
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
