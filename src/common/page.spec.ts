import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answerPage, pageQuery, readPage, type ListOrder } from './page.js';
import { newId } from './ids.js';
import type { Problem } from './problem.js';

const order: ListOrder<'created_at' | 'name'> = {
  fields: { created_at: 'number', name: 'text' },
  standard: { field: 'created_at', direction: 'desc' },
};
const schema = z.object(pageQuery(order));
const list = { name: 'things', tenantId: 't1', filters: ['all'] };
const read = (query: Record<string, unknown>, identity = list) =>
  readPage(schema.parse(query), order, identity);
const address = { publicUrl: 'https://book.example', target: '/v2/things?search=a%3Ab&jwt=secret&page=2' };

const rows = Array.from({ length: 5 }, (_, index) => ({ id: newId(), at: 1000 - index }));
const slice = (from: number, request: { limit: number }, total: number | null) => ({
  rows: rows.slice(from, from + request.limit + 1),
  total,
});
const answer = (request: ReturnType<typeof read>, found: ReturnType<typeof slice>) =>
  answerPage(
    request,
    found,
    address,
    ({ id, at }) => ({ id, value: at }),
    ({ at }) => at,
  );

describe('query of a list', () => {
  it('has defaults for everything', () => {
    expect(read({})).toMatchObject({
      limit: 50,
      page: 1,
      offset: 0,
      after: null,
      counted: true,
      ordering: { field: 'created_at', direction: 'desc' },
    });
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '1001' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '1e2' }, 'limit'],
    [{ limit: '99999999999999999999' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ limit: ['1', '2'] }, 'limit'],
    [{ page: '0' }, 'page'],
    [{ page: '1e9' }, 'page'],
    [{ page: '1000001' }, 'page'],
    [{ page: ' 1' }, 'page'],
    [{ page: '1.5' }, 'page'],
    [{ count: 'no' }, 'count'],
    [{ orderBy: 'id; DROP TABLE' }, 'orderBy'],
    [{ orderBy: '__proto__' }, 'orderBy'],
    [{ orderBy: 'constructor' }, 'orderBy'],
    [{ sortedBy: 'down' }, 'sortedBy'],
  ])('refuses %j naming %s', (query, field) => {
    const parsed = schema.safeParse(query);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  it('sorts a named field upwards unless told otherwise', () => {
    expect(read({ orderBy: 'name' }).ordering).toEqual({ field: 'name', direction: 'asc' });
    expect(read({ sortedBy: 'asc' }).ordering).toEqual({ field: 'created_at', direction: 'asc' });
  });
});

describe('envelope of a list', () => {
  it('tells where a first page stands and where the next one is, without credentials', () => {
    const request = read({ limit: '2' });
    expect(answer(request, slice(0, request, 5))).toEqual({
      data: [1000, 999],
      total: 5,
      per_page: 2,
      current_page: 1,
      last_page: 3,
      next_page_url: 'https://book.example/v2/things?search=a%3Ab&page=2',
      prev_page_url: null,
      from: 1,
      to: 2,
      next_cursor: expect.any(String),
    });
  });

  it('ends on the last page', () => {
    const request = read({ limit: '2', page: '3' });
    expect(answer(request, slice(4, request, 5))).toMatchObject({
      data: [996],
      next_page_url: null,
      prev_page_url: 'https://book.example/v2/things?search=a%3Ab&page=2',
      from: 5,
      to: 5,
      next_cursor: null,
    });
  });

  it('is empty beyond the end', () => {
    const request = read({ limit: '2', page: '1000000' });
    expect(answer(request, { rows: [], total: 5 })).toMatchObject({
      data: [],
      from: null,
      to: null,
      last_page: 3,
      next_cursor: null,
    });
  });

  it('counts nothing with count=false', () => {
    const request = read({ limit: '2', count: 'false' });
    expect(request.counted).toBe(false);
    expect(answer(request, slice(0, request, null))).toMatchObject({
      total: null,
      last_page: null,
      to: null,
      from: 1,
      current_page: 1,
    });
  });

  it('goes on from its cursor in the same order', () => {
    const first = read({ limit: '2' });
    const { next_cursor: cursor } = answer(first, slice(0, first, 5));
    const second = read({ limit: '2', cursor });
    expect(second).toMatchObject({ after: { value: 999, id: rows[1]?.id }, counted: false, offset: 0 });
    const shown = answer(second, slice(2, second, null));
    expect(shown).toMatchObject({ data: [998, 997], total: null, last_page: null, to: null });
    expect(shown.next_page_url).toContain(`cursor=${shown.next_cursor}`);
    expect(shown.next_page_url).not.toContain('page=');
  });

  it.each([
    ['another tenant', {}, { ...list, tenantId: 't2' }],
    ['another search', {}, { ...list, filters: ['some'] }],
    ['another kind of list', {}, { ...list, name: 'people' }],
    ['another order', { sortedBy: 'asc' }, list],
  ])('refuses a cursor from a list of %s', (_, query, identity) => {
    const first = read({ limit: '2' });
    const { next_cursor: cursor } = answer(first, slice(0, first, 5));
    expect(refusal(() => read({ limit: '2', cursor, ...query }, identity))).toHaveProperty('cursor');
  });

  it.each(['', 'x', '%00', 'bnVsbA', 'W10', 'A'.repeat(900)])('refuses %j as a cursor', (cursor) => {
    expect(refusal(() => read({ cursor }))).toHaveProperty('cursor');
  });

  it('refuses a cursor whose value was changed to another kind', () => {
    const first = read({ limit: '2' });
    const { next_cursor: cursor } = answer(first, slice(0, first, 5));
    const parts = JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString()) as unknown[];
    for (const value of ['999', 1.5, null, [], 1e300]) {
      const forged = Buffer.from(JSON.stringify([parts[0], value, parts[2]])).toString('base64url');
      expect(refusal(() => read({ cursor: forged }))).toHaveProperty('cursor');
    }
    const forged = Buffer.from(JSON.stringify([parts[0], 999, "' OR 1=1"])).toString('base64url');
    expect(refusal(() => read({ cursor: forged }))).toHaveProperty('cursor');
  });
});

function refusal(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return (error as Problem).options.errors;
  }
  return 'nothing was refused';
}
