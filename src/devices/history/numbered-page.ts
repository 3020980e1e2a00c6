import { z } from 'zod';
import { lastPageAnswered, wholeNumber } from '../../common/page.js';

const mostPerPage = 50;

/** The query members of lists that answer Sabil's envelope (contract 4), to be spread into their query schemas. */
export const numberedPageQuery = {
  per: wholeNumber(mostPerPage).default(20).describe(`Rows on a page: 1 to ${mostPerPage}, 20 by default.`),
  page: wholeNumber(lastPageAnswered).default(1).describe('From 1.'),
};

/** Which page is asked for, counted from 1. */
export interface NumberedPage {
  readonly per: number;
  readonly page: number;
}

/** The rows of a page, `per` at most, and how many there are in all. */
export interface NumberedSlice<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** How a list is read: its rows in their order, and their number. */
export interface NumberedList<Row> {
  rows(limit: number, offset: number): Promise<Row[]>;
  count(): Promise<number>;
}

/** A page that lies beyond the end is empty and costs no walk to it; a first page that holds everything costs no count. */
export async function readNumbered<Row>(
  { per, page }: NumberedPage,
  list: NumberedList<Row>,
): Promise<NumberedSlice<Row>> {
  if (page === 1) {
    const rows = await list.rows(per + 1, 0);
    if (rows.length <= per) return { rows, total: rows.length };
    return { rows: rows.slice(0, per), total: Math.max(rows.length, await list.count()) };
  }
  const offset = (page - 1) * per;
  const total = await list.count();
  return { rows: offset >= total ? [] : await list.rows(per, offset), total };
}

/** Sabil's envelope around rows of one kind, for `@Endpoint` answers. */
export const numberedListOf = <Schema extends z.ZodType>(row: Schema) =>
  z.object({
    docs: z.array(row),
    totalDocs: z.int(),
    limit: z.int().describe('Rows on a page, as asked for by `per`.'),
    totalPages: z.int().describe('At least 1.'),
    page: z.int(),
    pagingCounter: z.int().describe('The number of the page’s first row, counted from 1.'),
    hasPrevPage: z.boolean(),
    hasNextPage: z.boolean(),
    prevPage: z.int().nullable(),
    nextPage: z.int().nullable(),
  });

export type NumberedAnswer<Shown> = z.output<ReturnType<typeof numberedListOf<z.ZodType<Shown>>>>;

/** Makes the envelope. */
export function answerNumbered<Row, Shown>(
  { per, page }: NumberedPage,
  { rows, total }: NumberedSlice<Row>,
  show: (row: Row) => Shown,
): NumberedAnswer<Shown> {
  const totalPages = Math.max(1, Math.ceil(total / per));
  const hasPrevPage = page > 1;
  const hasNextPage = page < totalPages;
  return {
    docs: rows.map(show),
    totalDocs: total,
    limit: per,
    totalPages,
    page,
    pagingCounter: (page - 1) * per + 1,
    hasPrevPage,
    hasNextPage,
    prevPage: hasPrevPage ? page - 1 : null,
    nextPage: hasNextPage ? page + 1 : null,
  };
}
