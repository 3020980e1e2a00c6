import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { ours } from '../../src/common/sql.js';
import type { Dialect } from '../../src/config/database-target.js';
import type { Database } from '../../src/database/database.js';
import { indexState } from '../../src/database/full-text/unindexed.js';
import { resourceDocument } from '../../src/database/full-text/stored-document.js';
import { forgetDocument, indexDocument } from '../../src/database/full-text/write-documents.js';
import { openDatabase } from '../../src/database/open-database.js';
import { entities } from '../../src/entities.js';
import { DocumentsRepository } from '../../src/search-index/documents.repository.js';
import { SearchIndex } from '../../src/search-index/search-index.service.js';
import { openShop } from '../builders/shop.js';
import { buildResource } from '../builders/resources.js';
import { CommandLine } from '../support/command-line.js';
import { makeSqliteFile } from '../support/sqlite-file.js';
import { dialect, makeTestDatabase, type TestDatabase } from '../support/test-database.js';
import { migrateTestDatabase } from '../support/test-server.js';

const index = new SearchIndex(new DocumentsRepository());
const names = async (database: Database, tenantId: string, input: string): Promise<string[]> => {
  const { hits } = await database.read((access) =>
    index.find(access, tenantId, {
      ...{ input, types: ['resource', 'project'], tags: [], among: null, limit: 50, offset: 0 },
    }),
  );
  return database.read(async ({ manager }) => {
    const found: string[] = [];
    for (const { type, id } of hits) {
      const [row] = await manager.query<{ name: string }[]>(
        `SELECT name FROM ${type}s WHERE tenant_id = '${tenantId}' AND id = '${id}'`,
      );
      found.push(row?.name ?? `no ${type} ${id}`);
    }
    return found;
  });
};

describe('what is written through the API', () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.server.close());
  const app = (path: string, method: string, body?: unknown) =>
    shop.server.request(path, { method, basic: shop.tenant.secret, body });
  const find = (input: string, tenantId = shop.tenant.id) => names(shop.server.database, tenantId, input);

  it('is found as it is, as it was changed, and not when it is removed', async () => {
    const { body } = await app('/v2/resources', 'POST', {
      name: 'Ann Wonder',
      timezone: 'UTC',
      last_name: 'Andersen',
      tags: ['beard trim'],
      description: 'Speaks Klingon.',
    });
    for (const input of ['wonder', 'andersen', 'beard', 'klingon', 'trim ann'])
      expect([input, await find(input)]).toEqual([input, ['Ann Wonder']]);
    expect(await find('wonder', shop.other.id)).toEqual([]);
    const path = `/v2/resources/${body.data.id}`;
    expect((await app(path, 'PUT', { name: 'Ann Marvel', tags: null })).status).toBeLessThan(300);
    expect(await find('wonder')).toEqual([]);
    expect(await find('beard')).toEqual([]);
    expect(await find('marvel klingon')).toEqual(['Ann Marvel']);
    expect((await app(path, 'PUT', { image: 'https://shop.example/ann.png' })).status).toBeLessThan(300);
    expect(await find('marvel')).toEqual(['Ann Marvel']);
    expect((await app(path, 'DELETE')).status).toBeLessThan(300);
    expect(await find('marvel')).toEqual([]);
  });

  it('holds for projects too', async () => {
    const { body } = await app('/v2/projects', 'POST', { name: 'Wedding style', description: 'For brides.' });
    expect(await find('brid')).toEqual(['Wedding style']);
    const path = `/v2/projects/${body.data.id}`;
    expect((await app(path, 'PUT', { name: 'Evening style', slug: 'gala' })).status).toBeLessThan(300);
    expect(await find('wedding')).toEqual([]);
    expect(await find('gala')).toEqual(['Evening style']);
    expect((await app(path, 'DELETE')).status).toBeLessThan(300);
    expect(await find('evening')).toEqual([]);
  });

  it('leaves nothing where it is refused', async () => {
    const before = await shop.server.database.read(indexState);
    const refused = await app('/v2/projects', 'POST', { name: 'Unheard', resources: [newId()] });
    expect(refused.status).toBe(422);
    expect(await find('unheard')).toEqual([]);
    expect(await shop.server.database.read(indexState)).toEqual(before);
  });

  it('is undone with the transaction that wrote it, also where the end of it fails', async () => {
    const resource = await buildResource(shop.server, shop.tenant, { name: 'Firm Stand' });
    const attempt = shop.server.database.write(async (transaction) => {
      forgetDocument(transaction, shop.tenant.id, { type: 'resource', id: resource.id });
      indexDocument(transaction, shop.tenant.id, resourceDocument({ ...resource, id: newId() }));
      transaction.lastly(ours('INSERT INTO tenants (id) VALUES (NULL)'));
    });
    await expect(attempt).rejects.toThrow();
    expect(await find('firm')).toEqual(['Firm Stand']);
    expect(await shop.server.database.read(indexState)).toMatchObject({ missing: 0, leftOver: 0 });
  });

  it('stays found when many write at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        app('/v2/resources', 'POST', { name: `Crowd ${n}`, timezone: 'UTC', tags: ['crowded'] }),
      ),
    );
    expect(made.every(({ status }) => status === 201)).toBe(true);
    expect(await find('crowded')).toHaveLength(40);
    const [{ body }] = made as [(typeof made)[0]];
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        app(`/v2/resources/${body.data.id}`, 'PUT', { name: `Solo ${n}`, tags: [`only${n}`] }),
      ),
    );
    const { body: last } = await app(`/v2/resources/${body.data.id}`, 'GET');
    expect(await find(last.data.tags[0])).toEqual([last.data.name]);
    expect(await find('solo only')).toEqual([last.data.name]);
  });
});

/** Every way that goes through the suite's database. */
const ways: readonly (readonly [Dialect, Dialect])[] =
  dialect === 'postgres'
    ? [
        ['sqlite', 'postgres'],
        ['postgres', 'sqlite'],
      ]
    : [['sqlite', 'sqlite']];

describe.each(ways)('the command line, %s and %s', (from, to) => {
  const make = async (kind: Dialect): Promise<TestDatabase> =>
    kind === 'sqlite' ? makeSqliteFile() : makeTestDatabase();
  let [source, target]: TestDatabase[] = [];
  let countersign: CommandLine;
  const masterKey = Buffer.alloc(32, 7).toString('base64');

  beforeEach(async () => {
    [source, target] = [await make(from), await make(to)];
    await migrateTestDatabase(source);
    countersign = new CommandLine({ DATABASE_URL: source.url, COUNTERSIGN_MASTER_KEY: masterKey });
    const file = join(source.directory, 'seed.yaml');
    writeFileSync(
      file,
      `tenants:
  - slug: acme
    name: Acme
    timezone: UTC
    mode: test
    resources: [ { name: Søren Holm, timezone: UTC, tags: [barber] }, { name: Ben, timezone: UTC } ]
    projects: [ { slug: haircut, name: Haircut, resources: [Ben] } ]
`,
    );
    expect((await countersign.run('seed', file)).code).toBe(0);
  });
  afterEach(async () => {
    await source?.remove();
    await target?.remove();
  });

  async function on<T>(
    { target: at }: TestDatabase,
    work: (database: Database, tenantId: string) => Promise<T>,
  ) {
    const database = await openDatabase(at, entities, { poolSize: 1 });
    try {
      const [tenant] = await database.read(({ manager }) =>
        manager.query<{ id: string }[]>('SELECT id FROM tenants'),
      );
      return await work(database, tenant!.id);
    } finally {
      await database.close();
    }
  }
  const found = (where: TestDatabase, input: string) =>
    on(where, (database, tenantId) => names(database, tenantId, input));
  const healthyOf = async () => {
    const { json, code } = await countersign.run('doctor', '--json');
    const finding = json.findings.find(({ check }: { check: string }) => check === 'search index');
    return { code, ok: finding.ok, found: finding.found };
  };

  it('indexes what it seeds, and what a seed changes', async () => {
    expect(await found(source!, 'soren barb')).toEqual(['Søren Holm']);
    expect(await found(source!, 'hairc')).toEqual(['Haircut']);
    const file = join(source!.directory, 'again.yaml');
    writeFileSync(
      file,
      `tenants:
  - slug: acme
    name: Acme
    timezone: UTC
    mode: test
    resources: [ { name: Ben, description: Does nails } ]
    projects: [ { slug: haircut, name: Full cut } ]
`,
    );
    expect((await countersign.run('seed', file)).code).toBe(0);
    expect(await found(source!, 'nails')).toEqual(['Ben']);
    expect(await found(source!, 'full')).toEqual(['Full cut']);
  });

  it('indexes the rows that stood before there was an index', async () => {
    await on(source!, async (database) => {
      await database.writer.undoLastMigration({ transaction: 'each' });
    });
    expect((await countersign.run('migrate')).code).toBe(0);
    expect(await found(source!, 'holm')).toEqual(['Søren Holm']);
    expect(await found(source!, 'haircut')).toEqual(['Haircut']);
    expect(await found(source!, '')).toEqual(['Ben', 'Haircut', 'Søren Holm']);
  });

  it('copies what can be found into a database of the other kind', async () => {
    const { code, err } = await countersign.run('copy-to', target!.url, '--yes');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('search index: 3 rows') });
    expect(await found(target!, 'soren')).toEqual(['Søren Holm']);
    expect(await on(target!, (database) => database.read(indexState))).toEqual({
      ...{ rows: 3, missing: 0, leftOver: 0 },
    });
  });

  it('says how many rows no search finds, and indexes them anew', async () => {
    expect(await healthyOf()).toEqual({ code: 0, ok: true, found: 'holds 3 resource(s) and project(s)' });
    await on(source!, async (database) => {
      await database.write(async ({ manager }) => {
        await manager.query(`UPDATE projects SET removed_at = 1`);
        if (from === 'postgres') await manager.query(`DELETE FROM search_documents WHERE sort_name = 'ben'`);
        // Its document stands, and the full-text index knows nothing of it.
        else
          await manager.query(
            `DELETE FROM search_terms WHERE rowid = (SELECT number FROM search_documents WHERE sort_name = 'ben')`,
          );
      });
      expect(await database.read((access) => indexState(access))).toEqual({
        rows: 2,
        missing: 1,
        leftOver: 1,
      });
    });
    const sick = await healthyOf();
    expect(sick).toMatchObject({ code: 1, ok: false });
    expect(sick.found).toBe(
      '1 of 2 row(s) are not found, 1 are found that are gone: run "countersign migrate --reindex"',
    );
    const { json, code } = await countersign.run('migrate', '--reindex', '--json');
    expect({ code, json }).toEqual({ code: 0, json: { up_to_date: true, ran: [], indexed: 2 } });
    expect(await healthyOf()).toMatchObject({ code: 0, ok: true });
    expect(await found(source!, 'ben')).toEqual(['Ben']);
    expect(await found(source!, 'haircut')).toEqual([]);
    const both = await countersign.run('migrate', '--check', '--reindex');
    expect({ code: both.code, err: both.err }).toEqual({
      code: 1,
      err: expect.stringContaining('--check changes nothing'),
    });
  });
});
