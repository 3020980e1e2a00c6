import { afterAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { ExplainSecurityToken } from '../../src/devices/security-tokens/explain-security-token.js';
import { SecurityTokenProof } from '../../src/devices/security-tokens/security-token-proof.js';
import { ClientKeys } from '../../src/devices/security-tokens/client-keys.js';
import type { WalkedProof } from '../../src/federation/walked-steps.js';
import { UsageDay } from '../../src/usage/usage-day.entity.js';
import { UsageMeter } from '../../src/usage/usage-meter.js';
import { rawToken } from '../builders/raw-token.js';
import { securityToken } from '../builders/signed-tokens.js';
import { buildConfiguration, buildTenant } from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { LogCapture } from '../support/log-capture.js';
import { statusAndCode } from '../support/outcome.js';
import { serviceOf } from '../support/services-of.js';
import { startTestServer, type RequestOptions } from '../support/test-server.js';

const log = new LogCapture();
const server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
afterAll(() => server.close());
const [tenant, other] = [await buildTenant(server), await buildTenant(server)];

const sign = (body: unknown, options: RequestOptions = {}, of = tenant, path = '/v2/token/sign') =>
  server.request(path, { method: 'POST', body, basic: of.secret, ...options });
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('signing a security token', () => {
  it.each(['/v2/token/sign', '/token/sign', '/token/sign/', '/api/token/sign', '/v2/accounts/me/token/sign'])(
    'is POST %s, and any JWT library verifies it',
    async (path) => {
      const { status, body, headers } = await sign({ user: 'u-1' }, {}, tenant, path);
      expect([status, Object.keys(body).sort()]).toEqual([200, ['expires_at', 'secret']]);
      const verified = jsonwebtoken.verify(body.secret, tenant.secret, {
        algorithms: ['HS256'],
        complete: true,
      });
      expect(verified.header).toEqual({ alg: 'HS256', typ: 'JWT', kid: tenant.keyId });
      expect(verified.payload).toEqual({ user: 'u-1', iat: expect.any(Number), jti: expect.any(String) });
      expect(body.expires_at).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBe('*');
    },
  );

  it('is proven by the server that signed it, with the key that asked', async () => {
    for (const merchant of [tenant, other]) {
      const { secret } = (await sign({ user: 'u-1', expires_in: 60 }, {}, merchant)).body;
      const client = await serviceOf(server, ClientKeys).find(merchant.keyId);
      expect(await serviceOf(server, SecurityTokenProof).prove(secret, client!)).toMatchObject({
        ok: { claims: { user: 'u-1' }, signer: { id: merchant.keyId } },
      });
    }
  });

  it('takes an API key as Bearer, the empty user, and users of any script', async () => {
    for (const user of ['', ' ', 'ünïcode 👩‍🚀', '👩'.repeat(255)]) {
      const answer = await server.request('/token/sign', {
        method: 'POST',
        body: { user },
        bearer: tenant.secret,
      });
      expect(answer.status).toBe(200);
      expect(jsonwebtoken.verify(answer.body.secret, tenant.secret)).toMatchObject({ user });
    }
  });

  it('makes two tokens of one moment differ', async () => {
    const [one, two] = await Promise.all([sign({ user: 'u' }), sign({ user: 'u' })]);
    expect(one.body.secret).not.toBe(two.body.secret);
  });

  it('ends the token after expires_in', async () => {
    const { body } = await sign({ user: 'u', expires_in: 600 });
    const { iat, exp } = jsonwebtoken.decode(body.secret) as { iat: number; exp: number };
    expect([exp - iat, Math.abs(iat - nowSeconds()) < 30]).toEqual([600, true]);
    expect(Date.parse(body.expires_at)).toBe(exp * 1000);
    expect(body.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$|\+00:00$/);
  });

  it('ends it by the tenant’s longest life where an end is demanded', async () => {
    const strict = await buildTenant(server, {
      settings: { require_token_expiry: true, security_token_max_age_s: 120 },
    });
    const { body } = await sign({ user: 'u' }, {}, strict);
    const { iat, exp } = jsonwebtoken.decode(body.secret) as { iat: number; exp: number };
    expect(exp - iat).toBe(120);
    const client = await serviceOf(server, ClientKeys).find(strict.keyId);
    expect(await serviceOf(server, SecurityTokenProof).prove(body.secret, client!)).toHaveProperty('ok');
    expect((await sign({ user: 'u', expires_in: 121 }, {}, strict)).body.errors).toEqual({
      expires_in: ['must be at most 120'],
    });
  });

  it.each<[string, unknown, string]>([
    ['user null', { user: null }, 'user'],
    ['no user', {}, 'user'],
    ['user a number', { user: 7 }, 'user'],
    ['a user of 256 characters', { user: 'x'.repeat(256) }, 'user'],
    ['a user with NUL', { user: 'a\u0000' }, 'user'],
    ['a user with half a character', '{"user":"\\ud800"}', 'user'],
    ['expires_in 0', { user: 'u', expires_in: 0 }, 'expires_in'],
    ['expires_in -1', { user: 'u', expires_in: -1 }, 'expires_in'],
    ['expires_in 1.5', { user: 'u', expires_in: 1.5 }, 'expires_in'],
    ['expires_in text', { user: 'u', expires_in: '60' }, 'expires_in'],
    ['expires_in null', { user: 'u', expires_in: null }, 'expires_in'],
    ['expires_in beyond the longest', { user: 'u', expires_in: 86_401 }, 'expires_in'],
    ['expires_in beyond numbers', '{"user":"u","expires_in":1e999}', 'expires_in'],
    ['a member that nobody knows', { user: 'u', aud: 'x' }, 'aud'],
    ['a list', [{ user: 'u' }], 'body'],
  ])('refuses %s, and signs nothing', async (_title, body, field) => {
    const { status, body: problem, text } = await sign(body);
    expect([status, Object.keys(problem.errors ?? {})]).toEqual([422, [field]]);
    expect(text).not.toContain('eyJ');
  });

  it('is for servers alone', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const ask = (options: RequestOptions) =>
      server.request('/token/sign', { method: 'POST', body: { user: 'u' }, ...options });
    const client = (text: string) => ({ headers: { Authorization: `Basic ${text}` } });
    expect(statusAndCode(await ask({}))).toEqual([401, 'credential_missing']);
    expect(statusAndCode(await ask({ basic: tenant.widgetSecret }))).toEqual([403, 'forbidden']);
    expect(statusAndCode(await ask({ bearer: configuration.token() }))).toEqual([403, 'forbidden']);
    for (const text of [tenant.keyId, `${tenant.keyId}:${securityToken(tenant, 'u')}`])
      expect(statusAndCode(await ask(client(text)))).toEqual([401, 'token_rejected']);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const asForm = await ask({ basic: tenant.secret, body: 'user=u', headers: form });
    expect(statusAndCode(asForm)).toEqual([415, 'media_type_unsupported']);
  });

  it('gives the same token again for the same Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'sign-once' };
    const [first, again] = [await sign({ user: 'u' }, { headers }), await sign({ user: 'u' }, { headers })];
    expect(again.text).toBe(first.text);
    expect(statusAndCode(await sign({ user: 'v' }, { headers }))).toEqual([409, 'idempotency_conflict']);
  });

  it('counts as a sign of the tenant’s day, refused ones not', async () => {
    const merchant = await buildTenant(server);
    for (const user of ['a', 'b', 'c']) await sign({ user }, {}, merchant);
    await sign({ user: null }, {}, merchant);
    await serviceOf(server, UsageMeter).flush();
    const days = await server.database.read(({ manager }) =>
      manager.findBy(UsageDay, { tenantId: merchant.id }),
    );
    expect(days.reduce((sum, { signs }) => sum + Number(signs), 0)).toBe(3);
  });
});

describe('the limits of signing', () => {
  it('are by user and by key: a user over the limit is throttled, others are not', async () => {
    const limited = await startTestServer({
      COUNTERSIGN_SIGNS_PER_USER_PER_MINUTE: '2',
      COUNTERSIGN_SIGNS_PER_KEY_PER_MINUTE: '5',
    });
    stopClock(limited);
    const [merchant, neighbour] = [await buildTenant(limited), await buildTenant(limited)];
    const ask = (user: string, of = merchant) =>
      limited.request('/token/sign', { method: 'POST', body: { user }, basic: of.secret });
    const statuses = async (...users: string[]) => {
      const answered: number[] = [];
      for (const user of users) answered.push((await ask(user)).status);
      return answered;
    };
    expect(await statuses('a', 'a', 'a', 'a', 'a', 'b', 'b', 'b')).toEqual([
      200, 200, 429, 429, 429, 200, 200, 429,
    ]);
    const refused = await ask('a');
    expect(statusAndCode(refused)).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-policy')).toBe('"signs_per_user";q=2;w=60');
    expect(await statuses('c', 'd')).toEqual([200, 429]);
    const full = await ask('e');
    expect(full.headers.get('ratelimit')).toMatch(/^"signs_per_key";r=0;t=\d+$/);
    expect((await ask('a', neighbour)).status).toBe(200);
    expect(refused.text).not.toContain('eyJ');
    await limited.close();
  });
});

describe('what the log knows of it', () => {
  it('is who asked, and never a token, a user, an auth or a secret', async () => {
    log.text = '';
    const { body, headers } = await sign({ user: 'ann-private' });
    const token = body.secret as string;
    const [line] = await log.linesOf(headers.get('x-request-id'));
    expect(line).toMatchObject({
      route: '/v2/token/sign',
      status: 200,
      credential: 'api_key',
      credential_id: tenant.keyId,
    });
    const sent: RequestOptions[] = [
      { headers: { Authorization: `Basic ${tenant.keyId}:${token}` } },
      { method: 'POST', body: { client_id: tenant.keyId, secret: token, user: 'ann-private' } },
    ];
    for (const options of sent)
      for (const path of [
        '/v2/token/sign',
        '/v2/access',
        `/v2/access/device/x/listen?auth=${tenant.keyId}:${token}`,
      ])
        await server.request(path, options);
    const broken = await server.request(
      `/v2/access/device/%ff?auth=${tenant.keyId}:${token}&secret=${token}`,
    );
    await log.linesOf(broken.headers.get('x-request-id'));
    for (const secret of [token, ...token.split('.').slice(1), 'ann-private', tenant.secret])
      expect(log.text).not.toContain(secret);
    expect(log.text).not.toMatch(/[?&]auth=|"secret"|"auth"/);
  });
});

const passed = ({ steps }: WalkedProof) => steps.filter((step) => step.passed).map(({ step }) => step);
const failed = ({ steps, refused }: WalkedProof) => [
  steps.find((step) => !step.passed)?.step,
  refused?.reason,
  refused?.publicCode,
];

describe('explaining a security token', () => {
  const explain = (token: string, clientId = tenant.keyId, user?: string) =>
    serviceOf(server, ExplainSecurityToken).explain(token, clientId, user);
  const make = (claims = {}, options = {}) => securityToken(tenant, 'u-1', { claims, ...options });
  const way = ['client', 'form', 'header', 'key', 'signature', 'payload', 'times'];

  it('goes the whole way of one that is good, and on to the user where they are given', async () => {
    expect(passed(await explain(make()))).toEqual(way);
    const whole = await explain(make(), tenant.keyId, 'u-1');
    expect([passed(whole), whole.refused]).toEqual([[...way, 'user'], undefined]);
    expect(whole.steps.every(({ found }) => found !== '' && !found.includes('undefined'))).toBe(true);
  });

  it.each<[string, () => string, string, string, string]>([
    ['no token', () => 'x', 'form', 'not_three_parts', 'token_malformed'],
    ['another algorithm', () => make({}, { algorithm: 'HS512' }), 'header', 'alg_mismatch', 'token_rejected'],
    ['another key’s kid', () => make({}, { header: { kid: 'x' } }), 'header', 'kid_other', 'token_rejected'],
    [
      'another key',
      () => make({}, { secret: other.secret }),
      'signature',
      'signature_wrong',
      'token_rejected',
    ],
    ['no user', () => make({ user: undefined }), 'payload', 'user_invalid', 'token_rejected'],
    ['another kind', () => make({ app_slug: 'x' }), 'payload', 'token_of_other_kind', 'token_rejected'],
    ['a bad exp', () => make({ exp: 'x' }), 'payload', 'exp_invalid', 'token_rejected'],
    ['an end', () => make({ exp: 1 }), 'times', 'expired', 'token_expired'],
    [
      'unsigned',
      () => rawToken({ alg: 'none' }, { user: 'u' }, 'HS256', tenant.secret),
      'header',
      'alg_none',
      'token_rejected',
    ],
  ])('stops where one with %s is refused', async (_title, token, ...expected) => {
    const found = await explain(token());
    expect(failed(found)).toEqual(expected);
    expect(found.refused?.means).not.toBe('');
    expect(found.refused?.todo).not.toBe('');
  });

  it('says which tenant’s rule a token breaks, which client is none, and which user was signed', async () => {
    const strict = await buildTenant(server, {
      settings: { require_token_expiry: true, security_token_max_age_s: 60 },
    });
    const signed = (claims = {}) => securityToken(strict, 'u-1', { claims });
    expect(failed(await explain(signed(), strict.keyId))).toEqual(['times', 'exp_missing', 'token_rejected']);
    const long = signed({ exp: nowSeconds() + 3600 });
    expect(failed(await explain(long, strict.keyId))).toEqual(['times', 'life_too_long', 'token_rejected']);
    expect(failed(await explain(make(), 'nobody'))).toEqual(['client', 'client_unknown', 'token_rejected']);
    const foreign = await explain(make(), tenant.keyId, 'U-1');
    expect(failed(foreign)).toEqual(['user', 'user_other', 'token_rejected']);
    expect(foreign.refused?.nearMisses).toEqual(['the request is about "U-1", the token signs "u-1"']);
  });
});
