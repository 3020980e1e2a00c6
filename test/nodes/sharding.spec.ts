import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { readRepositoryFile } from '../support/source-files.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
  client = new Client({ connectionString: server.testDatabase.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.close();
});

const asked = async <Row extends object>(text: string): Promise<Row[]> =>
  (await client.query<Row>(text)).rows;

/** First cells of the table that follows a mark in docs/scale.md, without their marks. */
function listed(mark: string): string[] {
  const part =
    readRepositoryFile('docs/scale.md').split(`<!-- ${mark} -->`)[1]?.split('<!-- end -->')[0] ?? '';
  return [...part.matchAll(/^\| (`[^|]*`)/gm)].flatMap(([, cell]) =>
    [...(cell as string).matchAll(/`([a-z_]+)`/g)].map(([, name]) => name as string),
  );
}

const ours = `c.relnamespace = 'public'::regnamespace AND c.relname <> 'migrations'`;

describe('what docs/scale.md says of sharding by tenant_id', () => {
  it('names every unique key and exclusion without tenant_id, and no other', async () => {
    const keys = await asked<{ name: string }>(`
      SELECT i.relname AS name FROM pg_index x
      JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
      WHERE ${ours} AND (x.indisunique OR x.indisexclusion) AND NOT EXISTS (
        SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum = ANY (x.indkey))`);
    expect(listed('unique keys without tenant_id').sort()).toEqual(keys.map(({ name }) => name).sort());
  });

  it('names every foreign key that does not carry tenant_id to the other side', async () => {
    const keys = await asked<{ from: string; to: string; columns: string[] }>(`
      SELECT c.relname AS from, t.relname AS to, array(
        SELECT a.attname::text FROM unnest(f.conkey) k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k) AS columns
      FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid
      WHERE f.contype = 'f' AND ${ours} AND NOT EXISTS (
        SELECT FROM unnest(f.confkey) k JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k
        WHERE a.attname = 'tenant_id')`);
    const toTenants = keys.filter(({ to }) => to === 'tenants');
    expect(toTenants.length).toBeGreaterThan(5);
    for (const { columns } of toTenants) expect(columns).toEqual(['tenant_id']);
    const others = keys.filter(({ to }) => to !== 'tenants');
    expect(new Set(others.map(({ to }) => to))).toEqual(new Set(['key_ids']));
    expect(listed('foreign keys without tenant_id').sort()).toEqual(others.map((key) => key.from).sort());
  });

  it('has tenant_id in every table but tenants and those that know no merchant', async () => {
    const tables = await asked<{ name: string }>(`
      SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND ${ours} AND NOT EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')`);
    expect(tables.map(({ name }) => name).sort()).toEqual(['rate_buckets', 'tenants']);
  });
});
