import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe("signing in with a merchant's token", () => {
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
  });
  afterAll(() => server.close());

  for (const algorithm of [
    'HS256',
    'HS384',
    'HS512',
    'RS256',
    'RS384',
    'RS512',
    'ES256',
    'ES384',
    'ES512',
    'PS256',
    'PS384',
    'PS512',
  ] as const) {
    it(`opens the user's own data for ${algorithm}, at first sight and when seen before`, async () => {
      const configuration = await buildConfiguration(server, tenant, { algorithm });
      const bearer = configuration.token({ id: `user-of-${algorithm}`, email: 'ann@example.com' });
      const first = await server.request('/v2/me', { bearer });
      const second = await server.request('/v2/me', { bearer });
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(first.body.data).toMatchObject({
        external_id: `user-of-${algorithm}`,
        email: 'ann@example.com',
        tenant: { slug: tenant.slug },
      });
      expect(second.text).toBe(first.text);
    });
  }
});
