import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import type { ReadAccess } from '../../src/database/access.js';
import { change } from '../../src/database/ask.js';
import { storedDocument, type SearchDocument } from '../../src/database/full-text/stored-document.js';
import { putDocuments } from '../../src/database/full-text/write-documents.js';
import { byIndexOnly } from '../../src/database/read-by-index.js';
import { DocumentsRepository } from '../../src/search-index/documents.repository.js';
import {
  SearchIndex,
  countedAtMost,
  type SearchQuestion,
} from '../../src/search-index/search-index.service.js';
import { oracleFinds } from '../support/search-oracle.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const many = 5_000;
const others = { tenants: 40, each: 250 };
const tenantId = newId();

const firstNames = ['ann', 'ben', 'carla', 'dora', 'emil', 'søren', 'yara', 'zoe'];
const towns = ['aarhus', 'berlin', 'wien', 'zürich'];

/** What nearly all have stands in names, tags and descriptions; some of it in few. */
const documentOf = (n: number): SearchDocument => ({
  type: n % 50 === 0 ? 'project' : 'resource',
  id: newId(),
  name: n < 300 ? `${towns[n % 4]} chair ${n}` : `${firstNames[n % 8]} stylist ${(n * 7919) % many}`,
  furtherNames: [],
  tags: n % 3 === 0 ? ['barber', 'nails'] : ['barber'],
  description: `experienced in ${n % 7 === 0 ? 'massage' : 'colour'} at table t${n % 40}`,
});

let server: TestServer;
let documents: readonly SearchDocument[];
const index = new SearchIndex(new DocumentsRepository());

const put = (owner: string, some: readonly SearchDocument[]) =>
  server.database.write(async (transaction) => {
    const stored = some.map((document) => storedDocument(owner, document));
    for (const statement of putDocuments(transaction, stored)) await change(transaction, statement);
  });

beforeAll(async () => {
  server = await startTestServer();
  documents = Array.from({ length: many }, (_, n) => documentOf(n));
  // The others' rows lie around the tenant's.
  for (let tenant = 0; tenant < others.tenants; tenant += 1) {
    const owner = newId();
    await put(
      owner,
      Array.from({ length: others.each }, (_, n) => documentOf(n)),
    );
    if (tenant === others.tenants / 2)
      for (let at = 0; at < many; at += 500) await put(tenantId, documents.slice(at, at + 500));
  }
}, 240_000);
afterAll(() => server.close());

const question = (members: Partial<SearchQuestion>): SearchQuestion => ({
  ...{ input: '', types: ['resource', 'project'], tags: [], among: null, limit: 20, offset: 0 },
  ...members,
});
const ask = (members: Partial<SearchQuestion>) =>
  server.database.read((access) => index.find(access, tenantId, question(members)));

/** The plans of everything that a question sends; on PostgreSQL with the rows that each step had. */
async function plansOf(members: Partial<SearchQuestion>): Promise<string> {
  const plans: string[] = [];
  await server.database.write(async (transaction) => {
    const { manager } = transaction;
    if (dialect === 'postgres') await manager.query(byIndexOnly);
    const explain =
      dialect === 'postgres' ? 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)' : 'EXPLAIN QUERY PLAN';
    const query = async (text: string, parameters: unknown[]) => {
      const lines = await manager.query<Record<string, string>[]>(`${explain} ${text}`, parameters);
      plans.push(lines.map((line) => line['QUERY PLAN'] ?? line['detail'] ?? '').join('\n'));
      return manager.query<unknown[]>(text, parameters);
    };
    const access = { manager: { connection: manager.connection, queryRunner: {}, query } };
    await index.find(access as unknown as ReadAccess, tenantId, question(members));
  });
  return plans.join('\n');
}
const mostRows = (plan: string): number =>
  Math.max(0, ...[...plan.matchAll(/actual rows=(\d+(?:\.\d+)?)/g)].map(([, count]) => Number(count)));
/** `d` is also what the rows of an inner query are called. */
const walksATable = /Seq Scan|SCAN (?!counted$|search_terms VIRTUAL TABLE|d$|\(subquery)/m;
const named = (plan: string, line: RegExp) => plan.match(line)?.length ?? 0;
const sorts = /TEMP B-TREE FOR ORDER BY|^\s*(?:->\s+)?Sort /m;

/** Inputs of which more is found than is ranked, and of which little is. */
const inputs = [
  ...['', 'a', 'b', 's', 'st', 'styl', 'stylist', 'barber', 'experienced', 'exp bar', 'stylist ann', 'ann', 'søren', 'zoe styl'],
  ...['t', 'table', 'colour', 'massage', 'at t1', 'nails', 'chair', 'berlin chair', 'b c', 'chair 29', 'stylist 49', 'nobody knows'],
]; // prettier-ignore

describe.each(['unknown', 'known'])('with statistics %s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'known') await server.database.writer.query('ANALYZE');
  });

  it.each(inputs)('what %s finds is what looking at every document finds, page by page', async (input) => {
    const expected = oracleFinds(documents, input);
    for (const offset of [0, 20, 300]) {
      const { hits, total, totalIsCapped } = await ask({ input, offset });
      expect([offset, hits.map(({ id }) => id)]).toEqual([offset, expected.slice(offset, offset + 20)]);
      expect({ total, totalIsCapped }).toEqual({
        total: Math.min(expected.length, countedAtMost),
        totalIsCapped: expected.length > countedAtMost,
      });
    }
    const projects = oracleFinds(documents.filter(({ type }) => type === 'project'), input); // prettier-ignore
    const found = await ask({ input, types: ['project'], limit: 50 });
    expect(found.hits.map(({ id }) => id)).toEqual(projects.slice(0, 50));
  });

  it.each([...inputs, 'stilyst', 'nobudy'])(
    '%s is answered from indexes, by the tenant’s own rows',
    async (input) => {
      const plan = await plansOf({ input });
      expect(plan).not.toMatch(walksATable);
      expect(plan).not.toMatch(sorts);
      expect(named(plan, /^SCAN d$/gm)).toBe(named(plan, /^CO-ROUTINE d$/gm));
      expect(mostRows(plan)).toBeLessThanOrEqual(many);
    },
  );

  it('tags narrow what is found, however many have them', async () => {
    for (const tags of [['barber'], ['nails'], ['barber', 'nails'], ['nail']]) {
      const tagged = documents.filter((one) => tags.every((tag) => one.tags.includes(tag)));
      for (const input of ['', 'stylist', 'ann', 'chair', 'massage']) {
        const expected = oracleFinds(tagged, input);
        const { hits } = await ask({ input, tags });
        expect([tags, input, hits.map(({ id }) => id)]).toEqual([tags, input, expected.slice(0, 20)]);
      }
      expect(await plansOf({ tags })).not.toMatch(walksATable);
    }
  });

  it('those that are asked for are looked at alone', async () => {
    const among = documents.slice(1_000, 1_400).map(({ id }) => id);
    const mine = documents.slice(1_000, 1_400);
    for (const input of ['', 'stylist', 'carla', 'massage', 'stylizt']) {
      const { hits, total } = await ask({ input, among });
      const expected = oracleFinds(mine, input === 'stylizt' ? '' : input);
      expect(total).toBe(expected.length);
      if (input !== 'stylizt') expect(hits.map(({ id }) => id)).toEqual(expected.slice(0, 20));
    }
    expect(await plansOf({ among, input: 'stylist' })).not.toMatch(walksATable);
  });
});

it('many hits far down the list of names fill their pages, each once', async () => {
  const owner = newId();
  const hidden = Array.from({ length: 6_000 }, (_, n) => ({
    ...documentOf(n),
    name: n < 4_500 ? `aaa ${n}` : `zzz table ${n}`,
    description: '',
    tags: [],
  }));
  for (let at = 0; at < hidden.length; at += 500) await put(owner, hidden.slice(at, at + 500));
  const found = new Set<string>();
  for (let offset = 0; offset < 400; offset += 50) {
    const { hits, totalIsCapped } = await server.database.read((access) =>
      index.find(access, owner, question({ input: 'table', limit: 50, offset })),
    );
    expect({ hits: hits.length, totalIsCapped }).toEqual({ hits: 50, totalIsCapped: true });
    for (const { id } of hits) found.add(id);
  }
  expect(found.size).toBe(400);
  const matching = new Set(oracleFinds(hidden, 'table'));
  expect([...found].every((id) => matching.has(id))).toBe(true);
});
