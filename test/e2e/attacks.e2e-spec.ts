import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BearerTokens } from '../../src/auth/bearer-tokens.js';
import { Booking } from '../../src/bookings/booking.entity.js';
import { fingerprintOf } from '../../src/crypto/fingerprint.js';
import { IdempotencyKey } from '../../src/idempotency/idempotency-key.entity.js';
import { buildConfiguration, buildTenant } from '../builders/tenancy.js';
import type { BuiltConfiguration, BuiltTenant } from '../builders/tenancy.js';
import { CommandLine } from '../support/command-line.js';
import { sendBytes, sendTarget, type RawAnswer } from '../support/raw-http.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

declare const dialect: 'sqlite' | 'postgres';

let server: TestServer;
let tenant: BuiltTenant;
let configuration: BuiltConfiguration;
let token: string;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  configuration = await buildConfiguration(server, tenant);
  token = configuration.token({ id: 'ann', name: 'Ann', email: 'ann@example.com' });
});
afterAll(() => server.close());

const basic = (secret: string) => `Basic ${Buffer.from(`:${secret}`).toString('base64')}`;
const problemCode = ({ body }: RawAnswer): unknown => (JSON.parse(body) as { code?: unknown }).code;

describe('request targets', () => {
  it.each([
    'http://countersign.example/v2/me',
    'https://evil.example/v2/me',
    '*',
    '//v2/me',
    '//evil.example/v2/me',
    '/v2//me',
    '/v2/./me',
    '/v2/x/../me',
    '/v2/%2e%2e/v2/me',
    '/v2/%2Fme',
    '/v2%2Fme',
    '/v2/me;jsessionid=1',
    '/v2/me%3Bx',
    '/v2/me%00',
    '/v2/me%0d%0aSet-Cookie:a=b',
    '/v2/me%',
    '/v2/me%zz',
    '/v2/me%ED%A0%80',
    '/v2/ME',
    '/V2/me',
    '/v2/me.json',
    '/v2/me//',
    '/v2/me\\',
    '/v2/accounts/me',
    '/v2/accounts/me/accounts/me/me',
    '/v2/accounts//me',
    '/v2/accounts/__proto__/me',
    `/v2/${'a'.repeat(600)}`,
    `/v2/users/${'a'.repeat(600)}`,
    `/v2/me${'/'.repeat(8000)}`,
    `/${'%41'.repeat(5000)}`,
  ])('%.60s opens nothing, even with a good token', async (target) => {
    const answer = await sendTarget(server.url, target, { headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.text).not.toMatch(/set-cookie|evil\.example/i);
  });

  it.each([
    '/v2/me',
    '/api/me',
    '/v2/me/',
    '/v2/%6d%65',
    '/%76%32/me',
    '/v2/accounts/me/me',
    '/v2/me?',
    '/v2/me?#x',
  ])('%s is the same locked door as /v2/me, by HEAD too', async (target) => {
    for (const method of ['GET', 'HEAD'])
      expect((await sendTarget(server.url, target, { method })).status).toBe(401);
    const opened = await sendTarget(server.url, target, { headers: { Authorization: `Bearer ${token}` } });
    expect(opened.status).toBe(200);
  });
});

describe('two credentials', () => {
  const search = 'signed_search=eyJhbGciOiJIUzI1NiJ9.e30.AAAA';
  it.each<[string, string, () => Record<string, string>]>([
    [
      'an API key beside a signed search',
      `/v2/bookings?${search}`,
      () => ({ Authorization: basic(tenant.secret) }),
    ],
    [
      'a token beside a signed search',
      `/v2/bookings?${search}`,
      () => ({ Authorization: `Bearer ${token}` }),
    ],
    [
      'a token beside the signature of an action link',
      '/v2/bookings?signature=a.b.c',
      () => ({ Authorization: `Bearer ${token}` }),
    ],
    ['an API key beside a jwt', '/v2/bookings?jwt=a.b.c', () => ({ Authorization: basic(tenant.secret) })],
    ['two tokens', '/v2/bookings?jwt=a.b.c', () => ({ Authorization: `Bearer ${token}` })],
    ['a jwt beside a signed search', `/v2/bookings?jwt=a.b.c&${search}`, () => ({})],
    ['jwt twice', '/v2/bookings?jwt=a.b.c&jwt=a.b.c', () => ({})],
    ['jwt as a list', '/v2/bookings?jwt=a.b.c&jwt[]=a.b.c', () => ({})],
  ])('%s is ambiguous, and neither is used', async (_title, target, headers) => {
    const answer = await sendTarget(server.url, target, { headers: headers() });
    expect([answer.status, problemCode(answer)]).toEqual([
      400,
      expect.stringMatching(/^(credential_ambiguous|parameter_repeated)$/),
    ]);
  });
});

describe('remembered tokens', () => {
  it('a token of the largest size leaves no claims in memory', async () => {
    const large = configuration.token({ id: 'large', padding: 'x'.repeat(11_000) });
    const { remembered } = server.app.get(BearerTokens);
    const fingerprint = fingerprintOf(large);
    // The echo of a change made just before may come in between.
    await until('it is remembered', async () => {
      expect((await server.request('/v2/me', { bearer: large })).status).toBe(200);
      return remembered.knows(fingerprint);
    });
    const entry = remembered.find(fingerprint, Date.now());
    expect(entry).toBeDefined();
    expect(JSON.stringify(entry)).not.toContain('xxxx');
  });
});

describe('the feed of changes', () => {
  const revoke = (id: string) =>
    `UPDATE api_keys SET revoked_at = ${Date.now()} WHERE tenant_id = '${tenant.id}' AND id = '${id}'`;
  const opens = async (secret: string) => (await server.request('/v2/bookings', { basic: secret })).status;
  const becomes = (status: number, ask: () => Promise<number>) =>
    until(`it is answered ${status}`, async () => (await ask()) === status);

  if (dialect === 'sqlite') {
    it('a change whose row was cleared away before it was read is not missed', async () => {
      const other = await buildTenant(server);
      expect(await opens(other.secret)).toBe(200);
      await server.database.write(async ({ manager }) => {
        const row = (subject: string) =>
          manager.query('INSERT INTO change_feed (tenant_id, topic, subject, at) VALUES (?, ?, ?, ?)', [
            other.id,
            'api_key',
            subject,
            Date.now(),
          ]);
        await manager.query(revoke(other.keyId).replace(tenant.id, other.id));
        await row(other.keyId);
        await manager.query('DELETE FROM change_feed');
        await row('another');
      });
      await becomes(401, () => opens(other.secret));
    });
  } else {
    it.each(['', 'no json', 'null', '[]', '"text"', '{"topic":7}'])(
      'the notification %j from elsewhere ends no process and leaves no stale row',
      async (payload) => {
        const other = await buildTenant(server);
        expect(await opens(other.secret)).toBe(200);
        await server.database.write(async ({ manager }) => {
          await manager.query(revoke(other.keyId).replace(tenant.id, other.id));
          await manager.query('SELECT pg_notify($1, $2)', ['countersign_changes', payload]);
        });
        await becomes(401, () => opens(other.secret));
      },
    );
  }
});

describe('erasing a user', () => {
  it('takes bookings that are on their way with it, or lets them come to nothing', async () => {
    const statuses = new Set<number>();
    for (let round = 0; round < 10; round += 1) {
      const bearer = configuration.token({ id: `leaver-${round}`, name: 'Lea Ver' });
      const me = await server.request('/v2/me', { bearer });
      const body = { start: '2030-01-01T10:00:00Z', end: '2030-01-01T11:00:00Z' };
      const bookings = Array.from({ length: 12 }, () =>
        server.request('/v2/bookings', { method: 'POST', bearer, body }),
      );
      await new Promise((wake) => setTimeout(wake, round));
      await server.request(`/v2/users/${me.body.data.id}`, { method: 'DELETE', basic: tenant.secret });
      for (const { status } of await Promise.all(bookings)) statuses.add(status);
      const left = await server.database.read(({ manager }) =>
        manager.countBy(Booking, { userId: me.body.data.id }),
      );
      expect(left).toBe(0);
    }
    expect([...statuses].filter((status) => status !== 201 && status !== 401)).toEqual([]);
  });
});

describe('erasing a user at the command line', () => {
  it('leaves no answer that was kept for a repeated request', async () => {
    const bearer = configuration.token({ id: 'leaver', name: 'Lea Ver' });
    const body = { start: '2030-01-01T10:00:00Z', end: '2030-01-01T11:00:00Z' };
    const headers = { 'Idempotency-Key': 'leaver' };
    const made = await server.request('/v2/bookings', { method: 'POST', bearer, body, headers });
    expect([made.status, made.text.includes('Lea Ver')]).toEqual([201, true]);
    const kept = () =>
      server.database.read(({ manager }) => manager.countBy(IdempotencyKey, { key: 'leaver' }));
    expect(await kept()).toBe(1);
    const countersign = new CommandLine({
      DATABASE_URL: server.testDatabase.url,
      COUNTERSIGN_MASTER_KEY: server.configuration.masterKey ?? '',
    });
    expect((await countersign.run('users', 'erase', 'leaver', '--tenant', tenant.slug, '--yes')).code).toBe(
      0,
    );
    expect(await kept()).toBe(0);
  });
});

/** Texts that some layer may choke on. */
const hostileTexts = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\u0000b',
  '\u{10FFFF}',
  '\uFFFE',
  'K',
  'İ',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '%',
  '\\',
  '*',
  '**',
  '1e999',
  '-1',
  '1.5',
  '9007199254740993',
  '99999999999999999999',
  '2030-02-30T00:00:00Z',
  '2030-01-01T10:00:00Z',
  '2030-01-01T11:00:00+00:00',
  '0000-01-01T00:00:00-23:59',
  '9999-12-31T23:59:59+23:59',
  'Europe/Copenhagen',
  'Etc/GMT+12',
  'UTC',
  'true',
  'a'.repeat(5_000),
  '😀'.repeat(100),
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'W10',
  Buffer.from('["x",1e400,"00000000-0000-0000-0000-000000000000"]').toString('base64url'),
];
const hostileSearches = [
  ...[
    'resource.id',
    'user.id',
    'graph',
    'completed',
    'customer.name',
    'customer.email',
    'customer.phone',
    'meta.k',
    'meta.',
    'x',
  ].flatMap((field) => hostileTexts.slice(0, 17).map((text) => `${field}:${text}`)),
  'state:confirmed;;',
  ';',
  ':',
];

const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 40 }));
const json = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -0, 1e308, 9007199254740993, {}, [], { a: { b: [1] } }),
  fc.jsonValue({ maxDepth: 4 }),
);
const members = (...names: string[]) =>
  fc.dictionary(
    fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'constructor', 'toString', '')),
    json,
    { maxKeys: 6 },
  );

const segment = fc.oneof(
  fc.constantFrom('me', 'bookings', 'users', 'cancel_by_customer', 'accounts', 'sso', 'overview', 'sign-out'),
  text.map(percent),
  fc.string({ maxLength: 12 }).map((raw) => raw.replace(/[\s#]/g, '_')),
);
const path = fc.oneof(
  fc.constantFrom(
    '/v2/me',
    '/v2/bookings',
    '/v2/me/bookings',
    '/v2/users',
    '/health/ready',
    '/openapi.json',
    '/docs',
    '/metrics',
  ),
  fc
    .tuple(
      fc.constantFrom('/v2/bookings', '/v2/users', '/v2', '/api', '/sso', '/overview', '/docs', ''),
      fc.array(segment, { minLength: 1, maxLength: 3 }),
    )
    .map(([start, rest]) => `${start}/${rest.join('/')}`),
);
const query = fc
  .array(
    fc.oneof(
      fc.tuple(
        fc.constantFrom(
          'limit',
          'page',
          'cursor',
          'count',
          'orderBy',
          'sortedBy',
          'start',
          'end',
          'include',
          'timezone',
          'email',
          'external_id',
          'jwt',
          'return_to',
          'notice',
          '__proto__',
          'a[b]',
        ),
        text,
      ),
      fc.tuple(fc.constant('search'), fc.oneof(text, fc.constantFrom(...hostileSearches))),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${percent(value)}`).join('&'));
const headerText = fc.oneof(
  fc.constantFrom(
    'UTC',
    'Europe/Paris',
    'Nowhere/Land',
    '__proto__',
    '',
    'a'.repeat(300),
    '\u00ff\u0080',
    '"',
    'key-1',
  ),
  fc.string({ maxLength: 20 }).map((raw) => raw.replace(/[\r\n\u0000]/g, '')),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'Timekit-Timezone',
    'Idempotency-Key',
    'Origin',
    'Cookie',
    'Accept',
    'X-Request-Id',
    'X-Forwarded-For',
    'Content-Encoding',
    'Range',
    'If-None-Match',
    'X-HTTP-Method-Override',
    'Timekit-App',
  ),
  headerText,
  { maxKeys: 3 },
);
const bookingBody = members(
  'start',
  'end',
  'what',
  'where',
  'description',
  'customer',
  'meta',
  'settings',
  'graph',
  'action',
  'event',
  'resource_id',
  'project_id',
  'related',
).chain((body) =>
  fc
    .record({
      good: fc.boolean(),
      customer: members('name', 'email', 'phone', 'meta', 'timezone', 'voip'),
    })
    .map(({ good, customer }) =>
      good
        ? {
            start: '2030-01-01T10:00:00Z',
            end: '2030-01-01T11:00:00Z',
            ...body,
            customer: { name: 'A', email: 'a@b', ...customer },
          }
        : body,
    ),
);
const body = fc.oneof(
  fc.constant(undefined),
  bookingBody.map((value) => JSON.stringify(value)),
  members('name', 'email', 'phone', 'timezone', 'locale', 'picture', 'disabled').map((value) =>
    JSON.stringify(value),
  ),
  json.map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '',
    ' ',
    '{',
    '\ufeff{}',
    '{"a":1e999}',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    `${'{"meta":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
    '{"meta":{"\\ud800":"\\u0000"}}',
    '{"customer":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}}',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

function percent(value: string): string {
  return Buffer.from(value, 'utf8').reduce(
    (done, byte) =>
      done +
      (/[A-Za-z0-9]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`),
    '',
  );
}

describe('anything a client can send', () => {
  it('is answered without a 5xx, errors as problem+json, and the server goes on', async () => {
    const credentials = [
      undefined,
      `Bearer ${token}`,
      basic(tenant.secret),
      basic(tenant.widgetSecret),
      'Bearer a.b.c',
      'Basic ====',
      'Digest x',
    ];
    const request = fc.record({
      method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
      path,
      query,
      headers,
      credential: fc.constantFrom(...credentials),
      type: fc.constantFrom(
        'application/json',
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'application/json; charset=utf-16',
        ';',
        '',
      ),
      body,
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, headers, credential, type, body }) => {
        const bytes = Buffer.from(body ?? '', 'utf8');
        const head = [
          `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`,
          'Host: countersign.example',
          'Connection: close',
          ...(credential === undefined ? [] : [`Authorization: ${credential}`]),
          ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
          ...(body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${bytes.length}`]),
        ];
        const answer = await sendBytes(
          server.url,
          Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]),
        );
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400)
          expect(answer.headers['content-type']).toMatch(/^(application\/problem\+json|text\/html)/);
        expect(answer.text).not.toMatch(/node_modules|SQLITE|at async|syntax error/);
      }),
      { interruptAfterTimeLimit: 6_000, markInterruptAsFailure: false, numRuns: 3_000 },
    );
    expect((await server.request('/v2/me', { bearer: token })).status).toBe(200);
  });
});
