import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server, {
    mode: 'test',
    timezone: 'Europe/Copenhagen',
    settings: { device_limit: 2 },
  });
});
afterAll(() => server.close());

describe('GET /v2/app', () => {
  test("the merchant's server sees its tenant with the settings in force, defaults filled in", async () => {
    const { status, body } = await server.request('/v2/app', { basic: tenant.secret });
    expect(status).toBe(200);
    expect(body.data).toEqual({
      id: tenant.id,
      slug: tenant.slug,
      name: `Merchant ${tenant.slug}`,
      mode: 'test',
      live: false,
      timezone: 'Europe/Copenhagen',
      settings: expect.objectContaining({ device_limit: 2, undo_minutes: 10 }),
    });
  });

  test('a page and a user see what it is called, and no setting', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const members = ['id', 'live', 'mode', 'name', 'slug', 'timezone'];
    for (const credential of [
      { basic: tenant.widgetSecret },
      { bearer: configuration.token({ id: 'reader' }) },
    ]) {
      const { status, body } = await server.request('/v2/app', credential);
      expect(status).toBe(200);
      expect(Object.keys(body.data).sort()).toEqual(members);
      expect(body.data.slug).toBe(tenant.slug);
    }
  });

  test('a stranger sees nothing', async () => {
    expect((await server.request('/v2/app')).status).toBe(401);
  });

  test('another tenant is another app', async () => {
    const other = await buildTenant(server);
    const { body } = await server.request('/v2/app', { basic: other.secret });
    expect(body.data).toMatchObject({ id: other.id, slug: other.slug, mode: 'live', live: true });
  });
});
