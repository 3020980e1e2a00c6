import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalPath } from '../../src/http/canonical-path.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { LogCapture } from '../support/log-capture.js';
import { sendTarget, type RawAnswer } from '../support/raw-http.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const log = new LogCapture();
let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let resourceId: string;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'info' }, { logSink: log.sink });
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  resourceId = (await buildResource(server, tenant)).id;
});
afterAll(() => server.close());

const ask = (token: string, target: string, method = 'GET', headers = {}): Promise<RawAnswer> =>
  sendTarget(server.url, target, { method, headers: { Authorization: `Bearer ${token}`, ...headers } });
const outcome = ({ status, body }: RawAnswer): [number, string | undefined] => [
  status,
  status < 400 ? undefined : (JSON.parse(body) as { code: string }).code,
];

describe('the paths of a minted token', () => {
  it.each([
    '/v2/resources',
    '/v2/resources/',
    '/v2/resources?limit=1',
    '/v2/%72esources',
    '/%76%32/resources',
    '/api/resources',
    '/api/accounts/me/resources',
    '/v2/accounts/me/resources',
    '/v2/accounts/me/resources/',
    '/v2/accounts/%6De/%72esources',
  ])('%s is what its audience names, however it is spelled', async (target) => {
    for (const aud of ['/v2/resources', '/v2/accounts/me/resources', '/v2/%72esources/'])
      expect(outcome(await ask(mintedToken(tenant, aud), target))).toEqual([200, undefined]);
  });

  it.each([
    '/v2//resources',
    '//v2/resources',
    '/v2/resources//',
    '/v2/./resources',
    '/v2/projects/../resources',
    '/v2/resources/../projects',
    '/v2/resources/%2e%2e/projects',
    '/v2/resources/.%2E/projects',
    '/v2/resources%2f..%2fprojects',
    '/v2/resources%5c..%5cprojects',
    '/v2/resources/..;/projects',
    '/v2/%2572esources',
    '/v2/resources%00',
    '/v2/resources%0a',
    '/V2/resources',
    '/v2/Resources',
    '/v2/resourcesx',
    '/v2/resources;a=b',
    '/v2/resources%3Ba=b',
    '/v2/resources%20',
    '/v2/resources.json',
    '/v2/resources%E2%80%8B',
    '/v2/re\u017fources',
    '/apis/resources',
    '/v2/accounts/resources',
    '/v2/accounts/ME/resources',
    '/v2/accounts//resources',
    '/v2/accounts/me/accounts/me/resources',
    '/v2/accounts/me/v2/resources',
  ])('%s opens nothing', async (target) => {
    const [status, code] = outcome(await ask(mintedToken(tenant, '/v2/resources'), target));
    expect([404, 400]).toContain(status);
    expect(['not_found', 'request_malformed']).toContain(code);
  });

  it.each(['/v2/projects', '/v2/bookings', '/v2/app', '/v2/accounts/me/projects', '/v2/projects/?resources'])(
    '%s is outside of it',
    async (target) => {
      const answer = await ask(mintedToken(tenant, '/v2/resources'), target);
      expect(outcome(answer)).toEqual([403, 'outside_audience']);
    },
  );

  it('end at a segment: a longer word is another one, a further segment is below', async () => {
    const token = mintedToken(tenant, '/v2/res');
    expect(outcome(await ask(token, '/v2/resources'))).toEqual([403, 'outside_audience']);
    const all = mintedToken(tenant, '/v2/resources');
    expect(outcome(await ask(all, `/v2/resources/${resourceId}`))).toEqual([200, undefined]);
    const one = mintedToken(tenant, `/v2/resources/${resourceId}`);
    expect(outcome(await ask(one, `/v2/resources/${resourceId}`))).toEqual([200, undefined]);
    expect(outcome(await ask(one, `/v2/resources/${resourceId}/`))).toEqual([200, undefined]);
    expect(outcome(await ask(one, '/v2/resources'))).toEqual([403, 'outside_audience']);
    expect(outcome(await ask(one, `/v2/resources/${resourceId}0`))).toEqual([403, 'outside_audience']);
    expect(outcome(await ask(one, `/v2/resources/${resourceId.slice(0, -1)}`))).toEqual([
      403,
      'outside_audience',
    ]);
  });

  it.each([
    ['/v2/search', 200],
    ['/v2/search/', 200],
    ['/v2/search/query', 200],
    ['/v2/%73earch', 200],
    ['/api/search', 200],
    ['/v2/accounts/me/search/query/', 200],
    ['/v2/searchx', 404],
    ['/v2/Search', 404],
    ['/v2//search', 404],
    ['/v2/search/../resources', 404],
    ['/v2/search;a=b', 404],
    ['/v2/search/query;a=b', 404],
    ['/v2/search-experiences', 403],
    ['/v2/resources', 403],
  ])('as Yext’s guide mints them: %s is %i', async (target, status) => {
    for (const aud of ['/v2/accounts/me/search', '/v2/search'])
      expect((await ask(mintedToken(tenant, aud), target)).status).toBe(status);
  });

  it('of the account of another tenant are no route, whatever the audience says', async () => {
    for (const aud of ['/v2/resources', `/v2/accounts/${other.slug}/resources`]) {
      const token = mintedToken(tenant, aud);
      expect(outcome(await ask(token, `/v2/accounts/${other.slug}/resources`))).toEqual([404, 'not_found']);
      expect(outcome(await ask(token, '/v2/accounts/nobody/resources'))).toEqual([404, 'not_found']);
    }
  });
});

describe('the methods of a minted token', () => {
  it('are GET, and HEAD with it, where it says nothing', async () => {
    const token = mintedToken(tenant, '/v2/resources');
    expect(outcome(await ask(token, '/v2/resources'))).toEqual([200, undefined]);
    expect((await ask(token, '/v2/resources', 'HEAD')).status).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const target = method === 'POST' ? '/v2/resources' : `/v2/resources/${resourceId}`;
      const answer = await ask(token, target, method);
      expect(outcome(answer)).toEqual([403, 'outside_audience']);
      expect(answer.body).toContain('GET');
    }
  });

  it('are those that it lists', async () => {
    const write = mintedToken(tenant, '/v2/resources', { methods: ['DELETE', 'PATCH'] });
    expect(outcome(await ask(write, '/v2/resources'))).toEqual([403, 'outside_audience']);
    expect((await ask(write, '/v2/resources', 'HEAD')).status).toBe(403);
    const { id } = await buildResource(server, tenant);
    expect((await ask(write, `/v2/resources/${id}`, 'DELETE')).status).toBe(204);
    const head = mintedToken(tenant, '/v2/resources', { methods: ['HEAD'] });
    expect((await ask(head, '/v2/resources', 'HEAD')).status).toBe(200);
    expect(outcome(await ask(head, '/v2/resources'))).toEqual([403, 'outside_audience']);
  });

  it('cannot be overridden by a header or a parameter', async () => {
    const token = mintedToken(tenant, '/v2/resources', { methods: ['POST'] });
    const headers = {
      'X-HTTP-Method-Override': 'POST',
      'X-HTTP-Method': 'POST',
      'X-Method-Override': 'POST',
    };
    expect(outcome(await ask(token, '/v2/resources?_method=POST', 'GET', headers))).toEqual([
      403,
      'outside_audience',
    ]);
  });

  it('leave OPTIONS alone, which needs no credential', async () => {
    const headers = { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'GET' };
    expect((await ask(mintedToken(tenant, '/v2/app'), '/v2/resources', 'OPTIONS', headers)).status).toBe(204);
  });
});

describe('an audience and the router', () => {
  const words = [
    'resources',
    'projects',
    'app',
    'bookings',
    'v2',
    'api',
    'accounts',
    'me',
    'resources2',
    '1',
  ];
  const encode = (text: string, at: number) =>
    text.replace(/./g, (char, index: number) =>
      (at >> (index % 8)) & 1 ? `%${char.charCodeAt(0).toString(16)}` : char,
    );
  const segment = fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .tuple(fc.constantFrom(...words), fc.constantFrom(0, 0, 1, 255))
        .map(([word, at]) => encode(word, at)),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '.',
        '..',
        '%2e',
        '%2E%2e',
        '',
        '%2f',
        '%5c',
        '%25',
        ';',
        'Resources',
        '%',
        '%00',
        'RESOURCES',
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...words), fc.constantFrom(';a=b', '%3B', '.', '%20', '%2573', '/'))
        .map((parts) => parts.join('')),
    },
  );
  const spelled = fc
    .tuple(
      fc.constantFrom('/v2/', '/v2/', '/api/', '/v2/accounts/me/', '/', '//v2/', '/%76%32/'),
      fc.array(segment, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '', '/', '//'),
    )
    .map(([start, segments, end]) => `${start}${segments.join('/')}${end}`);
  /** The route that ran, as the log has it. */
  const routeOf = async (id: string): Promise<string> =>
    ((await log.linesOf(id))[0]?.['route'] as string | undefined) ?? 'none';
  /** No such route, or one of another account. */
  const isNowhere = ({ status, body }: RawAnswer): boolean =>
    status === 404 && (JSON.parse(body) as { model?: string }).model === 'Route';
  let count = 0;
  const audiences = ['/v2/resources', '/v2/projects', '/v2/app', '/v2/accounts/me/bookings'];
  const home: Readonly<Record<string, RegExp>> = {
    '/v2/resources': /^\/v2\/resources(?:\/|$)/,
    '/v2/projects': /^\/v2\/projects(?:\/|$)/,
    '/v2/app': /^\/v2\/app(?:\/|$)/,
    '/v2/accounts/me/bookings': /^\/v2\/bookings(?:\/|$)/,
  };

  it('agree on every spelling: what a token opens runs the handler of a path that it names, and no other token opens it', async () => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(spelled, async (target) => {
        const askWith = async (bearer: string) => {
          const id = `spelled-${(count += 1)}`;
          const answer = await ask(bearer, target, 'GET', { 'X-Request-Id': id });
          return { answer, route: await routeOf(id) };
        };
        const [app, ...minted] = await Promise.all([
          askWith(tenant.secret),
          ...audiences.map((aud) => askWith(mintedToken(tenant, aud))),
        ]);
        const ran: string[] = [];
        for (const [at, { answer, route }] of minted.entries()) {
          const aud = audiences[at]!;
          expect(answer.status).toBeLessThan(500);
          // 403 and 404 of a route came from the door, 404 of anything else and 200 from behind it.
          if (answer.status === 403 || isNowhere(answer) || route === 'none') continue;
          ran.push(aud);
          opened += 1;
          expect([target, aud, route]).toEqual([target, aud, expect.stringMatching(home[aud]!)]);
          expect([target, canonicalPath(target)?.path]).toEqual([target, expect.stringMatching(home[aud]!)]);
        }
        // What an API key reaches on these routes, exactly one of the tokens does.
        const isHome = app.answer.status !== 0 && Object.values(home).some((one) => one.test(app.route));
        const isOpen = isHome && app.answer.status !== 403 && !isNowhere(app.answer);
        expect([target, ran.length]).toEqual([target, isOpen ? 1 : 0]);
      }),
      { numRuns: 200 },
    );
    // Not nothing, however they fall.
    expect(opened).toBeGreaterThan(0);
  });
});
