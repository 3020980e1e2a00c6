import type { CallerKind } from '../../access/principal.js';
import type { CursorPosition } from '../../common/cursor.js';
import type { ListOrder, PageRequest } from '../../common/page.js';
import { joined, ours, sql, type Sql } from '../../common/sql.js';
import type { Booking } from '../booking.entity.js';
import { conditionSql } from '../lists/booking-list.js';
import { readSearch, type Condition, type SearchDecision } from '../lists/booking-search.js';

export type EventOrderField = 'start';

/** The soonest event first. */
export const eventOrder: ListOrder<EventOrderField> = {
  fields: { start: 'number' },
  standard: { field: 'start', direction: 'asc' },
};

export const placeAmongEvents = ({ startsAt, id }: Booking): CursorPosition => ({ value: startsAt, id });

export interface EventFilter {
  readonly conditions: readonly Condition[];
  /** Unix milliseconds: events that begin then or later. */
  readonly from: number;
}

/** What whoever may take a seat may search by: anything else would tell of members that they do not see. */
const publicColumns: ReadonlySet<string> = new Set(['project_id', 'resource_id']);

/** As readSearch; from others than the merchant's server by `project.id` and `resource.id` only. */
export function readEventSearch(text: string, caller: CallerKind): SearchDecision {
  const search = readSearch(text, caller);
  if ('refused' in search || caller === 'app') return search;
  const isPublic = search.ok.every(
    (condition) =>
      condition.kind === 'nothing' || (condition.kind === 'equals' && publicColumns.has(condition.column)),
  );
  return isPublic ? search : { refused: 'may name project.id and resource.id here' };
}

/** `FROM … WHERE …` of the events that take customers: not over, and with a free seat. The booking is `b`. */
export function openEvents(tenantId: string, { conditions, from }: EventFilter): Sql {
  const all = [
    sql`b.tenant_id = ${tenantId} AND b.graph = ${'group_owner'} AND b.state = ${'tentative'} AND b.starts_at >= ${from} AND b.current_seats < b.max_seats`,
    ...conditions.map((condition) => conditionSql(tenantId, condition)),
  ];
  return sql`FROM bookings b WHERE ${joined(all, ' AND ')}`;
}

/** `SELECT … ORDER BY … LIMIT …` of a page, read off the index of graphs and starts. */
export function eventPageSql(
  columns: Sql,
  found: Sql,
  { ordering, after, limit, offset }: PageRequest<EventOrderField>,
): Sql {
  const descending = ordering.direction === 'desc';
  const direction = ours(descending ? 'DESC' : 'ASC');
  const beyond =
    after === null
      ? ours('')
      : sql` AND (b.starts_at, b.id) ${ours(descending ? '<' : '>')} (${after.value}, ${after.id})`;
  const skipped = offset === 0 ? ours('') : sql` OFFSET ${offset}`;
  return sql`SELECT ${columns} ${found}${beyond} ORDER BY b.starts_at ${direction}, b.id ${direction} LIMIT ${limit + 1}${skipped}`;
}
