import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SearchedType } from './search-filter.js';
import { planOf } from './search-plan.js';

const nothing = { page: 1, with_availability: 'false' as const };
const bare = { types: ['resources', 'projects'] as SearchedType[], filters: {}, limit: null };
const tags = (...names: string[]) => ({ $and: names.map((name) => ({ tags: { $eq: name } })) });

describe('the plan of a search', () => {
  it('without an experience searches everything, twenty results a page', () => {
    expect(planOf(nothing, null)).toEqual({
      ok: {
        types: ['resources', 'projects'],
        tags: [],
        projects: { asked: [], saved: [] },
        limit: 20,
        offset: 0,
      },
    });
  });

  it('holds everything that experience and request ask for, each once', () => {
    const plan = planOf(
      {
        ...nothing,
        page: 3,
        tags: ['late', 'beard'],
        project: 'cut',
        filters: [
          { field: 'tags', value: 'window' },
          { field: 'type', value: 'resources' },
        ],
      },
      { ...bare, filters: { ...tags('beard'), project: { $eq: 'shave' } }, limit: 7 },
    );
    expect(plan).toEqual({
      ok: {
        types: ['resources'],
        tags: ['beard', 'late', 'window'],
        projects: { asked: ['cut'], saved: ['shave'] },
        limit: 7,
        offset: 14,
      },
    });
  });

  it.each([
    [
      'another type than the experience searches',
      { type: 'projects' as const },
      { ...bare, types: ['resources' as const] },
    ],
    [
      'two types at once',
      { type: 'projects' as const, filters: [{ field: 'type' as const, value: 'resources' }] },
      bare,
    ],
    ['what a filter that nobody can read lets through', {}, { ...bare, filters: { text: ['text'] } }],
  ])('finds nothing for %s', (_, query, experience) => {
    expect(planOf({ ...nothing, ...query }, experience)).toMatchObject({ ok: { types: [] } });
  });

  it('has at most twenty results a page with their next slots', () => {
    const asked = { ...nothing, with_availability: 'true' as const };
    expect(planOf(asked, { ...bare, limit: 50 })).toMatchObject({ ok: { limit: 20 } });
    expect(planOf({ ...asked, limit: 20 }, null)).toMatchObject({ ok: { limit: 20 } });
    expect(planOf({ ...asked, limit: 21 }, null)).toMatchObject({ field: 'limit' });
  });

  it('does not go beyond the thousandth result', () => {
    expect(planOf({ ...nothing, limit: 50, page: 20 }, null)).toMatchObject({ ok: { offset: 950 } });
    expect(planOf({ ...nothing, limit: 50, page: 21 }, null)).toMatchObject({ field: 'page' });
    expect(planOf({ ...nothing, page: 143 }, { ...bare, limit: 7 })).toMatchObject({ field: 'page' });
  });

  it('never lets a request undo what its experience asks for', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    const type = fc.constantFrom<SearchedType>('resources', 'projects');
    fc.assert(
      fc.property(
        names,
        names,
        fc.option(type),
        fc.uniqueArray(type, { minLength: 1 }),
        (saved, asked, wanted, types) => {
          const plan = planOf(
            { ...nothing, tags: asked, ...(wanted !== null && { type: wanted }) },
            { ...bare, types, filters: tags(...saved) },
          );
          if (!('ok' in plan)) throw new Error('refused');
          for (const name of [...saved, ...asked]) expect(plan.ok.tags).toContain(name);
          for (const left of plan.ok.types) {
            expect(types).toContain(left);
            if (wanted !== null) expect(left).toBe(wanted);
          }
        },
      ),
    );
  });
});
