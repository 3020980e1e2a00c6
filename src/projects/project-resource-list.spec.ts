import { describe, expect, it } from '@jest/globals';
import { readPage, type PageRequest } from '../common/page.js';
import { memberOrder, pageOfMembers } from './project-resource-list.js';

const ids = ['a', 'b', 'c', 'd'];
const page = (members: Partial<PageRequest<'position'>> = {}): PageRequest<'position'> => ({
  ...readPage({ limit: 2, page: 1, count: 'true' }, memberOrder, { name: 'n', tenantId: 't', filters: [] }),
  ...members,
});
const found = (request: PageRequest<'position'>, from = ids) =>
  pageOfMembers(from, request).rows.map(({ id }) => id);
const descending = { field: 'position', direction: 'desc' } as const;

describe('pageOfMembers', () => {
  it('cuts a page and one row more, and counts where it is asked to', () => {
    expect(found(page())).toEqual(['a', 'b', 'c']);
    expect(found(page({ offset: 2 }))).toEqual(['c', 'd']);
    expect(found(page({ offset: 9 }))).toEqual([]);
    expect(found(page({ ordering: descending }))).toEqual(['d', 'c', 'b']);
    expect(pageOfMembers(ids, page()).total).toBe(4);
    expect(pageOfMembers(ids, page({ counted: false })).total).toBeNull();
  });

  it('goes on behind the resource that a cursor names', () => {
    expect(found(page({ after: { value: 1, id: 'b' } }))).toEqual(['c', 'd']);
    expect(found(page({ after: { value: 2, id: 'c' }, ordering: descending }))).toEqual(['b', 'a']);
    expect(found(page({ after: { value: 3, id: 'd' } }))).toEqual([]);
  });

  it('goes on at the place of one that left meanwhile', () => {
    const left = ['a', 'c', 'd'];
    expect(found(page({ after: { value: 1, id: 'b' } }), left)).toEqual(['c', 'd']);
    expect(found(page({ after: { value: 2, id: 'x' }, ordering: descending }), left)).toEqual(['c', 'a']);
    expect(found(page({ after: { value: 3, id: 'x' } }), left)).toEqual([]);
  });
});
