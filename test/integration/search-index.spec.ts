import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/common/ids.js';
import type { SearchDocument } from '../../src/database/full-text/stored-document.js';
import { forgetDocument, indexDocument } from '../../src/database/full-text/write-documents.js';
import { SearchIndex, type SearchQuestion } from '../../src/search-index/search-index.service.js';
import { DocumentsRepository } from '../../src/search-index/documents.repository.js';
import { oracleFinds } from '../support/search-oracle.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
const index = new SearchIndex(new DocumentsRepository());

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const question = (members: Partial<SearchQuestion>): SearchQuestion => ({
  input: '',
  types: ['resource', 'project'],
  tags: [],
  among: null,
  limit: 50,
  offset: 0,
  ...members,
});
const ask = (tenantId: string, members: Partial<SearchQuestion>) =>
  server.database.read((access) => index.find(access, tenantId, question(members)));
const finds = async (tenantId: string, members: Partial<SearchQuestion>) =>
  (await ask(tenantId, members)).hits.map(({ id }) => id);
const named = (name: string, members: Partial<SearchDocument> = {}): SearchDocument => ({
  type: 'resource',
  id: newId(),
  name,
  furtherNames: [],
  tags: [],
  description: '',
  ...members,
});
const put = (tenantId: string, ...documents: SearchDocument[]) =>
  server.database.write(async (transaction) => {
    for (const document of documents) indexDocument(transaction, tenantId, document);
  });
/** A tenant with these documents; what is found is told by name. */
async function shopOf(...documents: SearchDocument[]) {
  const tenantId = newId();
  await put(tenantId, ...documents);
  const names = new Map(documents.map(({ id, name }) => [id, name]));
  return {
    tenantId,
    finds: async (input: string, members: Partial<SearchQuestion> = {}) =>
      (await finds(tenantId, { ...members, input })).map((id) => names.get(id)),
  };
}

describe('what is found', () => {
  it('is ranked: called so, begins so, in the name, in a tag, in the description; else by name', async () => {
    const shop = await shopOf(
      named('Zoe', { description: 'cuts hair' }),
      named('Otto', { tags: ['Hair'] }),
      named('Long Hair'),
      named('Hairdresser'),
      named('Hair'),
      named('Anna Hair'),
      named('Nails'),
    );
    expect(await shop.finds('hair')).toEqual([
      'Hair',
      'Hairdresser',
      'Anna Hair',
      'Long Hair',
      'Otto',
      'Zoe',
    ]);
    expect(await shop.finds('')).toEqual([
      'Anna Hair',
      'Hair',
      'Hairdresser',
      'Long Hair',
      'Nails',
      'Otto',
      'Zoe',
    ]);
  });

  it('has every word, in any order and in any place', async () => {
    const shop = await shopOf(
      named('Ann Smith', { tags: ['barber'], description: 'Speaks Danish.' }),
      named('Ann Jones', { tags: ['barber'] }),
    );
    expect(await shop.finds('dan ann barb')).toEqual(['Ann Smith']);
    expect(await shop.finds('barber ann')).toEqual(['Ann Jones', 'Ann Smith']);
    expect(await shop.finds('ann nails')).toEqual([]);
  });

  it('is found by further names, and projects by their slug', async () => {
    const shop = await shopOf(
      named('Chair 3', { furtherNames: ['Maria', 'Kuhn'] }),
      named('Haircut', { type: 'project', furtherNames: ['kids-cut'] }),
    );
    expect(await shop.finds('kuhn maria')).toEqual(['Chair 3']);
    expect(await shop.finds('kids')).toEqual(['Haircut']);
    expect(await shop.finds('kids', { types: ['resource'] })).toEqual([]);
  });

  it.each([
    ['Søren Ærø', 'soren aero'],
    ['Åse', 'ase'],
    ['Strauß', 'strauss'],
    ['Strauss', 'STRAUß'],
    ['Łukasz Đorđe', 'lukasz dorde'],
    ['İstanbul ılık', 'istanbul ilik'],
    ['ISTANBUL', 'ıstanbul'],
    ['Zoë', 'zoe\u0308'],
    ['ＦＵＬＬ ｗｉｄｔｈ', 'full width'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['Кафе Йод', 'йод'],
    ['北京理发店', '理发'],
    ['北京理发店', '店'],
    ['北京理发店', '北京理发店'],
    ['ヘアサロン', 'サロン'],
    ['ร้านตัดผม', 'ตัดผม'],
    ['미용실', '미용'],
    ['💈 Barber', '💈'],
    ["O'Brien", 'o brien'],
    ['x'.repeat(300), 'x'.repeat(200)],
  ])('%s is found by %s', async (name, input) => {
    const shop = await shopOf(named(name), named('Somebody else'));
    expect(await shop.finds(input)).toEqual([name]);
  });

  it('may be mistyped by one letter, where nothing begins with the word as it is spelled', async () => {
    const shop = await shopOf(named('Ann Schmidt', { tags: ['Massage'] }), named('Ben Schmied'));
    for (const slip of ['schmit', 'schmiidt', 'schmist', 'shcmidt', 'ann schmitd', 'masage'])
      expect([slip, await shop.finds(slip)]).toEqual([slip, ['Ann Schmidt']]);
    expect(await shop.finds('schmid')).toEqual(['Ann Schmidt']);
    expect(await shop.finds('scxmixt')).toEqual([]);
    expect(await shop.finds('bem')).toEqual([]);
    expect(await shop.finds('schmidt massaga nobody')).toEqual([]);
  });

  it('has all the tags that are asked for, letter by letter, and is one of those that are asked for', async () => {
    const [a, b, c] = [
      named('A', { tags: ['hair', 'Nails'] }),
      named('B', { tags: ['hair'] }),
      named('C', { tags: ['Hair', 'hair salon'] }),
    ];
    const shop = await shopOf(a, b, c, named('P', { type: 'project' }));
    expect(await shop.finds('', { tags: ['hair'] })).toEqual(['A', 'B']);
    expect(await shop.finds('', { tags: ['hair', 'Nails'] })).toEqual(['A']);
    expect(await shop.finds('hair', { tags: ['Hair'] })).toEqual(['C']);
    expect(await shop.finds('', { tags: ['nails'] })).toEqual([]);
    expect(await shop.finds('hair', { among: [b.id, c.id, newId(), 'no id'] })).toEqual(['B', 'C']);
    expect(await shop.finds('', { among: [c.id, a.id] })).toEqual(['A', 'C']);
    expect(await shop.finds('hiar', { among: [c.id] })).toEqual(['C']);
    expect(await shop.finds('', { among: [] })).toEqual([]);
    expect(await shop.finds('hair', { among: ['no id'] })).toEqual([]);
    expect(await shop.finds('b', { among: [b.id], tags: ['hair'] })).toEqual(['B']);
  });

  it('comes in pages, with the count of all', async () => {
    const tenantId = newId();
    const documents = Array.from({ length: 45 }, (_, n) => named(`Room ${String(n).padStart(2, '0')}`));
    await put(tenantId, ...documents, named('Hall'));
    const pages = [];
    for (const offset of [0, 20, 40, 60]) {
      const { hits, total, totalIsCapped } = await ask(tenantId, { input: 'room', limit: 20, offset });
      expect({ total, totalIsCapped }).toEqual({ total: 45, totalIsCapped: false });
      pages.push(...hits.map(({ id }) => id));
    }
    expect(pages).toEqual(documents.map(({ id }) => id));
    expect((await ask(tenantId, { limit: 1, offset: 44 })).hits).toHaveLength(1);
    expect((await ask(tenantId, { limit: 1, offset: 900 })).hits).toEqual([]);
  });
});

describe('input', () => {
  it('is text, whatever stands in it', async () => {
    const shop = await shopOf(named('Ann'), named('Near Star'));
    const texts = [
      '"', "'", '*', 'a*', '"ann" OR "x"', 'NEAR(ann x)', '-ann', 'terms:ann', 'ann AND', 'NOT', '(', ')', '^ann',
      "ann' | 'x", 'ann:*', '!ann', '<->', '\\', '\u0000', 'ann\u0000', '\ud800', '\udfff ann', '%', '_', ';--',
      '\u0301', '👩‍👩‍👧', '\u202e', 'a'.repeat(10_000), 'a '.repeat(5_000), '北'.repeat(10_000), "' OR 1=1 --", '${x}', '{{x}}',
      '﷽'.repeat(600), 'İ'.repeat(300), '\u0e33'.repeat(500), '__proto__', 'constructor',
    ]; // prettier-ignore
    for (const input of texts) {
      const found = await shop.finds(input);
      expect(Array.isArray(found)).toBe(true);
    }
    expect(await shop.finds('"ann"')).toEqual(['Ann']);
    expect(await shop.finds('-ann')).toEqual(['Ann']);
    expect(await shop.finds('ann OR near')).toEqual([]);
    expect(await shop.finds('near star')).toEqual(['Near Star']);
    expect(await shop.finds('NEAR(star)')).toEqual(['Near Star']);
    expect(await shop.finds('ann\u0000')).toEqual(['Ann']);
    expect(await shop.finds('***')).toEqual(['Ann', 'Near Star']);
  });

  it('never throws, and neither does a document, whatever the text', async () => {
    const tenantId = newId();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        async (text, input) => {
          const document = named(text, { tags: [text.slice(0, 5)], description: text });
          await put(tenantId, document);
          await ask(tenantId, { input });
          const { hits, totalIsCapped } = await ask(tenantId, { input: text });
          expect(totalIsCapped || hits.length === 50 || hits.some(({ id }) => id === document.id)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('an index that changes', () => {
  const vocabulary = [
    'ann', 'anna', 'annika', 'ben', 'benno', 'søren', 'Strauß', 'Müller', 'møller', 'ærø', 'café', 'barber', 'Bar', 'ılık',
    'nail', 'nails', 'x', 'xy', '42', '421', 'Ünal', 'åse', 'longestword',
  ]; // prettier-ignore
  const text = fc.array(fc.constantFrom(...vocabulary), { maxLength: 4 }).map((words) => words.join(' '));
  const document = fc.record({
    type: fc.constantFrom('resource' as const, 'project' as const),
    name: text,
    furtherNames: fc.array(text, { maxLength: 1 }),
    tags: fc.array(text, { maxLength: 2 }),
    description: text,
  });
  const input = fc
    .array(
      fc.tuple(fc.constantFrom(...vocabulary), fc.nat(6)).map(([word, end]) => word.slice(0, end + 1)),
      { maxLength: 3 },
    )
    .map((words) => words.join(' '));
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant('put' as const), at: fc.nat(7), document }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('remove' as const), at: fc.nat(7) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('undone' as const), at: fc.nat(7), document }) },
  );

  it('finds what looking at every document finds, in that order, and nobody else’s', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 16 }),
        fc.array(input, { minLength: 4, maxLength: 6 }),
        async (changes, inputs) => {
          const [tenantId, other] = [newId(), newId()];
          const ids = Array.from({ length: 8 }, newId);
          const standing = new Map<string, SearchDocument>();
          for (const one of changes) {
            const id = ids[one.at] as string;
            const before = standing.get(id);
            if (one.act === 'remove') {
              if (before === undefined) continue;
              await server.database.write(async (transaction) =>
                forgetDocument(transaction, tenantId, before),
              );
              standing.delete(id);
              continue;
            }
            const after = { ...one.document, id, type: before?.type ?? one.document.type };
            const written = server.database.write(async (transaction) => {
              indexDocument(transaction, tenantId, after);
              if (one.act === 'undone') throw new Error('undone');
            });
            if (one.act === 'undone') await expect(written).rejects.toThrow('undone');
            else {
              await written;
              standing.set(id, after);
              await put(other, { ...after, id: newId() });
            }
          }
          const documents = [...standing.values()];
          for (const asked of inputs) {
            const expected = oracleFinds(documents, asked);
            const { hits, total } = await ask(tenantId, { input: asked });
            // Where nothing begins so, what is nearly spelled so may be found.
            if (expected.length === 0) continue;
            expect([asked, hits.map(({ id }) => id)]).toEqual([asked, expected]);
            expect(total).toBe(expected.length);
            for (const type of ['resource', 'project'] as const) {
              const ofType = oracleFinds(
                documents.filter((one) => one.type === type),
                asked,
              );
              const found = await finds(tenantId, { input: asked, types: [type] });
              if (ofType.length > 0) expect([asked, type, found]).toEqual([asked, type, ofType]);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
