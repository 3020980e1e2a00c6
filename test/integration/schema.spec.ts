import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Table } from 'typeorm';
import type { Database } from '../../src/database/database.js';
import { migrations } from '../../src/database/migrations/index.js';
import { openDatabase } from '../../src/database/open-database.js';
import { migrate, pendingMigrations } from '../../src/database/schema.js';
import { entities } from '../../src/entities.js';
import { dialect, makeTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Tables whose keys do not begin with the tenant, and why. */
const withoutTenantFirst: Readonly<Record<string, string>> = {
  tenants: 'the tenants themselves',
  key_ids: 'one name space of kids for all tenants: the key that is tried is chosen by it',
  issuers: 'an issuer belongs to one tenant: the tenant is found by it',
  change_feed: 'read in sequence by every process; holds no data',
  migrations: 'TypeORM’s own',
  ...(dialect === 'postgres' && {
    rate_buckets: 'found by a digest of whose limit it is, a caller’s or an address’s',
  }),
  ...(dialect === 'sqlite' && {
    search_documents: 'numbered: the full-text index knows documents by number; unique by tenant beside it',
    search_terms: 'the full-text index: terms begin with the tenant’s code',
    search_terms_data: 'FTS5’s own',
    search_terms_idx: 'FTS5’s own',
    search_terms_docsize: 'FTS5’s own',
    search_terms_config: 'FTS5’s own',
  }),
};

/** Indexes and unique constraints that do not begin with the tenant: what is looked up before the tenant is known, and full text. */
const acrossTenants: Readonly<Record<string, readonly string[]>> = {
  api_keys: ['id', 'secret_digest'],
  jwt_configurations: ['id', 'issuer'],
  projects: ['slug, created_at, id'],
  bookings: ['due_at', 'id'],
  // Terms begin with the tenant's code.
  search_documents: ['terms'],
};

/** Tables that no entity describes: they are read and written in SQL. */
const withoutEntity = ['change_feed', 'migrations', 'idempotency_keys', 'search_documents', 'rate_buckets'];
/** What stands for a full-text index on SQLite. */
const ofFullText = /^search_terms(_data|_idx|_docsize|_config)?$/;

describe('the migrated schema', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let tables: readonly Table[];

  beforeAll(async () => {
    testDatabase = await makeTestDatabase();
    database = await openDatabase(testDatabase.target, entities, { poolSize: 2 });
    await migrate(database);
    tables = await readTables();
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.remove();
  });

  async function readTables(): Promise<Table[]> {
    const rows: { name: string }[] = await database.writer.query(
      dialect === 'sqlite'
        ? `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
        : `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const runner = database.writer.createQueryRunner();
    try {
      return await runner.getTables(rows.map(({ name }) => (dialect === 'sqlite' ? name : `public.${name}`)));
    } finally {
      await runner.release();
    }
  }

  /** Every index, those of keys and unique constraints included, with its columns in their order. */
  async function readIndexes(): Promise<{ table: string; name: string; columns: string[] }[]> {
    const rows: { table: string; name: string; column: string }[] = await database.writer.query(
      dialect === 'sqlite'
        ? `SELECT m.name AS "table", l.name AS name, i.name AS "column"
           FROM sqlite_master m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i
           WHERE m.type = 'table' ORDER BY m.name, l.name, i.seqno`
        : `SELECT t.relname AS "table", c.relname AS name, pg_get_indexdef(x.indexrelid, n, true) AS "column"
           FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
           JOIN pg_namespace s ON s.oid = t.relnamespace CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) n
           WHERE s.nspname = 'public' ORDER BY 1, 2, n`,
    );
    const found = new Map<string, { table: string; name: string; columns: string[] }>();
    for (const { table, name, column } of rows) {
      const index = found.get(name) ?? { table, name, columns: [] };
      index.columns.push(column);
      found.set(name, index);
    }
    return [...found.values()];
  }

  const nameOf = (table: Table) => table.name.replace(/^public\./, '');
  const tableOf = (name: string) => {
    const found = tables.find((table) => nameOf(table) === name);
    if (found === undefined) throw new Error(`There is no table ${name}.`);
    return found;
  };

  it('has a table for every entity, with the same columns, types, keys and nullability', () => {
    const { driver, entityMetadatas } = database.writer;
    expect(entityMetadatas).toHaveLength(entities.length);
    for (const metadata of entityMetadatas) {
      const expected = metadata.columns.map((column) => ({
        name: column.databaseName,
        type: driver.normalizeType(column),
        primary: column.isPrimary,
        nullable: column.isNullable,
      }));
      const actual = tableOf(metadata.tableName).columns.map(({ name, type, isPrimary, isNullable }) => ({
        name,
        type,
        primary: isPrimary,
        nullable: isNullable,
      }));
      const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
      expect([metadata.tableName, actual.sort(byName)]).toEqual([metadata.tableName, expected.sort(byName)]);
    }
  });

  it('has no table but those of entities and the named ones', () => {
    const described = database.writer.entityMetadatas.map(({ tableName }) => tableName);
    const unknown = tables
      .map(nameOf)
      .filter((name) => !described.includes(name) && !withoutEntity.includes(name) && !ofFullText.test(name));
    expect(unknown).toEqual([]);
  });

  it('has the tenant first in every key and every index, but in those that find the tenant', async () => {
    const indexes = (await readIndexes()).filter(({ table }) => !Object.hasOwn(withoutTenantFirst, table));
    expect(indexes.length).toBeGreaterThan(tables.length);
    const wrong = indexes.filter(({ table, columns: [first, ...more] }) => {
      const findsTenant = acrossTenants[table]?.includes([first, ...more].join(', '));
      return first !== 'tenant_id' && findsTenant !== true;
    });
    expect(wrong).toEqual([]);
    const named = tables.map(nameOf).filter((name) => !Object.hasOwn(withoutTenantFirst, name));
    for (const name of named)
      expect(tableOf(name).primaryColumns.map((column) => column.name)).toContain('tenant_id');
  });

  it('has the tenant in every foreign key between rows of tenants', () => {
    const wrong = tables.flatMap((table) =>
      table.foreignKeys
        .filter(({ columnNames, referencedTableName }) => {
          const target = referencedTableName.replace(/^public\./, '');
          return !columnNames.includes('tenant_id') && target !== 'key_ids';
        })
        .map(({ columnNames }) => `${nameOf(table)} (${columnNames.join(', ')})`),
    );
    expect(wrong).toEqual([]);
  });

  it('compares text by code point and keeps instants in 64-bit integers', async () => {
    if (dialect === 'postgres') {
      const rows = await database.writer.query(
        `SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') AND table_name <> 'migrations'
         AND collation_name IS DISTINCT FROM 'C'`,
      );
      expect(rows).toEqual([]);
    }
    const instants = tables
      .filter((table) => nameOf(table) !== 'migrations')
      .flatMap((table) =>
        table.columns.filter(({ name }) => name.endsWith('_at') || name.endsWith('_until')),
      );
    expect(instants.length).toBeGreaterThan(10);
    expect(instants.filter(({ type }) => type !== 'bigint').map(({ name }) => name)).toEqual([]);
  });

  it('is up to date after one run, and the migrations go back to nothing and up again', async () => {
    expect(await pendingMigrations(database)).toEqual([]);
    for (const _ of migrations) await database.writer.undoLastMigration({ transaction: 'each' });
    expect((await readTables()).map(nameOf).filter((name) => name !== 'migrations')).toEqual([]);
    expect(await migrate(database)).toHaveLength(migrations.length);
    expect((await readTables()).map(nameOf).sort()).toEqual(tables.map(nameOf).sort());
  });
});
