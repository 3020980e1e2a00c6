import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { sendBytes, sendTarget } from '../support/raw-http.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let testTenant: BuiltTenant;
let configuration: BuiltConfiguration;
let userId: string;

const basicOf = (secret: string) => ({
  Authorization: `Basic ${Buffer.from(`:${secret}`).toString('base64')}`,
});
const fixedId = { 'X-Request-Id': 'conventions-0001' };
const asApp = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  server.request(path, { method, basic: tenant.secret, headers: { ...fixedId, ...headers } });
const raw = (target: string, method = 'GET') =>
  sendTarget(server.url, target, { method, headers: { ...basicOf(tenant.secret), ...fixedId } });

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server, { slug: 'my-app-6165' });
  other = await buildTenant(server);
  testTenant = await buildTenant(server, { mode: 'test' });
  configuration = await buildConfiguration(server, tenant);
  const me = await server.request('/v2/me', { bearer: configuration.token({ id: 'resident' }) });
  userId = me.body.data.id as string;
});
afterAll(() => server.close());

describe('paths', () => {
  it('have one answer, in the same bytes, however they are spelled', async () => {
    const plain = await asApp(`/v2/users/${userId}`);
    expect(plain.status).toBe(200);
    const spellings = [
      `/v2/users/${userId}/`,
      `/api/users/${userId}`,
      `/v2/accounts/me/users/${userId}`,
      `/v2/accounts/${tenant.slug}/users/${userId}`,
      `/api/accounts/me/users/${userId}/`,
      `/v2/%75sers/${userId}`,
      `/%76%32/users/${userId}`,
    ];
    for (const spelling of spellings) {
      const answer = await asApp(spelling);
      expect([spelling, answer.status, answer.text]).toEqual([spelling, 200, plain.text]);
    }
  });

  it("answer for another tenant's slug as for a route that does not exist", async () => {
    const unknown = await asApp('/v2/no-such-route');
    expect(unknown.status).toBe(404);
    for (const slug of [other.slug, 'nobody', 'ME', tenant.slug.toUpperCase(), 'me%20', '%6de%20']) {
      const answer = await asApp(`/v2/accounts/${slug}/users/${userId}`);
      expect([slug, answer.status, answer.text]).toEqual([slug, 404, unknown.text]);
      expect(headersOf(answer.headers)).toEqual(headersOf(unknown.headers));
    }
    expect((await asApp(`/v2/accounts/%6d%65/users/${userId}`)).status).toBe(200);
  });

  it('name nothing where a segment is empty, a dot, a broken escape or hides a separator', async () => {
    const targets = [
      `//v2/users/${userId}`,
      `/v2//users/${userId}`,
      `/v2/users//${userId}`,
      `/v2/users/${userId}//`,
      `/v2/./users/${userId}`,
      `/v2/me/../users/${userId}`,
      `/v2/me/%2e%2e/users/${userId}`,
      `/v2/%2e/users/${userId}`,
      `/v2%2fusers/${userId}`,
      `/v2/users%2F${userId}`,
      `/v2/users%5c${userId}`,
      `/v2\\users\\${userId}`,
      `/v2/users/${userId}%00`,
      `/v2/users/${userId}%0a`,
      `/v2/users/${userId}%`,
      `/v2/users/${userId}%zz`,
      `/v2/users/%c3%28`,
      `/v2/%2575sers/${userId}`,
      `/V2/users/${userId}`,
      `/v2/Users/${userId}`,
      `/v2/users;x=1/${userId}`,
      '/v2/accounts',
      '/v2/accounts/me',
      '/v2/accounts/me/',
      '/v2/accounts/me/accounts/me/users',
      '/.nowhere',
      '/v2',
      '/',
    ];
    for (const target of targets) {
      const answer = await raw(target);
      expect([target, answer.status]).toEqual([target, 404]);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toContain('"code":"not_found"');
      expect(answer.body).not.toContain(userId);
    }
  });

  it('answer an absolute address, an asterisk and a foreign authority without a body of data', async () => {
    for (const target of [
      `http://elsewhere.example/v2/users/${userId}`,
      '*',
      'elsewhere.example:443',
      `?/v2/users/${userId}`,
    ]) {
      const answer = await raw(target);
      expect([target, answer.status]).toEqual([target, expect.any(Number)]);
      expect([400, 404]).toContain(answer.status);
      expect(answer.body).not.toContain(userId);
    }
  });
});

describe('methods', () => {
  it('answers HEAD as GET without a body, and asks it for the same credential', async () => {
    const without = await server.request('/v2/users', { method: 'HEAD' });
    const widget = await server.request('/v2/users', { method: 'HEAD', basic: tenant.widgetSecret });
    const app = await server.request('/v2/users', { method: 'HEAD', basic: tenant.secret });
    expect([without.status, widget.status, app.status]).toEqual([401, 403, 200]);
    expect([without.text, widget.text, app.text]).toEqual(['', '', '']);
    expect(
      (await server.request(`/v2/accounts/${other.slug}/users`, { method: 'HEAD', basic: tenant.secret }))
        .status,
    ).toBe(404);
  });

  it('answers a method that a path does not have as a route that does not exist', async () => {
    const unknown = await asApp('/v2/no-such-route');
    for (const [method, path] of [
      ['PATCH', '/v2/me'],
      ['POST', '/v2/users'],
      ['DELETE', '/v2/users'],
      ['PUT', '/openapi.json'],
    ] as const) {
      const answer = await asApp(path, {}, method);
      expect([method, path, answer.status, answer.text]).toEqual([method, path, 404, unknown.text]);
    }
    for (const method of ['TRACE', 'PROPFIND', 'QUERY', 'MOVE', 'SEARCH']) {
      const answer = await raw('/v2/users', method);
      expect([method, answer.status]).toEqual([method, expect.any(Number)]);
      expect([400, 404, 405]).toContain(answer.status);
      expect(answer.body).toContain('"code":"');
    }
  });

  it('does not let a header or parameter stand for another method', async () => {
    const answer = await server.request(`/v2/users/${userId}?_method=DELETE`, {
      basic: tenant.secret,
      headers: { 'X-HTTP-Method-Override': 'DELETE', 'X-Method-Override': 'DELETE' },
    });
    expect(answer.status).toBe(200);
    expect((await asApp(`/v2/users/${userId}`)).status).toBe(200);
  });
});

describe('pages of other origins', () => {
  it('may ask before they call, without a credential, on every path', async () => {
    for (const path of ['/v2/users', '/api/bookings', '/v2/accounts/nobody/users', '/v2/no-such-route']) {
      const answer = await server.request(path, {
        method: 'OPTIONS',
        headers: {
          Origin: 'https://shop.example',
          'Access-Control-Request-Method': 'PUT',
          'Access-Control-Request-Headers': 'authorization',
        },
      });
      expect([path, answer.status, answer.text]).toEqual([path, 204, '']);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE');
      expect(answer.headers.get('access-control-allow-headers')!.split(', ')).toEqual([
        'Authorization',
        'Content-Type',
        'Timekit-App',
        'Timekit-Context',
        'Timekit-Timezone',
        'Timekit-InputTimestampFormat',
        'Timekit-OutputTimestampFormat',
        'Idempotency-Key',
      ]);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('may read every answer of the API, errors included, and the headers that tell of limits', async () => {
    for (const answer of [
      await asApp('/v2/users', { Origin: 'https://shop.example' }),
      await asApp('/v2/no-such-route', { Origin: 'https://shop.example' }),
      await server.request('/v2/users', { headers: { Origin: 'https://shop.example' } }),
      await asApp('/v2/users?limit=0', { Origin: 'null' }),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')).toBe(
        'Timekit-TestMode, Retry-After, RateLimit, RateLimit-Policy',
      );
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it('may use a widget key only where the tenant lists them; servers are not asked where they are', async () => {
    const careful = await buildTenant(server, { settings: { allowed_origins: ['https://shop.example'] } });
    const from = (origin: string | undefined, secret: string) =>
      server.request('/v2/users', { basic: secret, headers: { ...(origin && { Origin: origin }) } });
    for (const origin of [
      'https://evil.example',
      'null',
      'http://shop.example',
      'https://shop.example.evil.example',
      'https://shop.example:444',
    ]) {
      const answer = await from(origin, careful.widgetSecret);
      expect([origin, answer.status, answer.body.code]).toEqual([origin, 403, 'origin_not_allowed']);
      expect((await from(origin, careful.secret)).status).toBe(200);
    }
    expect((await from('https://shop.example', careful.widgetSecret)).body.code).toBe('forbidden');
    expect((await from(undefined, careful.widgetSecret)).body.code).toBe('forbidden');
    expect((await from('https://evil.example', tenant.widgetSecret)).body.code).toBe('forbidden');
  });
});

describe('errors', () => {
  const put = (body: string, headers: Record<string, string> = {}) =>
    server.request('/v2/me', {
      method: 'PUT',
      bearer: configuration.token({ id: 'resident' }),
      body,
      headers,
    });

  it('are problem+json with a code, and the members that clients written for Timekit read', async () => {
    const { status, headers, body } = await asApp('/v2/no-such-route');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      type: '/docs/errors#not_found',
      title: 'Not found',
      status: 404,
      detail: 'Route not found.',
      code: 'not_found',
      request_id: 'conventions-0001',
      error: 'Route not found.',
      model: 'Route',
    });
  });

  it('challenge whoever has no credential, or one that does not prove itself, in the same way', async () => {
    const ways = [
      undefined,
      'Basic !!!',
      'Basic',
      'Bearer',
      'Bearer a.b.c',
      'Bearer nonsense',
      'Digest x',
      'Basic bm8tY29sb24=',
      `Basic ${Buffer.from('user:x').toString('base64')}`,
    ];
    for (const authorization of ways) {
      const { status, headers } = await server.request('/v2/users', {
        headers: { ...(authorization && { Authorization: authorization }) },
      });
      expect([authorization, status, headers.get('www-authenticate')]).toEqual([
        authorization,
        401,
        'Bearer error="invalid_token"',
      ]);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('say 400 for a body that is not JSON', async () => {
    for (const body of [
      '{',
      '{"name":"Ann"',
      "{'name':1}",
      'undefined',
      '{"a":1}{"b":2}',
      '\u0000',
      '[1,]',
      'NaN',
    ]) {
      const answer = await put(body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'request_malformed']);
    }
  });

  it('say 422 for JSON that is no object, and for members that are not known', async () => {
    for (const body of ['[]', '"text"', '1', 'null', 'true', '{"colour":"red"}', '{"toString":{}}']) {
      const answer = await put(body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 422, 'validation_failed']);
      expect(Object.keys(answer.body.errors as object).length).toBeGreaterThan(0);
    }
  });

  it('say 413 for one character more than 64,000, however many bytes they take, and read 64,000', async () => {
    const sized = (characters: number, character: string) => {
      const around = '{"colour":""}';
      return around.replace('""', `"${character.repeat(characters - around.length)}"`);
    };
    for (const character of ['a', 'é', '漢']) {
      expect([character, (await put(sized(64_000, character))).status]).toEqual([character, 422]);
      const answer = await put(sized(64_001, character));
      expect([character, answer.status, answer.body.code]).toEqual([character, 413, 'content_too_large']);
    }
    const huge = await put('x'.repeat(300_000));
    expect([huge.status, huge.body.code]).toEqual([413, 'content_too_large']);
  });

  it('say 415 for a body that is not JSON by its own word', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/jsonp',
    ]) {
      const answer = await put('{}', { 'Content-Type': type });
      expect([type, answer.status, answer.body.code]).toEqual([type, 415, 'media_type_unsupported']);
    }
    expect((await put('{}', { 'Content-Type': 'application/json; charset=UTF-8' })).status).toBe(200);
  });

  it('say 400 for a parameter that stands twice or is spelled as a list', async () => {
    for (const query of [
      'limit=1&limit=2',
      'limit=1&limit=1',
      'limit[]=1',
      'limit[0]=1',
      'limit%5B%5D=1',
      'search[a]=1',
      'email=a&email=b',
    ]) {
      const answer = await asApp(`/v2/users?${query}`);
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'parameter_repeated']);
    }
    const token = configuration.token();
    const twice = await server.request(`/v2/me?jwt=${token}&jwt=${token}`);
    expect([twice.status, twice.body.code]).toEqual([400, 'credential_ambiguous']);
  });

  it('say 400 for two credentials', async () => {
    const token = configuration.token({ id: 'resident' });
    const both = await server.request(`/v2/me?jwt=${configuration.token({ id: 'another' })}`, {
      bearer: token,
    });
    const beside = await server.request(`/v2/me?jwt=${token}`, { basic: tenant.secret });
    const headers = await sendBytes(
      server.url,
      `GET /v2/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    expect([both.body.code, beside.body.code]).toEqual(['credential_ambiguous', 'credential_ambiguous']);
    expect([both.status, beside.status, headers.status]).toEqual([400, 400, 400]);
    expect(headers.body).toContain('credential_ambiguous');
    expect((await server.request(`/v2/me?jwt=${token}`, { bearer: token })).status).toBe(200);
  });

  it('say 414 or 431 for an address or headers beyond what the server reads', async () => {
    const address = await sendTarget(server.url, `/v2/users?email=${'a'.repeat(40_000)}`);
    expect([414, 431]).toContain(address.status);
    const headers = await sendTarget(server.url, '/v2/users', { headers: { 'X-Long': 'a'.repeat(40_000) } });
    expect([headers.status, headers.headers['content-type']?.split(';')[0]]).toEqual([
      431,
      'application/problem+json',
    ]);
    expect(headers.text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
    expect(JSON.parse(headers.body)).toMatchObject({ status: 431, code: 'headers_too_large' });
  });

  it('say 400 for bytes that are not HTTP, and close the connection', async () => {
    const garbage = [
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
      'GARBAGE\r\n\r\n',
      'GET /v2/users HTTP/9.9\r\nHost: x\r\n\r\n',
      'GET /v2/users HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n',
      'GET /v2/users HTTP/1.1\r\nHost: x\r\n X-Folded: 1\r\n\r\n',
      'GET /v2/\u0001users HTTP/1.1\r\nHost: x\r\n\r\n',
    ];
    for (const bytes of garbage) {
      const answer = await sendBytes(server.url, Buffer.from(bytes, 'latin1'));
      expect([bytes, answer.status]).toEqual([bytes, 400]);
      expect(JSON.parse(answer.body)).toMatchObject({ status: 400, code: 'request_malformed' });
      expect(answer.headers['connection']).toBe('close');
    }
  });

  it('answer one request, or none, where the length of the body can be read two ways', async () => {
    const hidden = 'GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n';
    const head = 'PUT /v2/me HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const attempts = [
      `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${head}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n${hidden}`,
      `${head}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}${hidden}`,
      `${head}Content-Length: 2, 40\r\n\r\n{}${hidden}`,
      `${head}Content-Length: +2\r\n\r\n{}${hidden}`,
      `${head}Content-Length: -1\r\n\r\n{}${hidden}`,
      `${head}Content-Length: 0x2\r\n\r\n{}${hidden}`,
      `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
      `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${hidden}`,
      `${head}Content-Length : 2\r\n\r\n{}${hidden}`,
    ];
    for (const attempt of attempts) {
      const { text } = await sendBytes(server.url, attempt, 400);
      expect([attempt, text.match(/HTTP\/1\.1 200/g)]).toEqual([attempt, null]);
      expect([attempt, text.includes('HTTP/1.1 400') || text.includes('HTTP/1.1 401')]).toEqual([
        attempt,
        true,
      ]);
    }
  });

  it('tell nothing of the inside', async () => {
    const answers = [
      await put('{'),
      await put('[]'),
      await asApp('/v2/users/%27%20OR%201=1'),
      await asApp('/v2/users?cursor=%00'),
      await asApp(`/v2/users?email=${encodeURIComponent("' OR '1'='1")}\u0000`),
      await asApp('/v2/users?external_id=%ED%A0%80'),
    ];
    for (const { status, text } of answers) {
      expect(status).toBeLessThan(500);
      expect(text).not.toMatch(/\bat \S+ \(|node_modules|\.ts:|SELECT|SQLITE|QueryFailed|\/work\/|\/src\//i);
    }
  });
});

describe('__proto__ in a body', () => {
  it('pollutes nothing', async () => {
    const bearer = configuration.token({ id: 'resident' });
    const bodies = [
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"name":"Ann","__proto__":{"email":"evil@example.com","polluted":true}}',
      '{"__proto__":null}',
    ];
    for (const body of bodies) {
      const answer = await server.request('/v2/me', { method: 'PUT', bearer, body });
      expect([body, answer.status, answer.status < 500]).toEqual([body, answer.status, true]);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const me = await server.request('/v2/me', { bearer });
    expect(me.body.data.email).toBeNull();
    for (const query of [
      '__proto__=1',
      '__proto__[x]=1',
      'constructor=1',
      'toString=1',
      'hasOwnProperty=1',
    ]) {
      expect((await asApp(`/v2/users?${query}`)).status).toBeLessThan(500);
    }
  });
});

describe('headers of every answer', () => {
  it('carry a request id: the client’s where it is harmless, a new one otherwise', async () => {
    const given = await server.request('/v2/users', { headers: { 'X-Request-Id': 'abc.DEF_123-4567' } });
    expect(given.headers.get('x-request-id')).toBe('abc.DEF_123-4567');
    expect(given.body.request_id).toBe('abc.DEF_123-4567');
    const seen = new Set<string>();
    for (const text of [
      'short',
      'has space in it',
      'a'.repeat(65),
      '<script>alert(1)</script>',
      '"quoted-text"',
      '',
    ]) {
      const { headers, body } = await server.request('/v2/users', { headers: { 'X-Request-Id': text } });
      const id = headers.get('x-request-id') as string;
      expect(id).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
      expect(id).not.toBe(text);
      expect(body.request_id).toBe(id);
      seen.add(id);
    }
    expect(seen.size).toBe(6);
  });

  it('mark the answers of test tenants, and of no other', async () => {
    const testAnswers = [
      await server.request('/v2/users', { basic: testTenant.secret }),
      await server.request('/v2/users?limit=0', { basic: testTenant.secret }),
      await server.request('/v2/users', { basic: testTenant.widgetSecret }),
    ];
    expect(testAnswers.map(({ status }) => status)).toEqual([200, 422, 403]);
    expect(testAnswers.map(({ headers }) => headers.get('timekit-testmode'))).toEqual([
      'true',
      'true',
      'true',
    ]);
    expect((await asApp('/v2/users')).headers.get('timekit-testmode')).toBeNull();
    expect((await server.request('/v2/users')).headers.get('timekit-testmode')).toBeNull();
  });

  it('keep what a credential opened out of caches, and browsers from guessing types', async () => {
    const answer = await asApp('/v2/users');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('server')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });
});

/** Headers but those that tell the time or the connection. */
const headersOf = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => name !== 'date' && name !== 'keep-alive');
