import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { Clock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { TokenTemplatesService } from '../../src/minted-tokens/templates/token-templates.service.js';
import { ApiKeysService } from '../../src/tenants/api-keys.service.js';
import { SEALER } from '../../src/tenants/sealer.js';
import { openShop, type Shop } from '../builders/shop.js';
import { buildResource } from '../builders/resources.js';
import { announce, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import type { Answer, RequestOptions } from '../support/test-server.js';
import { until } from '../support/until.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.server.close());

type Asking = Pick<BuiltTenant, 'secret' | 'keyId' | 'id'>;

const send = (tenant: Asking, path: string, body: unknown, options: RequestOptions = {}): Promise<Answer> =>
  shop.server.request(path, { method: 'POST', body, basic: tenant.secret, ...options });
const put = async (tenant: Asking, name: string, claims: object, scope?: string) => {
  const body = {
    kid: tenant.keyId,
    claims: { aud: '/v2/resources', ...claims },
    ...(scope !== undefined && { scope }),
  };
  const answer = await send(tenant, `/v2/token-templates/${name}`, body, { method: 'PUT' });
  expect([200, 201]).toContain(answer.status);
};
const mint = (tenant: Asking, name: string, body: object = {}) =>
  send(tenant, `/v2/token-templates/${name}/mint`, body);
const pages = (tenant: Asking, paths: unknown, options: RequestOptions = {}) =>
  send(tenant, '/v2/page-tokens', { paths }, options);
const setting = async ({ id }: Asking, settings: Partial<TenantSettings>) => {
  await shop.server.database.write(({ manager }) =>
    manager.query(`UPDATE tenants SET settings = '${JSON.stringify(settings)}' WHERE id = '${id}'`),
  );
  await announce(shop.server, { topic: 'tenant', tenantId: id, subject: id });
};
const ending = async ({ id, keyId }: Asking, at: number | 'NULL') => {
  await shop.server.database.write(({ manager }) =>
    manager.query(`UPDATE api_keys SET revoked_at = ${at} WHERE id = '${keyId}'`),
  );
  await announce(shop.server, { topic: 'api_key', tenantId: id, subject: keyId });
};

describe('minting a token of a template', () => {
  it('signs what the template claims with its key, and says when the token ends', async () => {
    const { tenant } = shop;
    const query = { search: 'name:Ann', limit: 3 };
    await put(tenant, 'whole', { expires_in: 60, methods: ['GET', 'POST'], query });
    const { status, body } = await mint(tenant, 'whole');
    expect(status).toBe(200);
    const { header, payload } = jsonwebtoken.verify(body.data.token, tenant.secret, { complete: true });
    expect(header).toEqual({ typ: 'JWT', alg: 'HS256', kid: tenant.keyId });
    const { iat } = payload as { iat: number };
    expect(payload).toEqual({ aud: '/v2/resources', methods: ['GET', 'POST'], query, iat, exp: iat + 60 });
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(30);
    expect(Date.parse(body.data.expires_at)).toBe((iat + 60) * 1000);
    const zoned = await send(
      tenant,
      '/v2/token-templates/whole/mint',
      {},
      { headers: { 'Timekit-Timezone': 'Asia/Tokyo' } },
    );
    expect(zoned.body.data.expires_at).toMatch(/\+09:00$/);
  });

  it('ends all tokens at exp, none without an end, and opens its path over HTTP and no other', async () => {
    const { tenant, server } = shop;
    const exp = Math.floor(Date.now() / 1000) + 5000;
    await put(tenant, 'absolute', { exp });
    await put(tenant, 'endless', {});
    const [absolute, endless] = [await mint(tenant, 'absolute'), await mint(tenant, 'endless')];
    expect(jsonwebtoken.decode(absolute.body.data.token)).toMatchObject({ exp });
    expect(Date.parse(absolute.body.data.expires_at)).toBe(exp * 1000);
    expect(endless.body.data.expires_at).toBeNull();
    await buildResource(server, tenant, { name: 'Ann' });
    for (const bearer of [absolute.body.data.token, endless.body.data.token] as string[]) {
      expect((await server.request('/v2/resources', { bearer })).status).toBe(200);
      expect((await server.request('/v2/projects', { bearer })).body.code).toBe('outside_audience');
      expect((await server.request('/v2/resources', { bearer, method: 'POST', body: {} })).status).toBe(403);
    }
  });

  it('answers null for a page outside of the scope, and asks the scope of no other', async () => {
    const { tenant } = shop;
    await put(tenant, 'about', { expires_in: 60 }, '/about\\.html');
    expect((await mint(tenant, 'about', { path: '/about.html' })).body.data.token).toEqual(
      expect.any(String),
    );
    for (const path of ['/about_html', '/x/about.html', '/about.html/', ''])
      expect((await mint(tenant, 'about', { path })).body).toEqual({
        data: { token: null, expires_at: null },
      });
    expect((await mint(tenant, 'about')).body.data.token).toEqual(expect.any(String));
    const bare = await send(tenant, '/v2/token-templates/about/mint', undefined);
    expect([bare.status, bare.body.data?.token]).toEqual([200, expect.any(String)]);
  });

  it.each<[string, unknown, string]>([
    ['a path that is no text', { path: 7 }, 'path'],
    ['a long path', { path: '/'.repeat(2001) }, 'path'],
    ['half a character', '{"path":"\\ud800"}', 'path'],
    ['an unknown member', { aud: '/v2/bookings' }, 'aud'],
    ['a list', [], 'body'],
  ])('refuses %s', async (_, body, field) => {
    await put(shop.tenant, 'plain', {});
    const answer = await send(shop.tenant, '/v2/token-templates/plain/mint', body);
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, [field]]);
  });

  it('honours the longest life that the tenant allows: when a template is written and when it mints', async () => {
    const tenant = await buildTenant(shop.server);
    await put(tenant, 'day', { expires_in: 86_400 });
    await put(tenant, 'endless', {});
    await setting(tenant, { minted_token_max_age_s: 3600 });
    for (const [name, claims] of [
      ['claims.expires_in', { expires_in: 3601 }],
      ['claims.expires_in', {}],
      ['claims.exp', { exp: Math.floor(Date.now() / 1000) + 7200 }],
    ] as const) {
      const body = { kid: tenant.keyId, claims: { aud: '/v2/resources', ...claims } };
      const answer = await send(tenant, '/v2/token-templates/new', body, { method: 'PUT' });
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [name]]);
    }
    for (const name of ['day', 'endless'])
      for (const answer of [await mint(tenant, name), await pages(tenant, ['/a'])]) {
        expect([answer.status, Object.keys(answer.body.errors)[0]]).toEqual([
          422,
          expect.stringMatching(/^token_templates\./),
        ]);
        expect(Object.values(answer.body.errors).join()).toMatch(/put the template anew/);
      }
    await put(tenant, 'hour', { expires_in: 3600 });
    const { token } = (await mint(tenant, 'hour')).body.data;
    expect((await shop.server.request('/v2/resources', { bearer: token })).status).toBe(200);
  });

  it('mints nothing after the template’s exp has come, and says which template it is', async () => {
    const tenant = await buildTenant(shop.server);
    await put(tenant, 'past', { exp: Math.floor(Date.now() / 1000) + 5000 });
    await shop.server.database.write(({ manager }) =>
      manager.query(
        `UPDATE token_templates SET claims = '{"aud":"/v2/resources","exp":1600000000}' WHERE tenant_id = '${tenant.id}'`,
      ),
    );
    const errors = {
      'token_templates.past': ['its claims.exp must lie in the future: put the template anew'],
    };
    for (const answer of [await mint(tenant, 'past'), await pages(tenant, ['/a'])])
      expect([answer.status, answer.body.errors]).toEqual([422, errors]);
    expect((await pages(tenant, [])).status).toBe(200);
  });

  it('is for later where the template’s key cannot be opened', async () => {
    const tenant = await buildTenant(shop.server);
    await put(tenant, 'sealed', {});
    await shop.server.database.write(({ manager }) =>
      manager.query(`UPDATE api_keys SET secret_sealed = 'lost' WHERE id = '${tenant.keyId}'`),
    );
    await announce(shop.server, { topic: 'api_key', tenantId: tenant.id, subject: tenant.keyId });
    for (const answer of [await mint(tenant, 'sealed'), await pages(tenant, ['/a'])])
      expect([answer.status, answer.body.code]).toEqual([503, 'keys_unavailable']);
  });

  it('mints nothing with a key that has ended, and says which template needs another', async () => {
    const tenant = await buildTenant(shop.server);
    await put(tenant, 'old', { expires_in: 60 }, '/old/.*');
    await put(tenant, 'all', { expires_in: 60 }, '/new/.*');
    const { token } = (await mint(tenant, 'old')).body.data;
    const secret = await anotherKey(tenant);
    const other = { ...tenant, secret };
    await ending(tenant, 1);
    expect((await shop.server.request('/v2/resources', { bearer: token })).body.code).toBe('token_rejected');
    expect((await mint(tenant, 'old')).status).toBe(401);
    const errors = { 'token_templates.old': [expect.stringMatching(/its key has ended.*as kid/)] };
    for (const answer of [await mint(other, 'old'), await pages(other, ['/a', '/old/a'])])
      expect([answer.status, answer.body.errors]).toEqual([422, errors]);
    // Pages that it is not for are not kept waiting by it.
    expect((await pages(other, ['/a'])).body).toEqual({ data: { '/a': {} } });
    expect((await mint(other, 'old', { path: '/a' })).body.data.token).toBeNull();
  });
});

/** Secret of one more key of the tenant. */
async function anotherKey({ id }: Asking): Promise<string> {
  const { app, database } = shop.server;
  const of = <T>(token: Parameters<typeof app.get>[0]) => app.get<T>(token, { strict: false });
  const keys = new ApiKeysService(database, of(ChangeFeed), of(Clock), of(SEALER));
  return String((await keys.create(id, { type: 'api' })).secret);
}

describe('the tokens of a site’s pages', () => {
  let tenant: BuiltTenant;
  beforeAll(async () => {
    tenant = await buildTenant(shop.server);
    await put(tenant, 'search', { expires_in: 3600 }, '/about\\.html|/shops/.*');
    await put(tenant, 'all', {});
    await put(tenant, '__proto__', { expires_in: 60 }, '/shops/[^/]+');
  });

  it('are those of every template whose scope matches the page, signed once', async () => {
    const { status, headers, body, text } = await pages(tenant, [
      '/about.html',
      '/shops/a',
      '/shops/a/b',
      '/x',
      '/x',
    ]);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const names = Object.fromEntries(
      Object.entries(body.data).map(([page, tokens]) => [page, Object.keys(tokens as object)]),
    );
    expect(names).toEqual({
      '/about.html': ['all', 'search'],
      '/shops/a': ['__proto__', 'all', 'search'],
      '/shops/a/b': ['all', 'search'],
      '/x': ['all'],
    });
    const { search, all } = body.data['/about.html'];
    expect(body.data['/shops/a/b']).toEqual({ search, all });
    expect([search.expires_at, all.expires_at]).toEqual([expect.any(String), null]);
    expect(jsonwebtoken.verify(search.token, tenant.secret)).toMatchObject({ aud: '/v2/resources' });
    expect(JSON.parse(text)).toEqual(body);
    for (const { token } of [search, all])
      expect((await shop.server.request('/v2/resources', { bearer: token })).status).toBe(200);
  });

  it('are told for pages of any name, and for pages that no template is for', async () => {
    const other = await buildTenant(shop.server);
    const odd = ['__proto__', 'constructor', '/a"b\\c', '/København/😀', '\n', '/%2f', '../x'];
    const { status, body } = await pages(other, odd);
    expect([status, Object.entries(body.data)]).toEqual([200, odd.map((page) => [page, {}])]);
    expect((await pages(other, [])).body).toEqual({ data: {} });
  });

  it.each<[string, unknown, string]>([
    ['10,001 paths', Array.from({ length: 10_001 }, (_, at) => `/${at}`), 'paths'],
    ['a path that is no text', ['/a', 7], 'paths.1'],
    ['a path that is a list', [['/a']], 'paths.0'],
    ['an empty path', [''], 'paths.0'],
    ['a long path', ['/'.repeat(2001)], 'paths.0'],
    ['half a character', ['\ud800'], 'paths.0'],
    ['NUL', ['/\u0000'], 'paths.0'],
    ['one path alone', '/about.html', 'paths'],
    ['nothing', undefined, 'paths'],
  ])('are refused for %s', async (_, paths, field) => {
    const answer = await pages(tenant, paths);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
  });

  it('are asked for with 10,000 paths of a body of 2 MB, which no other route takes', async () => {
    const paths = Array.from({ length: 10_000 }, (_, at) => `/${'p'.repeat(180)}${at}`);
    const answer = await pages(tenant, paths);
    expect([answer.status, Object.keys(answer.body.data).length]).toEqual([200, 10_000]);
    const big = { paths, scope: 'x' };
    expect(
      (await send(tenant, '/v2/page-tokens', { paths: Array(1100).fill('x'.repeat(1999)) })).status,
    ).toBe(413);
    expect((await send(tenant, '/v2/token-templates', big)).status).toBe(413);
    expect((await send(tenant, '/v2/token-templates/all/mint', big)).status).toBe(413);
  });

  it('are the same bytes where an Idempotency-Key repeats the request', async () => {
    const headers = { 'Idempotency-Key': newId() };
    const first = await pages(tenant, ['/about.html'], { headers });
    const second = await pages(tenant, ['/about.html'], { headers });
    expect([second.status, second.text, second.headers.get('content-type')]).toEqual([
      200,
      first.text,
      first.headers.get('content-type'),
    ]);
    expect((await pages(tenant, ['/x'], { headers })).status).toBe(409);
  });

  it('hold nobody up while hostile scopes are compared with 10,000 pages', async () => {
    const { server } = shop;
    const hostile = await buildTenant(server);
    for (let at = 0; at < 20; at += 1) await put(hostile, `s${at}`, {}, `(?:a|b)*a(?:a|b){${at + 10}}c`);
    await put(hostile, 'nested', {}, '(a+)+$');
    const word = (at: number) =>
      Array.from({ length: 170 }, (_, i) => ((at * 31 + i * i * 7 + (i >> (at % 5))) % 3 ? 'a' : 'b')).join(
        '',
      );
    const paths = Array.from({ length: 10_000 }, (_, at) => `${word(at)}${at}!`);
    const looked = jest.spyOn(server.app.get(TokenTemplatesService, { strict: false }), 'findAll');
    let isOver = false;
    const slow = pages(hostile, paths).finally(() => (isOver = true));
    await until('the templates are looked at', () => looked.mock.calls.length > 0);
    looked.mockRestore();
    // Whoever comes only now would be answered last, were the pages compared in one go.
    expect((await server.request('/v2/resources', { basic: tenant.secret })).status).toBe(200);
    expect(isOver).toBe(false);
    const { status, body } = await slow;
    // Answered, or refused for asking for too much at once: never waited for.
    if (status === 200) expect(Object.keys(body.data)).toHaveLength(10_000);
    else expect([status, Object.keys(body.errors)]).toEqual([422, ['paths']]);
  });

  it('are refused where the answer would be too long, however many templates there are', async () => {
    const many = await buildTenant(shop.server);
    const query = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`p${at}`, 'x'.repeat(1900)]));
    await put(many, 'long', { query });
    const paths = Array.from({ length: 10_000 }, (_, at) => `/${at}`);
    const answer = await pages(many, paths);
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      { paths: [expect.stringContaining('fewer pages at once')] },
    ]);
    expect((await pages(many, paths.slice(0, 1000))).status).toBe(200);
  });
});
