import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTenantSettings, type TenantSettings } from '../../src/access/tenant-settings.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { UsageMeter } from '../../src/usage/usage-meter.js';
import { securityToken } from '../builders/signed-tokens.js';
import { announce, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { clearOfMidnight } from '../support/clear-of-midnight.js';
import { answerOf, filledIn } from '../support/guide-run.js';
import { guideSteps } from '../support/guide-steps.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const steps = guideSteps('docs/device-access.md');

describe('the guide to device access', () => {
  const answers: Record<string, Record<string, unknown>> = {};
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    await clearOfMidnight();
    server = await startTestServer();
    tenant = await buildTenant(server);
  });
  afterAll(() => server.close());

  const fill = (text: string) =>
    filledIn(text, (name, member = 'id') => (name === 'key' ? tenant.keyId : answers[name]?.[member]));

  it.each(steps.map((step, index) => [`${index + 1}: ${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, step) => {
      const bearer = step.headers['Authorization'] === undefined ? tenant.secret : null;
      const { body } = await answerOf(server, step, { fill, bearer });
      if (step.name !== undefined) answers[step.name] = body;
    },
  );

  it('names the settings with the defaults that they have', () => {
    const [, table = ''] = readFileSync('docs/device-access.md', 'utf8').split('\n## Settings\n');
    const told = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` *\| `([^`]+)` *\|/gm)];
    expect(told.map(([, name]) => name)).toEqual([
      'require_signed_tokens',
      'require_token_expiry',
      'security_token_max_age_s',
      'device_limit',
      'block_over_usage',
      'auto_detach_days',
      'access_retention_days',
    ]);
    const defaults: Readonly<Record<string, unknown>> = defaultTenantSettings;
    for (const [, name = '', value] of told)
      expect([name, value]).toEqual([name, JSON.stringify(defaults[name]).replaceAll('"', '')]);
  });

  it('the three steps of the README do what they say, and the figures between them tell it', async () => {
    const shop = await buildTenant(server);
    const token = securityToken(shop, 'u-1837', { claims: { exp: Math.floor(Date.now() / 1000) + 300 } });
    const endless = securityToken(shop, 'u-1837');
    const set = async (settings: Partial<TenantSettings>) => {
      await server.database.write(({ manager }) => manager.update(Tenant, { id: shop.id }, { settings }));
      await announce(server, { topic: 'tenant', tenantId: shop.id, subject: shop.id });
    };
    const attach = async (secret: string, canvas: string) => {
      const Authorization = `Basic ${shop.keyId}:${secret}`;
      const body = { user: 'u-1837', signals: { canvas } };
      const answer = await server.request('/v2/access', { method: 'POST', headers: { Authorization }, body });
      return answer.body.code ?? { exceeded: answer.body.exceeded };
    };
    const figures = async () => {
      await server.app.get(UsageMeter, { strict: false }).flush();
      const usage = await server.request('/v2/usage', { bearer: shop.secret });
      const { attaches, signed, unsigned } = usage.body[29];
      return { attaches, signed, unsigned };
    };
    expect([await attach('', 'a'), await attach('wrong', 'a')]).toEqual([
      { exceeded: false },
      'token_malformed',
    ]);
    await set({ require_signed_tokens: 'observe' });
    expect([await attach('', 'a'), await attach(endless, 'a')]).toEqual([
      { exceeded: false },
      { exceeded: false },
    ]);
    expect(await figures()).toEqual({ attaches: 3, signed: 1, unsigned: 2 });
    const enforced = { require_signed_tokens: 'enforce', require_token_expiry: true } as const;
    await set(enforced);
    expect([await attach('', 'a'), await attach(endless, 'a'), await attach(token, 'a')]).toEqual([
      'credential_missing',
      'token_rejected',
      { exceeded: false },
    ]);
    await set({ ...enforced, device_limit: 1 });
    expect(await attach(token, 'b')).toEqual({ exceeded: true });
    await set({ ...enforced, device_limit: 1, block_over_usage: true });
    expect(await attach(token, 'c')).toBe('device_limit_exceeded');
    expect(await figures()).toEqual({ attaches: 5, signed: 3, unsigned: 2 });
  });

  it('says of these answers what is so', async () => {
    const { laptop, again, visitor, second } = answers;
    expect(laptop).toMatchObject({ attached_devices: 1, new_device: true, metadata: { room: 'kitchen' } });
    expect(again).toMatchObject({ attached_devices: 1, new_device: false, device_id: laptop?.['device_id'] });
    expect(visitor?.['identity']).toBe(laptop?.['identity']);
    expect(second).toMatchObject({ attached_devices: 2, exceeded: true });
    await server.app.get(UsageMeter, { strict: false }).flush();
    const usage = await server.request('/v2/usage', { bearer: tenant.secret });
    expect(usage.body).toHaveLength(30);
    expect(usage.body[29]).toMatchObject({ signs: 1, attaches: 4, identifies: 1, signed: 6, unsigned: 1 });
    const unsigned = await server.request('/v2/proj/access-history?signed=false', { bearer: tenant.secret });
    expect(unsigned.body).toMatchObject({ totalDocs: 1, docs: [{ action: 'identify', user: null }] });
  });
});
