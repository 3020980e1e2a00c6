import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { ecPair } from '../builders/jwk.js';
import {
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { readRepositoryFile } from '../support/source-files.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { untilQuiet } from '../support/until-quiet.js';

const token = 'scrape-token-of-a-test';

describe('GET /metrics', () => {
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer({
      COUNTERSIGN_METRICS_TOKEN: token,
      COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true',
      COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '1000',
    });
    tenant = await buildTenant(server);
  });
  afterAll(() => server.close());

  /** Value of the one sample whose name and labels match; 0 where it is not there yet. */
  async function sample(name: string, labels: Record<string, string> = {}): Promise<number> {
    const { text } = await server.request('/metrics', { bearer: token });
    const found = text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)));
    expect(found.length).toBeLessThanOrEqual(1);
    return found.length === 0 ? 0 : Number(found[0]?.split(' ').at(-1));
  }

  it('is Prometheus text that no cache keeps', async () => {
    const answer = await server.request('/metrics', { bearer: token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    for (const line of answer.text.split('\n').filter((text) => text !== '')) {
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) \w+ .+|[a-z_:][\w:]*(?:\{.*\})? [-+\d.eE]+(?:Inf|NaN)?|.* (?:\+Inf|Nan|NaN))$/,
      );
    }
  });

  it('wants the token, in full, as a Bearer', async () => {
    for (const options of [
      {},
      { bearer: `${token}x` },
      { bearer: token.slice(0, -1) },
      { basic: token },
      { basic: tenant.secret },
      { bearer: tenant.secret },
    ]) {
      const answer = await server.request('/metrics', options);
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('token_rejected');
      expect(answer.text).not.toContain('countersign_');
    }
  });

  it('counts requests by pattern of the route and status', async () => {
    const labels = { method: 'GET', route: '/v2/users/:id', status: '404' };
    const before = await sample('countersign_http_requests_total', labels);
    await server.request('/v2/users/one', { basic: tenant.secret });
    await server.request('/v2/users/two?x=1', { basic: tenant.secret });
    expect(await sample('countersign_http_requests_total', labels)).toBe(before + 2);
    expect(await sample('countersign_http_request_duration_seconds_count', { route: '/v2/users/:id' })).toBe(
      before + 2,
    );
  });

  it('has one series for all paths that no route has', async () => {
    for (let path = 0; path < 20; path += 1) await server.request(`/made-up-${path}`);
    const { text } = await server.request('/metrics', { bearer: token });
    expect(text).not.toContain('made-up');
    expect(
      await sample('countersign_http_requests_total', { method: 'GET', route: 'none', status: '404' }),
    ).toBeGreaterThanOrEqual(20);
  });

  it('counts authentications by kind and reason, and the cache of verified tokens', async () => {
    const configuration = await buildConfiguration(server, tenant);
    await untilQuiet(server);
    const accepted = () => sample('countersign_authentications_total', { kind: 'jwt', result: 'accepted' });
    const refused = () =>
      sample('countersign_authentications_total', { kind: 'jwt', result: 'refused', reason: 'expired' });
    const [acceptedBefore, refusedBefore, hitsBefore, missesBefore] = [
      await accepted(),
      await refused(),
      await sample('countersign_token_cache_lookups_total', { kind: 'jwt', result: 'hit' }),
      await sample('countersign_token_cache_lookups_total', { kind: 'jwt', result: 'miss' }),
    ];
    const bearer = configuration.token();
    for (let round = 0; round < 3; round += 1) await server.request('/v2/me', { bearer });
    await server.request('/v2/me', { bearer: configuration.token({ exp: 1 }) });
    expect(await accepted()).toBe(acceptedBefore + 3);
    expect(await refused()).toBe(refusedBefore + 1);
    expect(await sample('countersign_token_cache_lookups_total', { kind: 'jwt', result: 'hit' })).toBe(
      hitsBefore + 2,
    );
    expect(
      await sample('countersign_token_cache_lookups_total', { kind: 'jwt', result: 'miss' }),
    ).toBeGreaterThan(missesBefore);
    expect(await sample('countersign_token_cache_entries', { kind: 'jwt' })).toBe(1);
  });

  it('counts fetches of a JWK Set by result and tells its age', async () => {
    const pair = ecPair();
    let broken = false;
    const issuer: Server = createServer((_request, answer) => {
      answer.writeHead(broken ? 500 : 200).end(JSON.stringify({ keys: [{ ...pair.jwk, kid: 'k1' }] }));
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    try {
      const address = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
      const configuration = await buildKeySetConfiguration(server, tenant, {
        issuer: 'https://issuer.example',
        jwksUri: address,
      });
      const signed = (kid: string) =>
        jsonwebtoken.sign({ id: 'u', iss: 'https://issuer.example' }, pair.privateKey, {
          algorithm: 'ES256',
          keyid: kid,
          expiresIn: 60,
        });
      const labels = { configuration: configuration.id };
      expect((await server.request('/v2/me', { bearer: signed('k1') })).status).toBe(200);
      expect(await sample('countersign_jwks_fetches_total', { ...labels, result: 'changed' })).toBe(1);
      expect(await sample('countersign_jwks_age_seconds', labels)).toBeLessThan(60);
      broken = true;
      await server.request('/v2/me', { bearer: signed('k2') });
    } finally {
      await new Promise((resolve) => issuer.close(resolve));
    }
  });

  it('counts the steps that bookings took, and none that was refused', async () => {
    const name = 'countersign_booking_transitions_total';
    const body = {
      start: '2030-01-01T10:00:00Z',
      end: '2030-01-01T11:00:00Z',
      customer: { name: 'Ann', email: 'ann@example.com' },
    };
    const made = await server.request('/v2/bookings', { method: 'POST', basic: tenant.secret, body });
    const cancel = { method: 'PUT', basic: tenant.secret, body: {} };
    for (const status of [200, 409]) {
      const answer = await server.request(`/v2/bookings/${made.body.data.id}/cancel`, cancel);
      expect(answer.status).toBe(status);
    }
    expect(await sample(name, { graph: 'instant', action: 'confirm' })).toBe(1);
    expect(await sample(name, { graph: 'instant', action: 'cancel' })).toBe(1);
  });

  it('counts problems by code', async () => {
    const before = await sample('countersign_problems_total', { code: 'parameter_repeated' });
    await server.request('/v2/users?limit=1&limit=2', { basic: tenant.secret });
    expect(await sample('countersign_problems_total', { code: 'parameter_repeated' })).toBe(before + 1);
  });

  it('shows the way to the database, the event loop and the process', async () => {
    const { text } = await server.request('/metrics', { bearer: token });
    for (const name of [
      ...(dialect === 'sqlite' ? ['countersign_sqlite_pending_writes'] : ['countersign_pool_connections']),
      'countersign_http_requests_running',
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
    ]) {
      expect(text).toMatch(new RegExp(`^${name}[ {]`, 'm'));
    }
    expect(await sample('countersign_http_requests_running')).toBe(1);
  });

  it('has exactly the metrics that docs/operations.md lists', async () => {
    const { text } = await server.request('/metrics', { bearer: token });
    const scraped = [...text.matchAll(/^# HELP (countersign_\w+)/gm)].map(([, name]) => name);
    const ofTheOther =
      dialect === 'sqlite' ? 'countersign_pool_connections' : 'countersign_sqlite_pending_writes';
    const listed = [...readRepositoryFile('docs/operations.md').matchAll(/^\| `(countersign_\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect([...scraped, ofTheOther].sort()).toEqual(listed.sort());
  });

  it('names no tenant, user, address or secret', async () => {
    const { text } = await server.request('/metrics', { bearer: token });
    for (const secret of [tenant.id, tenant.slug, tenant.secret, token, '127.0.0.1'])
      expect(text).not.toContain(secret);
  });
});

describe('GET /metrics without a token', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('answers this machine', async () => {
    expect((await server.request('/metrics')).status).toBe(200);
  });

  it('does not exist for whoever comes through a proxy', async () => {
    for (const header of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP']) {
      const answer = await server.request('/metrics', { headers: { [header]: '203.0.113.7' } });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('countersign_');
    }
  });
});
