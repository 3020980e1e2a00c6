import { z } from 'zod';
import { invalid } from './problem.js';
import { readCursor, writeCursor, type CursorPosition, type ListIdentity } from './cursor.js';
import { addressWith, type ListAddress } from './list-address.js';

/** Highest page that a list answers; whoever wants to go deeper follows the cursor. */
export const lastPageAnswered = 1_000_000;

/** A query member that is a whole number from 1 on; to be given a default. */
export const wholeNumber = (to: number) => {
  const message = `must be a whole number from 1 to ${to}`;
  return z
    .string(message)
    .regex(/^[0-9]{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= 1 && value <= to, message);
};

/** The orders a list offers: its `orderBy` names (columns that are never null) with the kind of their values, and the order of a request that names none. */
export interface ListOrder<Field extends string> {
  readonly fields: Readonly<Record<Field, 'number' | 'text'>>;
  readonly standard: Ordering<Field>;
}

/** The query members that every list understands (contract 0, "Bodies, paging, sorting"), to be spread into its query schema. */
export const pageQuery = <Field extends string>(order: ListOrder<Field>) => {
  const fields = Object.keys(order.fields) as Field[];
  return {
    limit: wholeNumber(1000).default(50).describe('Rows on a page: 1 to 1000, 50 by default.'),
    page: wholeNumber(lastPageAnswered).default(1).describe('From 1. Beside a `cursor` it is ignored.'),
    cursor: z
      .string('must be text')
      .max(4000, 'is not a cursor of this list')
      .optional()
      .describe(
        'The `next_cursor` of the page before, with the same search, window and order; fast at any depth.',
      ),
    count: z
      .enum(['true', 'false'], 'must be true or false')
      .default('true')
      .describe('`false` leaves the rows uncounted: `total`, `last_page` and `to` are null.'),
    orderBy: z
      .enum(fields, `must be one of ${fields.join(', ')}`)
      .optional()
      .describe(`\`${order.standard.field}\` by default.`),
    sortedBy: z
      .enum(['asc', 'desc'], 'must be asc or desc')
      .optional()
      .describe(`Without \`orderBy\` \`${order.standard.direction}\` by default, with it \`asc\`.`),
  };
};

export interface PageQuery<Field extends string> {
  readonly limit: number;
  readonly page: number;
  readonly cursor?: string | undefined;
  readonly count: 'true' | 'false';
  readonly orderBy?: Field | undefined;
  readonly sortedBy?: Direction | undefined;
}

export type Direction = 'asc' | 'desc';

export interface Ordering<Field extends string> {
  readonly field: Field;
  readonly direction: Direction;
}

/** What a repository has to fetch: `limit + 1` rows in this order (ties by id in the same direction), from `offset` or after `after`. */
export interface PageRequest<Field extends string> {
  readonly limit: number;
  /** Null where a cursor leads. */
  readonly page: number | null;
  readonly offset: number;
  readonly after: CursorPosition | null;
  readonly ordering: Ordering<Field>;
  /** Whether the matching rows are to be counted. */
  readonly counted: boolean;
  readonly list: ListIdentity;
}

/**
 * Reads a list's page. `list` names the list, its tenant and everything that narrows it: a cursor goes on in the list it
 * was made in and in no other (422 naming `cursor`). A cursor decides alone; `page` beside it is ignored.
 */
export function readPage<Field extends string>(
  query: PageQuery<Field>,
  { fields, standard }: ListOrder<Field>,
  list: Omit<ListIdentity, 'ordering'>,
): PageRequest<Field> {
  const ordering: Ordering<Field> = {
    field: query.orderBy ?? standard.field,
    direction: query.sortedBy ?? (query.orderBy === undefined ? standard.direction : 'asc'),
  };
  const identity: ListIdentity = { ...list, ordering: `${ordering.field} ${ordering.direction}` };
  const common = { limit: query.limit, ordering, list: identity };
  if (query.cursor === undefined) {
    const offset = (query.page - 1) * query.limit;
    return { ...common, page: query.page, offset, after: null, counted: query.count === 'true' };
  }
  const after = readCursor(query.cursor, identity, fields[ordering.field]);
  if (after === null) {
    throw invalid(
      'cursor',
      'is not a cursor of this list: repeat the search, window and order it was answered with',
    );
  }
  return { ...common, page: null, offset: 0, after, counted: false };
}

/** What a repository found: up to `limit + 1` rows, and how many match in all (null when not counted). */
export interface Slice<Row> {
  readonly rows: readonly Row[];
  readonly total: number | null;
}

/** The envelope of every list. */
export interface ListAnswer<Shown> {
  readonly data: readonly Shown[];
  readonly total: number | null;
  readonly per_page: number;
  readonly current_page: number | null;
  readonly last_page: number | null;
  readonly next_page_url: string | null;
  readonly prev_page_url: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly next_cursor: string | null;
}

/** Schema of the envelope around rows of one kind, for `@Endpoint` answers. */
export const listOf = <Schema extends z.ZodType>(row: Schema) =>
  z.object({
    data: z.array(row),
    total: z.int().nullable(),
    per_page: z.int(),
    current_page: z.int().nullable(),
    last_page: z.int().nullable(),
    next_page_url: z.string().nullable(),
    prev_page_url: z.string().nullable(),
    from: z.int().nullable(),
    to: z.int().nullable(),
    next_cursor: z.string().nullable(),
  });

/** Makes the envelope. `positionOf` names a row's place in the list's order, `show` what a client sees of it. */
export function answerPage<Row, Shown>(
  request: PageRequest<string>,
  slice: Slice<Row>,
  address: ListAddress,
  positionOf: (row: Row) => CursorPosition,
  show: (row: Row) => Shown,
): ListAnswer<Shown> {
  const rows = slice.rows.slice(0, request.limit);
  const last = rows.at(-1);
  const more = slice.rows.length > request.limit;
  const nextCursor = more && last !== undefined ? writeCursor(positionOf(last), request.list) : null;
  const { page } = request;
  const next = page !== null && page < lastPageAnswered ? { page: page + 1 } : { cursor: nextCursor ?? '' };
  return {
    data: rows.map(show),
    total: slice.total,
    per_page: request.limit,
    current_page: page,
    last_page: slice.total === null ? null : Math.max(1, Math.ceil(slice.total / request.limit)),
    next_page_url: more ? addressWith(address, next) : null,
    prev_page_url: page === null || page === 1 ? null : addressWith(address, { page: page - 1 }),
    from: page === null || rows.length === 0 ? null : request.offset + 1,
    to: slice.total === null || rows.length === 0 ? null : request.offset + rows.length,
    next_cursor: nextCursor,
  };
}
