import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { interpreters, type ForeignProgram } from '../support/interpreters.js';
import { codeBlocks } from '../support/readme.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const guide = codeBlocks('Limit account sharing');

describe('security tokens made by other people’s libraries', () => {
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    const settings = { require_signed_tokens: 'enforce', require_token_expiry: true } as const;
    tenant = await buildTenant(server, { settings: { ...settings, security_token_max_age_s: 300 } });
  });
  afterAll(() => server.close());

  const attach = (token: string, user: string) =>
    server.request('/v2/access', {
      method: 'POST',
      headers: { Authorization: `Basic ${tenant.keyId}:${token}` },
      body: { user, signals: { canvas: `of ${user}` } },
    });

  it('have lines for four languages in the README', () => {
    expect(Object.keys(guide).sort()).toEqual(['js', 'php', 'python', 'ruby']);
  });

  for (const { language, library, run } of interpreters) {
    const test = run === undefined ? it.skip : it;
    const tokenOf = ({ keyId: KEY_ID, secret: SECRET }: BuiltTenant): string =>
      (run as ForeignProgram)(guide[language] ?? '', tmpdir(), undefined, { KEY_ID, SECRET });

    test(`the README's ${language} lines (${library}) attach that user's device where tokens are demanded, and no other's`, async () => {
      const token = tokenOf(tenant);
      const { kid } = JSON.parse(atob(token.split('.')[0] ?? '')) as { kid: string };
      expect(kid).toBe(tenant.keyId);
      const attached = await attach(token, 'u-1837');
      expect([attached.status, attached.body.success]).toEqual([200, true]);
      const history = await server.request('/v2/proj/access-history?user=u-1837&signed=true', {
        basic: tenant.secret,
      });
      expect(history.body.docs[0].id).toBe(attached.body.access);
      const other = await attach(token, 'u-1838');
      expect([other.status, other.body.code]).toEqual([401, 'token_rejected']);
    });

    test(`the README's ${language} lines (${library}) with another merchant's key attach nobody`, async () => {
      const stranger = await buildTenant(server);
      const refused = await attach(tokenOf({ ...stranger, keyId: tenant.keyId }), 'u-1837');
      expect([refused.status, refused.body.code]).toEqual([401, 'token_rejected']);
    });
  }
});
