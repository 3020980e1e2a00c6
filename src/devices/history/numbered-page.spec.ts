import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answerNumbered, numberedListOf, numberedPageQuery, readNumbered } from './numbered-page.js';

const query = z.object(numberedPageQuery);

/** A list of the numbers from 1, and what was asked of it. */
function listOf(length: number) {
  const asked: string[] = [];
  const numbers = Array.from({ length }, (_, index) => index + 1);
  return {
    asked,
    list: {
      rows: async (limit: number, offset: number) => {
        asked.push(`rows ${limit} ${offset}`);
        return numbers.slice(offset, offset + limit);
      },
      count: async () => {
        asked.push('count');
        return length;
      },
    },
  };
}

describe('the query of a numbered page', () => {
  it('is twenty rows from the first unless it says otherwise', () => {
    expect(query.parse({})).toEqual({ per: 20, page: 1 });
    expect(query.parse({ per: '50', page: '1000000' })).toEqual({ per: 50, page: 1_000_000 });
    expect(query.parse({ per: '01', page: '007' })).toEqual({ per: 1, page: 7 });
  });

  it.each(['0', '51', '-1', 'abc', '1e1', '1.0', ' 1', '', '٣', '0x1', '999999999999'])(
    'refuses %j rows',
    (per) => {
      expect(query.safeParse({ per }).success).toBe(false);
    },
  );

  it.each(['0', '1000001', '-1', 'last', '1e3', ''])('refuses page %j', (page) => {
    expect(query.safeParse({ page }).success).toBe(false);
  });
});

describe('a numbered page', () => {
  it('that is the first and holds everything is read without a count', async () => {
    const { asked, list } = listOf(3);
    expect(await readNumbered({ per: 3, page: 1 }, list)).toEqual({ rows: [1, 2, 3], total: 3 });
    expect(asked).toEqual(['rows 4 0']);
  });

  it('that is the first of several is read, then counted', async () => {
    const { asked, list } = listOf(4);
    expect(await readNumbered({ per: 3, page: 1 }, list)).toEqual({ rows: [1, 2, 3], total: 4 });
    expect(asked).toEqual(['rows 4 0', 'count']);
  });

  it('that lies beyond the end is empty, and nobody walks there', async () => {
    const { asked, list } = listOf(4);
    expect(await readNumbered({ per: 2, page: 3 }, list)).toEqual({ rows: [], total: 4 });
    expect(asked).toEqual(['count']);
    expect(await readNumbered({ per: 2, page: 2 }, list)).toEqual({ rows: [3, 4], total: 4 });
  });
});

describe('the envelope', () => {
  const of = (page: number, per: number, total: number) =>
    answerNumbered({ per, page }, { rows: [], total }, String);

  it.each([
    // page, per, total → totalPages, pagingCounter, prevPage, nextPage
    [1, 20, 0, 1, 1, null, null],
    [1, 20, 20, 1, 1, null, null],
    [1, 20, 21, 2, 1, null, 2],
    [2, 20, 41, 3, 21, 1, 3],
    [3, 20, 41, 3, 41, 2, null],
    [4, 20, 41, 3, 61, 3, null],
    [2, 1, 0, 1, 2, 1, null],
  ])('of page %i by %i of %i rows', (page, per, total, totalPages, pagingCounter, prevPage, nextPage) => {
    const made = of(page, per, total);
    expect(made).toEqual({
      docs: [],
      totalDocs: total,
      limit: per,
      totalPages,
      page,
      pagingCounter,
      hasPrevPage: prevPage !== null,
      hasNextPage: nextPage !== null,
      prevPage,
      nextPage,
    });
    expect(numberedListOf(z.string()).parse(made)).toEqual(made);
  });

  it('shows each row', () => {
    expect(answerNumbered({ per: 2, page: 1 }, { rows: [1, 2], total: 2 }, String).docs).toEqual(['1', '2']);
  });
});
