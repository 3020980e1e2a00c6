import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKey } from '../../src/tenants/api-key.entity.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { openShop, type Shop } from '../builders/shop.js';
import { announce, buildTenant, type BuiltTenant } from '../builders/tenancy.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ settings: { branding: { color: '#7a1f5c' }, locale: 'da-DK' } });
});
afterAll(() => shop.server.close());

const experience = (tenant: BuiltTenant, key: string) =>
  shop.server.request('/v2/search-experiences', {
    method: 'POST',
    basic: tenant.secret,
    body: { key, types: ['resources'] },
  });

const page = (slug = shop.tenant.slug, headers: Record<string, string> = {}) =>
  shop.server.request(`/search/${slug}`, { headers });

const tokenIn = (text: string): string => / token="([^"]+)"/.exec(text)?.[1] ?? '';
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('GET /search.js', () => {
  it('is a module that pages of every origin may load and keep', async () => {
    const answer = await shop.server.request('/search.js');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    expect(answer.text).toContain('booking-search');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    });
    const etag = answer.headers.get('etag') ?? '';
    const again = await shop.server.request('/search.js', { headers: { 'If-None-Match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is sent packed to who takes that, under 25 kB', async () => {
    const packed = await new Promise<Buffer>((resolve, reject) => {
      const headers = { 'Accept-Encoding': 'gzip' };
      request(`${shop.server.url}/search.js`, { headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts)));
      })
        .on('error', reject)
        .end();
    });
    expect(packed.length).toBeLessThan(25_000);
    expect(gunzipSync(packed).toString('utf8')).toBe((await shop.server.request('/search.js')).text);
  });
});

describe('GET /search/{slug}', () => {
  it('is no page before the merchant asks for one, with the bytes of a slug that nobody has', async () => {
    const accepts = { 'Accept-Language': 'de' };
    const before = await page(shop.tenant.slug, accepts);
    const nobody = await page('nobody', accepts);
    expect([before.status, nobody.status]).toEqual([404, 404]);
    expect(before.text).toBe(nobody.text);
    expect(before.text).toContain('Diese Seite gibt es nicht');
    expect((await experience(shop.tenant, 'another')).status).toBe(201);
    expect((await page(shop.tenant.slug, accepts)).text).toBe(nobody.text);
    const json = { Accept: 'application/json' };
    const model = (await page(shop.tenant.slug, json)).body.model as string;
    expect(model).toBe((await page('nobody', json)).body.model);
  });

  it('is the merchant’s page then: in their colour, in the reader’s language, and with nothing from elsewhere', async () => {
    expect((await experience(shop.tenant, 'hosted')).status).toBe(201);
    const answer = await page(shop.tenant.slug, { 'Accept-Language': 'fr-CH, en;q=0.5' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<html lang="fr">');
    expect(answer.text).toContain('#7a1f5c');
    expect(answer.text).toContain(`widget-key="${shop.tenant.widgetSecret}"`);
    expect(answer.text).not.toContain(shop.tenant.secret);
    expect(answer.text).not.toContain('class="soft"></');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      vary: 'Accept-Language',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^;]+; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
    });
    expect((await page()).text).toContain('<html lang="da">');
  });

  it('holds a token for an hour that names search, the method and the experience, and nothing else', async () => {
    const before = Math.floor(Date.now() / 60_000) * 60;
    const claims = claimsOf(tokenIn((await page()).text));
    expect(claims).toEqual({
      aud: '/v2/search',
      methods: ['GET'],
      query: { experienceKey: 'hosted' },
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    // One token for all views of a minute.
    expect(Number(claims['iat'])).toBeGreaterThanOrEqual(before);
    expect(Number(claims['iat'])).toBeLessThanOrEqual(Date.now() / 1000);
    expect(Number(claims['iat']) % 60).toBe(0);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600);
  });

  it('holds a token that opens the search of this experience, and no other door', async () => {
    const bearer = tokenIn((await page()).text);
    const ask = async (path: string, method = 'GET') => {
      const { status, body } = await shop.server.request(path, {
        method,
        bearer,
        ...(method === 'POST' && { body: {} }),
      });
      return [status, body?.code ?? null];
    };
    expect(await ask('/v2/search?input=')).toEqual([200, null]);
    expect(await ask('/v2/accounts/me/search?input=&experienceKey=hosted')).toEqual([200, null]);
    expect(await ask('/v2/search?experienceKey=another')).toEqual([403, 'query_pinned']);
    expect(await ask('/v2/search?ExperienceKey=another')).toEqual([403, 'query_pinned']);
    for (const path of ['/v2/bookings', '/v2/resources', '/v2/projects', '/v2/app'])
      expect([path, await ask(path)]).toEqual([path, [403, 'outside_audience']]);
    for (const path of ['/v2/bookings', '/v2/availability'])
      expect([path, await ask(path, 'POST')]).toEqual([path, [403, 'outside_audience']]);
    // Routes that no page's token opens answer by who calls, before what it opens.
    for (const path of ['/v2/users', '/v2/search-experiences', '/v2/token-templates'])
      expect([path, (await ask(path))[0]]).toEqual([path, 403]);
  });

  it('holds a token that is no older than the tenant allows', async () => {
    const tenant = await buildTenant(shop.server, { settings: { minted_token_max_age_s: 60 } });
    await experience(tenant, 'hosted');
    const token = tokenIn((await page(tenant.slug)).text);
    const { iat, exp } = claimsOf(token);
    expect(Number(exp) - Number(iat)).toBe(60);
    expect((await shop.server.request('/v2/search?input=', { bearer: token })).status).toBe(200);
  });

  it('is gone with the experience, and with the tenant’s last API key; its tokens end with the key', async () => {
    const tenant = await buildTenant(shop.server);
    await experience(tenant, 'hosted');
    const bearer = tokenIn((await page(tenant.slug)).text);
    const key = { tenantId: tenant.id, id: tenant.keyId };
    await shop.server.database.write(({ manager }) => manager.update(ApiKey, key, { revokedAt: Date.now() }));
    await announce(shop.server, { topic: 'api_key', tenantId: tenant.id, subject: tenant.keyId });
    expect((await page(tenant.slug)).status).toBe(404);
    expect((await shop.server.request('/v2/search?input=', { bearer })).status).toBe(401);
    const path = '/v2/search-experiences/hosted';
    expect((await shop.server.request(path, { method: 'DELETE', basic: shop.tenant.secret })).status).toBe(
      204,
    );
    expect((await page()).status).toBe(404);
  });

  it('writes a name that is HTML as text', async () => {
    const tenant = await buildTenant(shop.server);
    const name = '"><script>alert(1)</script>';
    await shop.server.database.write(({ manager }) => manager.update(Tenant, { id: tenant.id }, { name }));
    await announce(shop.server, { topic: 'tenant', tenantId: tenant.id, subject: tenant.id });
    await experience(tenant, 'hosted');
    const { status, text } = await page(tenant.slug);
    expect(status).toBe(200);
    expect(text).not.toContain('<script>alert');
  });
});
