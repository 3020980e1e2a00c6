import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { languages } from '../../src/pages/language.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { openShop, type Shop } from '../builders/shop.js';
import { announce, buildConfiguration } from '../builders/tenancy.js';
import { bytesOf } from '../support/door.js';
import { startTestServer, type RequestOptions } from '../support/test-server.js';

const hour = 3_600_000;
let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ settings: { branding: { color: '#7a1f5c' }, locale: 'da-DK' } });
});
afterAll(() => shop.server.close());

const page = (slug = shop.tenant.slug, headers: Record<string, string> = {}) =>
  shop.server.request(`/overview/${slug}`, { headers });

/** Cookie of a user's session. */
async function signIn(claims: Record<string, unknown>, by = shop.configuration, slug = shop.tenant.slug) {
  const answer = await shop.server.request(`/sso/${slug}?jwt=${by.token(claims)}`);
  return /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
}

async function book(id: string, what: string, startMs: number): Promise<string> {
  const [start, end] = [startMs, startMs + hour].map((ms) => new Date(ms).toISOString());
  const answer = await shop.app('/v2/bookings', {
    method: 'POST',
    bearer: shop.configuration.token({ id }),
    body: { graph: 'instant', start, end, what, customer: { name: 'C', email: 'c@example.com' } },
  });
  expect(answer.status).toBe(201);
  return answer.body.data.id as string;
}

describe('GET /overview.js', () => {
  const script = (headers: Record<string, string> = {}, options: RequestOptions = {}) =>
    shop.server.request('/overview.js', { headers, ...options });

  test('is a module that pages of every origin may load and keep', async () => {
    const answer = await script();
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('booking-overview');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
      etag: expect.stringMatching(/^"[\w-]+"$/),
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('a copy that still stands is not sent again', async () => {
    for (const encoding of ['gzip', 'identity']) {
      const first = await script({ 'Accept-Encoding': encoding });
      const etag = first.headers.get('etag') ?? '';
      const again = await script({ 'Accept-Encoding': encoding, 'If-None-Match': etag });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('access-control-allow-origin')).toBe('*');
      const other = await script({ 'Accept-Encoding': encoding, 'If-None-Match': '"another"' });
      expect([other.status, other.text]).toEqual([200, first.text]);
    }
  });

  test('is sent packed to who takes that, under 40 kB', async () => {
    const { request } = await import('node:http');
    const packed = await new Promise<{ encoding: unknown; bytes: Buffer }>((resolve, reject) => {
      request(`${shop.server.url}/overview.js`, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ encoding: response.headers['content-encoding'], bytes: Buffer.concat(parts) }),
        );
      })
        .on('error', reject)
        .end();
    });
    expect(packed.encoding).toBe('gzip');
    expect(packed.bytes.length).toBeLessThan(40_000);
    expect(gunzipSync(packed.bytes).toString('utf8')).toBe(
      (await script({ 'Accept-Encoding': 'identity' })).text,
    );
  });

  test('HEAD answers the same headers without the module', async () => {
    const answer = await script({}, { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('etag')).not.toBeNull();
  });
});

describe('GET /overview/{slug}', () => {
  test('is the merchant’s page for whoever holds a token in the fragment: no server sees it', async () => {
    const answer = await page();
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`<h1>Merchant ${shop.tenant.slug}</h1>`);
    expect(answer.text).toContain(`<booking-overview app-slug="${shop.tenant.slug}" from-fragment>`);
    expect(answer.text).toContain('--accent:#7a1f5c');
    const { headers } = answer;
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('vary')).toContain('Accept-Language');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-\S+ 'sha256-\S+; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
  });

  test.each([
    ['de-AT, en;q=0.5', 'de'],
    ['fr', 'fr'],
    ['es-MX', 'es'],
    ['en-GB', 'en'],
    ['pt', 'da'],
    ['', 'da'],
  ])('Accept-Language %j is answered in %s', async (accepted, language) => {
    const { text } = await page(shop.tenant.slug, { 'Accept-Language': accepted });
    expect(text).toContain(`<html lang="${language}">`);
  });

  test('a slug that nobody has is a page that says so (404), in every language', async () => {
    const texts = new Set<string>();
    for (const language of languages) {
      const answer = await page('nobody-has-this-slug', { 'Accept-Language': language });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.text).not.toContain('<script');
      texts.add(answer.text);
    }
    expect(texts.size).toBe(languages.length);
    const json = await page('nobody-has-this-slug', { Accept: 'application/json' });
    expect([json.status, json.body.code]).toEqual([404, 'not_found']);
  });

  test('what a tenant is called is text', async () => {
    const { server, other } = shop;
    const name = '</title><script>alert(1)</script>';
    await server.database.write(({ manager }) => manager.update(Tenant, { id: other.id }, { name }));
    await announce(server, { topic: 'tenant', tenantId: other.id, subject: other.id });
    expect((await page(other.slug)).text).not.toContain('<script>');
  });

  test('stands below the path of the public URL', async () => {
    const below = await startTestServer({ PUBLIC_URL: 'https://example.com/book' });
    try {
      const { buildTenant } = await import('../builders/tenancy.js');
      const tenant = await buildTenant(below);
      const answer = await below.request(`/overview/${tenant.slug}`);
      expect(answer.text).toContain('src="/book/overview.js"');
    } finally {
      await below.close();
    }
  });
});

describe('the signed-in user’s bookings', () => {
  const list = (cookie: string, headers: Record<string, string> = {}, query = '', slug = shop.tenant.slug) =>
    shop.server.request(`/overview/${slug}/bookings${query}`, {
      headers: { Cookie: cookie, 'X-Request-Id': 'overview-0000', ...headers },
    });

  test('are listed as the user’s token lists them, links included', async () => {
    const id = await book('lister', 'Own cut', Date.now() + 24 * hour);
    await book('somebody', 'Foreign cut', Date.now() + 24 * hour);
    const answer = await list(await signIn({ id: 'lister' }), {}, '?include=customer_action_links');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const bearer = shop.configuration.token({ id: 'lister' });
    const direct = await shop.server.request('/v2/me/bookings', { bearer });
    expect(answer.body.data).toHaveLength(1);
    expect(answer.body.data[0]).toMatchObject({ ...direct.body.data[0], id });
    expect(Object.keys(answer.body.data[0].customer_action_links)).toEqual([
      'cancel_by_customer',
      'reschedule_by_customer',
    ]);
  });

  test('are nobody’s without a session (401), whoever the slug belongs to', async () => {
    const cookie = await signIn({ id: 'lister' });
    const without = await list('');
    expect([without.status, without.body.code]).toEqual([401, 'credential_missing']);
    for (const answer of [
      await list(`${cookie.slice(0, -8)}AAAAAAAA`),
      await list(`${cookie}; ${cookie}`),
      await list(cookie, {}, '', shop.other.slug),
      await list('', {}, '', 'nobody-has-this-slug'),
      await list('', { Authorization: `Bearer ${shop.configuration.token()}` }),
    ])
      expect(bytesOf(answer)).toBe(bytesOf(without));
  });

  test.each(['cross-site', 'same-site', 'anything'])('are not read by a page of a %s', async (site) => {
    const cookie = await signIn({ id: 'lister' });
    for (const path of ['/bookings', '/bookings.ics']) {
      const answer = await shop.server.request(`/overview/${shop.tenant.slug}${path}`, {
        headers: { Cookie: cookie, 'Sec-Fetch-Site': site },
      });
      expect([answer.status, answer.body.code]).toEqual([403, 'origin_not_allowed']);
    }
    expect((await list(cookie, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });

  test('refuse what a list refuses (422)', async () => {
    const answer = await list(await signIn({ id: 'lister' }), {}, '?orderBy=secret');
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });

  test('can be put into a calendar, one or all, and nobody else’s', async () => {
    const mine = await book('calendar', 'Calendar cut', Date.now() + 48 * hour);
    const theirs = await book('somebody', 'Foreign calendar cut', Date.now() + 48 * hour);
    const cookie = await signIn({ id: 'calendar' });
    const calendar = (query: string) =>
      shop.server.request(`/overview/${shop.tenant.slug}/bookings.ics${query}`, {
        headers: { Cookie: cookie },
      });
    for (const query of ['', `?id=${mine}`]) {
      const answer = await calendar(query);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'text/calendar; charset=utf-8',
      ]);
      expect(answer.text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
      expect(answer.text).toContain('SUMMARY:Calendar cut');
    }
    expect((await calendar(`?id=${theirs}`)).status).toBe(404);
  });

  test('stand in the page for whoever runs no script, in their language and zone', async () => {
    await book('plain', 'Plain cut', Date.now() + 24 * hour);
    const cookie = await signIn({ id: 'plain', zoneinfo: 'America/New_York', email: 'plain@example.com' });
    const { text } = await page(shop.tenant.slug, { Cookie: cookie, 'Accept-Language': 'de' });
    expect(text).toContain('<h2>Kommende Buchungen</h2>');
    expect(text).toContain('<strong>Plain cut</strong>');
    expect(text).toContain('(America/New_York) · Bestätigt');
    expect(text).toContain(`source="/overview/${shop.tenant.slug}/bookings"`);
    expect(text).toContain('Abmelden');
  });

  test('end with the session of another merchant’s user', async () => {
    const theirs = await buildConfiguration(shop.server, shop.other);
    const cookie = await signIn({ id: 'lister' }, theirs, shop.other.slug);
    expect((await list(cookie)).status).toBe(401);
    expect((await list(cookie, {}, '', shop.other.slug)).body.data).toEqual([]);
  });
});
