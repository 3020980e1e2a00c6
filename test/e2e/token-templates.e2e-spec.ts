import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type Shop } from '../builders/shop.js';
import { announce, buildTenant } from '../builders/tenancy.js';
import { newId } from '../../src/common/ids.js';
import type { Answer, RequestOptions } from '../support/test-server.js';
import { bytesOf } from '../support/door.js';
import { keysOf } from '../support/services-of.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.server.close());

const path = (name = '') => `/v2/token-templates${name === '' ? '' : `/${name}`}`;
const template = (changes: object = {}, claims: object = {}) => ({
  name: `t-${newId()}`,
  kid: shop.tenant.keyId,
  claims: { aud: '/v2/resources', expires_in: 3600, ...claims },
  ...changes,
});
const post = (body: unknown, options: RequestOptions = {}): Promise<Answer> =>
  shop.app(path(), { method: 'POST', body, ...options });
const put = (name: string, body: unknown, options: RequestOptions = {}): Promise<Answer> =>
  shop.app(path(name), { method: 'PUT', body, ...options });
const fieldsOf = ({ status, body }: Answer) => [status, body.code, Object.keys(body.errors ?? {})];

describe('token templates', () => {
  it('are created, shown, replaced, listed by name and removed', async () => {
    const wish = {
      name: 'about.search_1-A',
      kid: shop.tenant.keyId,
      claims: {
        aud: ['/v2/search', '/v2/accounts/me/resources'],
        expires_in: 60,
        methods: ['GET', 'POST'],
        query: { experienceKey: 'Mine', limit: 3, exact: true, filters: { a: [1] } },
      },
      scope: '/about\\.html',
    };
    const made = await post(wish);
    expect([made.status, made.body]).toEqual([
      201,
      { data: { ...wish, created_at: expect.any(String), updated_at: expect.any(String) } },
    ]);
    expect((await shop.app(path(wish.name))).text).toBe(made.text);
    const { name: _, ...rest } = wish;
    const replaced = await put(wish.name, { kid: rest.kid, claims: { aud: '/v2/resources' } });
    expect([replaced.status, replaced.body.data]).toMatchObject([
      200,
      { name: wish.name, claims: { aud: '/v2/resources' }, scope: null },
    ]);
    expect(replaced.body.data.created_at).toBe(made.body.data.created_at);
    const fresh = await put('Z', { ...rest, name: 'Z' });
    expect([fresh.status, fresh.body.data.name]).toEqual([201, 'Z']);
    const names = async (query: string) =>
      (await shop.app(`${path()}${query}`)).body.data.map(({ name }: { name: string }) => name);
    expect(await names('')).toEqual(['Z', wish.name]);
    expect(await names('?sortedBy=desc')).toEqual([wish.name, 'Z']);
    for (const name of ['Z', wish.name]) {
      expect((await shop.app(path(name), { method: 'DELETE' })).status).toBe(204);
      expect((await shop.app(path(name), { method: 'DELETE' })).status).toBe(404);
    }
    expect(await names('')).toEqual([]);
  });

  it('are listed in pages and by cursor, as everything is', async () => {
    const tenant = await buildTenant(shop.server);
    const ask = (query: string) => shop.server.request(`${path()}${query}`, { basic: tenant.secret });
    for (const name of ['a', 'b', 'c', 'B', '_'])
      await shop.server.request(path(name), {
        method: 'PUT',
        basic: tenant.secret,
        body: { kid: tenant.keyId, claims: { aud: '/v2/search' } },
      });
    const names = ({ body }: Answer) => body.data.map(({ name }: { name: string }) => name).join('');
    const first = await ask('?limit=2');
    expect([names(first), first.body.total, first.body.last_page]).toEqual(['B_', 5, 3]);
    expect(names(await ask('?limit=2&page=3'))).toBe('c');
    const second = await ask(`?limit=2&cursor=${first.body.next_cursor}`);
    expect([names(second), second.body.total]).toEqual(['ab', null]);
    const last = await ask(`?limit=2&cursor=${second.body.next_cursor}`);
    expect([names(last), last.body.next_cursor]).toEqual(['c', null]);
    const back = await ask('?limit=3&orderBy=name&sortedBy=desc');
    expect(names(back)).toBe('cba');
    expect(names(await ask(`?limit=3&orderBy=name&sortedBy=desc&cursor=${back.body.next_cursor}`))).toBe(
      '_B',
    );
    expect(fieldsOf(await ask('?orderBy=kid'))).toEqual([422, 'validation_failed', ['orderBy']]);
  });

  it.each<[string, unknown, string[]]>([
    ['everything', {}, ['name', 'kid', 'claims']],
    ['name', { kid: 'k', claims: { aud: '/v2/x' } }, ['name']],
    ['kid', { name: 'n', claims: { aud: '/v2/x' } }, ['kid']],
    ['claims', { name: 'n', kid: 'k' }, ['claims']],
    ['claims.aud', { name: 'n', kid: 'k', claims: {} }, ['claims.aud']],
  ])('name what is missing: %s', async (_, body, fields) => {
    expect(fieldsOf(await post(body))).toEqual([422, 'validation_failed', fields]);
    const { name: _name, ...rest } = body as { name?: string };
    const besidePath = fields.filter((field) => field !== 'name');
    if (besidePath.length > 0)
      expect(fieldsOf(await put('n', rest))).toEqual([422, 'validation_failed', besidePath]);
    expect((await shop.app(path('n'))).status).toBe(404);
  });

  it.each<[string, object, object, string]>([
    ['an empty name', { name: '' }, {}, 'name'],
    ['a name of dots', { name: '..' }, {}, 'name'],
    ['a name with a slash', { name: '../x' }, {}, 'name'],
    ['an escaped name', { name: '%2f' }, {}, 'name'],
    ['a name that is a number', { name: 7 }, {}, 'name'],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, {}, 'name'],
    ['a name with NUL', { name: 'a\u0000' }, {}, 'name'],
    ['an unknown member', { secret: 'x' }, {}, 'secret'],
    ['an unknown claim', {}, { sub: 'x' }, 'claims.sub'],
    ['a kid that nobody has', { kid: 'nobody' }, {}, 'kid'],
    ['a kid with NUL', { kid: 'a\u0000' }, {}, 'kid'],
    ['a kid that is a number', { kid: 1 }, {}, 'kid'],
    ['aud that is a number', {}, { aud: 7 }, 'claims.aud'],
    ['aud that is the root', {}, { aud: '/' }, 'claims.aud'],
    ['aud that is all of the API', {}, { aud: '/v2/' }, 'claims.aud'],
    ['aud that is the account', {}, { aud: '/v2/accounts/me' }, 'claims.aud'],
    ['aud with a query', {}, { aud: '/v2/search?x=1' }, 'claims.aud'],
    ['aud that goes up', {}, { aud: '/v2/search/../bookings' }, 'claims.aud'],
    ['no aud in the list', {}, { aud: [] }, 'claims.aud'],
    ['one wrong aud in the list', {}, { aud: ['/v2/search', '/v3'] }, 'claims.aud'],
    ['51 aud', {}, { aud: Array(51).fill('/v2/search') }, 'claims.aud'],
    ['exp in the past', {}, { exp: 1_600_000_000, expires_in: undefined }, 'claims.exp'],
    ['exp in milliseconds', {}, { exp: 1_900_000_000_000, expires_in: undefined }, 'claims.exp'],
    ['exp beside expires_in', {}, { exp: 4_000_000_000 }, 'claims.exp'],
    ['expires_in 0', {}, { expires_in: 0 }, 'claims.expires_in'],
    ['expires_in below 0', {}, { expires_in: -1 }, 'claims.expires_in'],
    ['expires_in 1e99', {}, { expires_in: 1e99 }, 'claims.expires_in'],
    ['expires_in 1.5', {}, { expires_in: 1.5 }, 'claims.expires_in'],
    ['expires_in as text', {}, { expires_in: '3600' }, 'claims.expires_in'],
    ['no methods', {}, { methods: [] }, 'claims.methods'],
    ['methods in lower case', {}, { methods: ['get'] }, 'claims.methods'],
    ['query that is a list', {}, { query: ['a'] }, 'claims.query'],
    ['query that is null', {}, { query: null }, 'claims.query'],
    ['a pin that is null', {}, { query: { a: null } }, 'claims.query'],
    ['a pin that is no exact number', {}, { query: { a: 2 ** 60 } }, 'claims.query'],
    ['a pin of a credential', {}, { query: { JWT: 'x' } }, 'claims.query'],
    ['a pin without a name', {}, { query: { '': 'x' } }, 'claims.query'],
    ['a pin of half a character', {}, { query: { a: '\ud800' } }, 'claims.query'],
    [
      'more pins than fit',
      {},
      { query: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, 'x'.repeat(500)])) },
      'claims',
    ],
    ['a scope that is no expression', { scope: '(' }, {}, 'scope'],
    ['a scope that looks ahead', { scope: '(?=a)' }, {}, 'scope'],
    ['a scope that refers back', { scope: '(a)\\1' }, {}, 'scope'],
    ['a scope of 501 characters', { scope: 'a'.repeat(501) }, {}, 'scope'],
    ['a scope that is half a character', { scope: '\ud800' }, {}, 'scope'],
    ['a scope that is a list', { scope: ['/a'] }, {}, 'scope'],
  ])('refuse %s and name the field', async (_, changes, claims, field) => {
    const wish = template(changes, claims);
    expect(fieldsOf(await post(wish))).toEqual([422, 'validation_failed', [field]]);
    const { name, ...rest } = wish;
    if (field === 'name') return;
    expect(fieldsOf(await put(name, rest))).toEqual([422, 'validation_failed', [field]]);
    expect((await shop.app(path(name))).status).toBe(404);
  });

  it('take an end of any form, and one key as well as another', async () => {
    const { exp } = (await post(template({}, { exp: '2035-01-01T00:00:00Z', expires_in: undefined }))).body
      .data.claims;
    expect(exp).toBe(Date.UTC(2035, 0, 1) / 1000);
  });

  it('are signed by an active API key of their own tenant: a widget key, a revoked one and another tenant’s are one answer', async () => {
    const { server, tenant, other } = shop;
    const widget = await server.database.read(({ manager }) =>
      manager.query<{ id: string }[]>(
        `SELECT id FROM api_keys WHERE tenant_id = '${tenant.id}' AND type = 'widget'`,
      ),
    );
    const name = `t-${newId()}`;
    const refused = await put(name, { ...template({ name, kid: 'nobody' }) });
    for (const kid of [widget[0]?.id, other.keyId, '__proto__', 'constructor']) {
      const answer = await put(name, template({ name, kid }));
      expect([kid, answer.status, answer.body.errors]).toEqual([kid, 422, refused.body.errors]);
    }
    await server.database.write(({ manager }) =>
      manager.query(`UPDATE api_keys SET revoked_at = 1 WHERE id = '${tenant.keyId}'`),
    );
    // Whoever asks has another key, which goes on.
    const { secret } = await keysOf(server).create(tenant.id, { type: 'api' });
    const answer = await put(name, template({ name }), { basic: secret! });
    await server.database.write(({ manager }) =>
      manager.query(`UPDATE api_keys SET revoked_at = NULL WHERE id = '${tenant.keyId}'`),
    );
    expect([answer.status, answer.body.errors]).toEqual([422, refused.body.errors]);
  });

  it('name no account but their own', async () => {
    const { tenant, other } = shop;
    for (const aud of [
      `/v2/accounts/${other.slug}/search`,
      '/v2/accounts/nobody/search',
      ['/v2/search', `/v2/accounts/${other.slug}/search`],
    ])
      expect(fieldsOf(await post(template({}, { aud })))).toEqual([422, 'validation_failed', ['claims.aud']]);
    for (const aud of ['/v2/accounts/me/search', `/v2/accounts/${tenant.slug}/search`, '/api/search'])
      expect((await post(template({}, { aud }))).status).toBe(aud.startsWith('/api') ? 422 : 201);
  });

  it('have names that mean something to JavaScript’s objects, in the end and in pins', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', '...']) {
      const body = `{"kid":"${shop.tenant.keyId}","claims":{"aud":"/v2/search","query":{"__proto__":"x","constructor":"y","toString":"z"}}}`;
      expect((await put(name, body)).status).toBe(201);
      const { body: shown, status } = await shop.app(path(name));
      // Members that mean the prototype are taken out of every body.
      expect([status, shown.data.name, shown.data.claims.query]).toEqual([200, name, { toString: 'z' }]);
      expect((await shop.app(path(name), { method: 'DELETE' })).status).toBe(204);
    }
  });

  it('are not found by names that are none', async () => {
    for (const name of ['%2e%2e%2fx', 'a%20b', '%F0%9F%98%80', 'n'.repeat(900)]) {
      expect([400, 404]).toContain((await shop.app(path(name))).status);
      expect([400, 404]).toContain((await shop.app(path(name), { method: 'DELETE' })).status);
      expect([400, 404]).toContain(
        (await shop.app(`${path(name)}/mint`, { method: 'POST', body: {} })).status,
      );
      expect([400, 404, 422]).toContain((await put(name, template())).status);
    }
  });

  it('are created once: a name that stands is refused, and a PUT with another name than its path’s', async () => {
    const wish = template();
    const first = await post(wish);
    expect(fieldsOf(await post(wish))).toEqual([422, 'validation_failed', ['name']]);
    expect(fieldsOf(await put(wish.name, { ...wish, name: 'other' }))).toEqual([
      422,
      'validation_failed',
      ['name'],
    ]);
    expect((await shop.app(path(wish.name))).text).toBe(first.text);
  });

  it('answer a repeated request with its Idempotency-Key byte for byte, and another body 409', async () => {
    const wish = template();
    const headers = { 'Idempotency-Key': newId() };
    const [first, second] = [await post(wish, { headers }), await post(wish, { headers })];
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
    expect((await post({ ...wish, scope: 'x' }, { headers })).status).toBe(409);
    const again = { 'Idempotency-Key': newId() };
    const name = `t-${newId()}`;
    const { name: _, ...rest } = wish;
    const puts = [await put(name, rest, { headers: again }), await put(name, rest, { headers: again })];
    expect(puts.map(({ status, text }) => [status, text])).toEqual([
      [201, puts[0]?.text],
      [201, puts[0]?.text],
    ]);
  });

  it('of another tenant answer exactly as missing ones', async () => {
    const { server, other } = shop;
    const wish = template();
    await post(wish);
    const headers = { 'X-Request-Id': 'request-0001' };
    const { name: _, ...rest } = wish;
    for (const [suffix, options] of [
      ['', {}],
      ['', { method: 'DELETE' }],
      ['/mint', { method: 'POST', body: {} }],
    ] as const) {
      const answers = [wish.name, `t-${newId()}`].map(async (name) =>
        bytesOf(
          await server.request(path(name) + suffix, { ...options, headers, basic: other.secret }),
        ).replaceAll(name, 'NAME'),
      );
      expect(await answers[0]).toBe(await answers[1]);
      expect(await answers[0]).toMatch(/^404/);
    }
    const theirs = await server.request(path(wish.name), {
      method: 'PUT',
      basic: other.secret,
      body: { ...rest, kid: other.keyId },
    });
    expect(theirs.status).toBe(201);
    expect((await shop.app(path(wish.name))).body.data.kid).toBe(shop.tenant.keyId);
  });

  it('are for the merchant’s server alone', async () => {
    const { server, tenant, configuration } = shop;
    const name = template().name;
    await put(name, {
      kid: tenant.keyId,
      claims: { aud: ['/v2/token-templates', '/v2/page-tokens'], methods: ['GET', 'POST', 'PUT', 'DELETE'] },
    });
    const minted = (await shop.app(`${path(name)}/mint`, { method: 'POST', body: {} })).body.data.token;
    for (const credential of [
      { basic: tenant.widgetSecret },
      { bearer: configuration.token({ id: 'u' }) },
      { bearer: minted as string },
    ])
      for (const [at, method] of [
        [path(), 'GET'],
        [path(), 'POST'],
        [path(name), 'GET'],
        [path(name), 'PUT'],
        [path(name), 'DELETE'],
        [`${path(name)}/mint`, 'POST'],
        ['/v2/page-tokens', 'POST'],
      ] as const) {
        const answer = await server.request(at, {
          method,
          ...(method !== 'GET' && method !== 'DELETE' && { body: {} }),
          ...credential,
        });
        expect([at, method, answer.status, answer.body.code]).toEqual([at, method, 403, 'forbidden']);
      }
  });

  it('are at most 200', async () => {
    const tenant = await buildTenant(shop.server);
    const { server } = shop;
    await server.database.write(async ({ manager }) => {
      for (let at = 0; at < 200; at += 1)
        await manager.query(
          `INSERT INTO token_templates (tenant_id, name, key_id, claims, created_at, updated_at) VALUES ('${tenant.id}', 't${at}', '${tenant.keyId}', '{"aud":"/v2/search"}', 1, 1)`,
        );
    });
    await announce(server, { topic: 'tenant', tenantId: tenant.id, subject: tenant.id });
    const send = (name: string) =>
      server.request(path(name), {
        method: 'PUT',
        basic: tenant.secret,
        body: { kid: tenant.keyId, claims: { aud: '/v2/resources' } },
      });
    expect(fieldsOf(await send('one-more'))).toEqual([422, 'validation_failed', ['name']]);
    expect((await send('t7')).status).toBe(200);
  });
});
