import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { buildTenant } from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const rowsOf = async (table: string, tenantId: string): Promise<number> => {
  const [row] = await server.database.read(({ manager }) =>
    manager.query<{ n: number | string }[]>(
      `SELECT count(*) AS n FROM ${table} WHERE tenant_id = '${tenantId}'`,
    ),
  );
  return Number(row?.n);
};

describe.each([
  ['resources', () => ({ name: 'Ann', timezone: 'UTC' })],
  ['projects', () => ({ name: 'Cut' })],
  ['token_templates', (kid) => ({ name: 'search', kid, claims: { aud: '/v2/search' } })],
  ['devices', () => ({ user: 'u', signals: {} }), '/v2/access', 200],
  ['accesses', () => ({ signals: { canvas: 'c', webgl: 'w' } }), '/v2/identity', 200],
] as [string, (kid: string) => object, string?, number?][])(
  'a create of %s with an Idempotency-Key',
  (table, bodyOf, path = `/v2/${table.replace('_', '-')}`, made = 201) => {
    it('makes one, also where this server never heard of its commit', async () => {
      // A merchant of its own: what an earlier case leaves to be written behind its requests is no row of this one.
      const tenant = await buildTenant(server);
      const key = newId();
      const send = () =>
        server.request(path, {
          method: 'POST',
          body: bodyOf(tenant.keyId),
          basic: tenant.secret,
          headers: { 'Idempotency-Key': key },
        });
      const before = await rowsOf(table, tenant.id);
      const write = server.database.write.bind(server.database);
      server.database.write = async (work) => {
        const result = await write((transaction) => work({ ...transaction, afterCommit: () => undefined }));
        if ((await rowsOf(table, tenant.id)) === before) return result;
        server.database.write = write;
        throw new Error('the line broke after the commit');
      };
      const first = await send();
      const [second, third] = [await send(), await send()];
      expect([first.status, second.status, third.text]).toEqual([500, made, second.text]);
      expect(await rowsOf(table, tenant.id)).toBe(before + 1);
    });
  },
);
