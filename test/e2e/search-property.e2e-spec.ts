import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { namesIn, searchedShop, searchPath } from '../builders/searched.js';
import { openShop } from '../builders/shop.js';
import type { RequestOptions } from '../support/test-server.js';

const shop = await openShop();
const { server, tenant, other } = shop;
afterAll(() => server.close());

const runs = 60;
const words = ['ann', 'bow', 'cut', 'dye', 'evening'] as const;
const tags = ['beard', 'colour', 'late'] as const;

interface Held {
  readonly id: string;
  readonly type: 'resources' | 'projects';
  readonly name: string;
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

const merchants = [tenant, other].map((merchant) => ({
  ...searchedShop({
    app: (path: string, options: RequestOptions = {}) =>
      server.request(path, { basic: merchant.secret, ...options }),
  }),
  merchant,
  held: [] as Held[],
}));
const removedIds = new Set<string>();

const some = <Item>(items: readonly Item[], seed: number): Item[] =>
  items.filter((_, index) => ((seed >> index) & 1) === 1);

beforeAll(async () => {
  for (const [turn, { resource, project, held, merchant }] of merchants.entries()) {
    for (let seed = 0; seed < 32; seed += 1) {
      const own = { words: some(words, seed), tags: some(tags, (seed * 5 + turn) % 8) };
      const name = `Number ${seed} of ${turn}`;
      const description = own.words.join(' ');
      const isProject = seed % 4 === 0;
      const id = isProject
        ? await project(name, { description, slug: `p-${turn}-${seed}` })
        : await resource(name, { description, tags: own.tags });
      if (seed % 7 === 0) {
        const path = `/v2/${isProject ? 'projects' : 'resources'}/${id}`;
        await server.request(path, { method: 'DELETE', basic: merchant.secret });
        removedIds.add(id);
        continue;
      }
      const type = isProject ? 'projects' : 'resources';
      held.push({ id, type, name, words: own.words, tags: isProject ? [] : own.tags });
    }
  }
});

const subset = <Item>(items: readonly Item[], maxLength = 2) => fc.subarray([...items], { maxLength });
const wish = fc.record({
  who: fc.constantFrom(0, 1),
  input: subset(words),
  asked: subset(tags),
  saved: subset(tags),
  type: fc.option(fc.constantFrom('resources' as const, 'projects' as const)),
  types: fc.constantFrom<Held['type'][][]>(['resources'], ['projects'], ['resources', 'projects']),
  limit: fc.integer({ min: 1, max: 7 }),
});

describe('a search', () => {
  it('finds exactly what there is of this tenant that experience and request leave, each once over all pages', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(wish, async ({ who, input, asked, saved, type, types, limit }) => {
        const { experience, search, held } = merchants[who]!;
        await experience('Tried', {
          types,
          filters: { $and: saved.map((tag) => ({ tags: { $eq: tag } })) },
          fields: ['name'],
        });
        const parameters = {
          experienceKey: 'Tried',
          input: input.join(' '),
          ...(asked.length > 0 && { tags: asked.join(',') }),
          ...(type !== null && { type }),
        };
        const expected = held
          .filter(
            (one) =>
              types.includes(one.type) &&
              (type === null || one.type === type) &&
              input.every((word) => one.words.includes(word)) &&
              [...asked, ...saved].every((tag) => one.tags.includes(tag)),
          )
          .map(({ id }) => id);
        const pages: string[] = [];
        for (let page = 1; ; page += 1) {
          const { body } = await search({ ...parameters, limit, page });
          expect(body.data).toEqual(body.response.results);
          expect(body.response.resultsCount).toBe(expected.length);
          for (const { id } of body.data as Held[]) expect(removedIds.has(id)).toBe(false);
          pages.push(...(body.data as Held[]).map(({ id }) => id));
          if (body.data.length < limit) break;
        }
        expect([...pages].sort()).toEqual([...expected].sort());
        const { body: whole } = await search({ ...parameters, limit: 50 });
        expect((whole.data as Held[]).map(({ id }) => id)).toEqual(pages);
        found += pages.length;
      }),
      { numRuns: runs },
    );
    expect(found).toBeGreaterThan(runs);
  });

  it('by a page is the same search, and by another tenant’s page another one', async () => {
    const [own, theirs] = await Promise.all(
      [tenant, other].map(({ widgetSecret: basic }) =>
        server.request(searchPath({ input: 'number' }), { basic }),
      ),
    );
    expect(new Set([...namesIn(own!), ...namesIn(theirs!)]).size).toBe(40);
    expect(namesIn(own!).every((name) => name.endsWith('of 0'))).toBe(true);
    expect(namesIn(theirs!).every((name) => name.endsWith('of 1'))).toBe(true);
  });
});
