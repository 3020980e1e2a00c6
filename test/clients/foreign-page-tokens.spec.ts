import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { interpreters, type ForeignProgram } from '../support/interpreters.js';
import { codeBlocks } from '../support/readme.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const guide = codeBlocks('Put a search in your pages');

describe('tokens for pages made by other people’s libraries', () => {
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server, { settings: { minted_token_max_age_s: 3600 } });
    const post = (path: string, body: object) =>
      server.request(path, { method: 'POST', basic: tenant.secret, body });
    await post('/v2/search-experiences', { key: 'MySearchExperience', types: ['resources'] });
    await post('/v2/resources', { name: 'Ann', timezone: 'UTC', tags: ['barber'] });
  });
  afterAll(() => server.close());

  it('have lines for four languages in the README', () => {
    expect(Object.keys(guide).sort()).toEqual(['js', 'php', 'python', 'ruby']);
  });

  for (const { language, library, run } of interpreters) {
    const test = run === undefined ? it.skip : it;
    const tokenOf = ({ keyId: KEY_ID, secret: SECRET }: BuiltTenant): string =>
      (run as ForeignProgram)(guide[language] ?? '', tmpdir(), undefined, { KEY_ID, SECRET });

    test(`the README's ${language} lines (${library}) open the search that they name, and nothing else`, async () => {
      const bearer = tokenOf(tenant);
      const found = await server.request('/v2/accounts/me/search?input=barb', { bearer });
      expect([found.status, found.body.response?.results.map(({ name }: { name: string }) => name)]).toEqual([
        200,
        ['Ann'],
      ]);
      const refused = await server.request('/v2/resources', { bearer });
      expect([refused.status, refused.body.code]).toEqual([403, 'outside_audience']);
    });

    test(`the README's ${language} lines (${library}) with another merchant's key open nothing`, async () => {
      const stranger = await buildTenant(server);
      const bearer = tokenOf({ ...stranger, keyId: tenant.keyId });
      const refused = await server.request('/v2/search', { bearer });
      expect([refused.status, refused.body.code]).toEqual([401, 'token_rejected']);
    });
  }
});
