import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { Clock } from '../../src/common/clock.js';
import { ClientKeys } from '../../src/devices/security-tokens/client-keys.js';
import { SecurityTokenProof } from '../../src/devices/security-tokens/security-token-proof.js';
import { SecurityTokens } from '../../src/devices/security-tokens/security-tokens.js';
import { rawToken } from '../builders/raw-token.js';
import { actionLinkToken, securityToken, signedSearchToken } from '../builders/signed-tokens.js';
import { announce, buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { ApiKey } from '../../src/tenants/api-key.entity.js';
import { bytesOf } from '../support/door.js';
import { statusAndCode } from '../support/outcome.js';
import { startProbeServer } from '../support/probe-server.js';
import { keysOf, serviceOf, tenantsOf } from '../support/services-of.js';
import { untilQuiet } from '../support/until-quiet.js';
import type { Answer, RequestOptions, TestServer } from '../support/test-server.js';

const user = 'u-1';
const requestId = { 'X-Request-Id': 'request-0001' };

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let aheadMs = 0;
/** Where the server's clock stands, unless it goes. */
let stoppedAtMs: number | null = null;

const nowSeconds = () => Math.floor((Date.now() + aheadMs) / 1000);

beforeAll(async () => {
  server = await startProbeServer();
  server.app.get(Clock).nowMs = () => stoppedAtMs ?? Date.now() + aheadMs;
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
});
afterAll(() => server.close());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const sign = (claims = {}, options: Parameters<typeof securityToken>[2] = {}) =>
  securityToken(tenant, user, { ...options, claims });
const as = (text: string) => ({ headers: { ...requestId, Authorization: `Basic ${text}` } });
const post = (body: unknown, options: RequestOptions = {}) =>
  server.request('/v2/probe', { method: 'POST', body, ...options });
const look = (text: string) => server.request('/v2/probe', as(text));
const knock = (token: string, clientId = tenant.keyId) => look(`${clientId}:${token}`);
const set = (of: BuiltTenant, settings: Partial<TenantSettings>) =>
  tenantsOf(server).set(of.slug, { settings });

/** Why a token proves nothing, as the rejection log has it; `accepted` where it does. */
async function reasonFor(token: string, clientId = tenant.keyId): Promise<string> {
  const client = await serviceOf(server, ClientKeys).find(clientId);
  if (client === null) return 'client_unknown';
  const proving = await serviceOf(server, SecurityTokenProof).prove(token, client);
  return 'refused' in proving ? proving.refused : 'accepted';
}

/** A refusal that tells a stranger nothing: the bytes of a client that nobody knows. */
async function saysNothing(answer: Answer): Promise<void> {
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  expect(bytesOf(answer)).toBe(bytesOf(await look('nobody:x.y.z')));
  expect(statusAndCode(answer)).toEqual([401, 'token_rejected']);
}

const isSigned = (answer: Answer, signer: string, of = tenant) =>
  expect([answer.status, answer.body]).toEqual([
    200,
    expect.objectContaining({
      kind: 'device',
      tenant: of.slug,
      user: signer,
      credential: { kind: 'security_token', id: of.keyId, fingerprint: expect.stringMatching(/^[\w-]{43}$/) },
    }),
  ]);
const isUnsigned = (answer: Answer) =>
  expect([answer.status, answer.body]).toEqual([
    200,
    expect.objectContaining({
      kind: 'device',
      tenant: tenant.slug,
      user: null,
      expires: null,
      credential: { kind: 'client_id', id: tenant.keyId, fingerprint: null },
    }),
  ]);

describe('the spellings of a client', () => {
  it.each<[string, (pair: string) => string]>([
    ['raw', (pair) => pair],
    ['in base64', base64],
    ['in base64 without padding', (pair) => base64(pair).replace(/=+$/, '')],
    ['in base64url', (pair) => Buffer.from(pair).toString('base64url')],
  ])('mean the same: client_id:token %s', async (_title, spell) => {
    isSigned(await look(spell(`${tenant.keyId}:${sign()}`)), user);
    isUnsigned(await look(spell(`${tenant.keyId}:`)));
    isUnsigned(await look(spell(tenant.keyId)));
  });

  it('are also client_id and secret of a body, with a header or without', async () => {
    const [client_id, secret] = [tenant.keyId, sign()];
    isSigned(await post({ client_id, secret }), user);
    isSigned(await post({ secret }, as(client_id)), user);
    isSigned(await post({ secret }, as(`${client_id}:`)), user);
    isSigned(await post({ secret }, as(base64(`${client_id}:`))), user);
    isSigned(await post({ client_id, secret }, as(base64(client_id))), user);
    isSigned(await post({ client_id, secret }, as(`${client_id}:${secret}`)), user);
    isUnsigned(await post({ client_id }));
    isUnsigned(await post({ client_id, secret: '' }));
    isUnsigned(await post({ client_id, secret: null }));
    isUnsigned(await post({ client_id: null }, as(client_id)));
  });

  it('are also ?auth= where a stream is asked for, and nowhere else', async () => {
    const pair = `${tenant.keyId}:${sign()}`;
    const stream = (auth: string, options?: RequestOptions) =>
      server.request(`/v2/probe/stream?auth=${encodeURIComponent(auth)}`, options);
    for (const auth of [pair, base64(pair), `Basic ${pair}`, `basic ${base64(pair)}`])
      isSigned(await stream(auth), user);
    isUnsigned(await stream(tenant.keyId));
    isSigned(await stream(pair, as(pair)), user);
    isSigned(await stream(`Basic ${pair}`, as(pair)), user);
    expect(statusAndCode(await stream(pair, as(tenant.keyId)))).toEqual([400, 'credential_ambiguous']);
    expect(statusAndCode(await stream(pair, { basic: tenant.secret }))).toEqual([
      400,
      'credential_ambiguous',
    ]);
    expect(statusAndCode(await stream(pair, { bearer: tenant.secret }))).toEqual([
      400,
      'credential_ambiguous',
    ]);
    expect(statusAndCode(await stream(''))).toEqual([401, 'token_rejected']);
    expect(statusAndCode(await server.request(`/v2/probe?auth=${pair}`))).toEqual([
      401,
      'credential_missing',
    ]);
    expect(statusAndCode(await server.request(`/v2/users?auth=${pair}`))).toEqual([
      401,
      'credential_missing',
    ]);
    expect(statusAndCode(await server.request(`/v2/probe/stream?auth=${pair}&auth=${pair}`))).toEqual([
      400,
      'credential_ambiguous',
    ]);
  });

  it('are never a key’s secret in an address', async () => {
    for (const secret of [tenant.secret, tenant.widgetSecret]) {
      const auth = encodeURIComponent(base64(`:${secret}`));
      expect(statusAndCode(await server.request(`/v2/probe/stream?auth=${auth}`))).toEqual([
        401,
        'token_rejected',
      ]);
    }
  });

  it('leave API keys what they were', async () => {
    for (const options of [{ basic: tenant.secret }, { bearer: tenant.secret }]) {
      const answer = await server.request('/v2/probe', options);
      expect([answer.status, answer.body]).toMatchObject([
        200,
        { kind: 'app', credential: { kind: 'api_key' } },
      ]);
    }
    expect(statusAndCode(await server.request('/v2/probe', { basic: tenant.widgetSecret }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it.each<[string, () => [unknown, RequestOptions]]>([
    ['an API key beside a token', () => [{ secret: sign() }, { basic: tenant.secret }]],
    ['an API key as Bearer beside a token', () => [{ secret: sign() }, { bearer: tenant.secret }]],
    ['an API key beside a client', () => [{ client_id: tenant.keyId }, { basic: tenant.secret }]],
    ['a widget key beside a client', () => [{ client_id: tenant.keyId }, { basic: tenant.widgetSecret }]],
    ['two clients', () => [{ client_id: other.keyId }, as(tenant.keyId)]],
    ['two tokens', () => [{ secret: sign({ jti: 'b' }) }, as(`${tenant.keyId}:${sign()}`)]],
    ['the same token under two clients', () => [{ client_id: other.keyId }, as(`${tenant.keyId}:${sign()}`)]],
    ['an unreadable header beside a client', () => [{ client_id: tenant.keyId }, as('****')]],
  ])('are one: %s is ambiguous', async (_title, make) => {
    expect(statusAndCode(await post(...make()))).toEqual([400, 'credential_ambiguous']);
  });

  it('are one: two headers, a jwt, a signed search or an action link beside a client are ambiguous', async () => {
    const pair = `${tenant.keyId}:${sign()}`;
    for (const query of [`jwt=${sign()}`, 'jwt=', `signed_search=${sign()}`, `signature=${sign()}`]) {
      expect(statusAndCode(await server.request(`/v2/probe?${query}`, as(pair)))).toEqual([
        400,
        'credential_ambiguous',
      ]);
      expect(
        statusAndCode(
          await server.request(`/v2/probe?${query}`, {
            method: 'POST',
            body: { client_id: tenant.keyId, secret: sign() },
          }),
        ),
      ).toEqual([400, 'credential_ambiguous']);
    }
  });
});

describe('what a body says of its client', () => {
  it.each<[string, unknown]>([
    ['a secret alone', { secret: 'x.y.z' }],
    ['a number for a client', { client_id: 7 }],
    ['a number for a token', () => ({ client_id: tenant.keyId, secret: 7 })],
    ['a list for a token', () => ({ client_id: tenant.keyId, secret: [sign()] })],
    ['an object for a client', { client_id: { id: 'k' } }],
    ['what no key is called', { client_id: 'a b' }],
    ['a client with NUL', { client_id: 'a\u0000' }],
    ['a lone surrogate', { client_id: '\ud800' }],
  ])('refuses %s', async (_title, body) => {
    await saysNothing(
      await post(typeof body === 'function' ? (body as () => unknown)() : body, { headers: requestId }),
    );
  });

  it('is read off the body itself: nothing is inherited', async () => {
    const members = JSON.stringify({ client_id: tenant.keyId, secret: sign() });
    for (const body of [
      `{"__proto__":${members}}`,
      `{"constructor":{"prototype":${members}}}`,
      `[${members}]`,
      `"${tenant.keyId}"`,
      'null',
      '7',
    ])
      expect(statusAndCode(await post(body))).toEqual([401, 'credential_missing']);
  });
});

describe('what proves nothing', () => {
  const signedWith = (secret: string, options = {}) => sign({}, { secret, ...options });

  it.each<[string, () => string, string, string?]>([
    ['the key of another tenant', () => signedWith(other.secret), 'signature_wrong'],
    ['the widget key', () => signedWith(tenant.widgetSecret), 'signature_wrong'],
    ['no key', () => rawToken({ alg: 'none' }, { user }, 'HS256', tenant.secret), 'alg_none'],
    ['HS384', () => sign({}, { algorithm: 'HS384' }), 'alg_mismatch'],
    ['HS512', () => sign({}, { algorithm: 'HS512' }), 'alg_mismatch'],
    ['the kid of another key', () => sign({}, { header: { kid: other.keyId } }), 'kid_other'],
    ['a kid that is no text', () => sign({}, { header: { kid: null } }), 'kid_invalid'],
    ['an extension', () => sign({}, { header: { crit: ['x'], x: 1 } }), 'crit_present'],
    [
      'the secret decoded',
      () => signedWith(Buffer.from(tenant.secret, 'base64url').toString('latin1')),
      'signature_wrong',
    ],
    ['user null', () => sign({ user: null }), 'user_invalid'],
    ['user a number', () => sign({ user: 7 }), 'user_invalid'],
    ['user a list', () => sign({ user: [user] }), 'user_invalid'],
    ['no user', () => sign({ user: undefined }), 'user_invalid'],
    ['a user of 256 characters', () => sign({ user: 'x'.repeat(256) }), 'user_invalid'],
    ['a user with NUL', () => sign({ user: 'a\u0000b' }), 'user_invalid'],
    [
      'a user with half a character',
      () => rawToken({ alg: 'HS256' }, '{"user":"\\ud800"}', 'HS256', tenant.secret),
      'user_invalid',
    ],
    [
      'user inherited',
      () => rawToken({ alg: 'HS256' }, '{"__proto__":{"user":"u-1"}}', 'HS256', tenant.secret),
      'user_invalid',
    ],
    ['jti a number', () => sign({ jti: 7 }), 'jti_invalid'],
    ['exp text', () => sign({ exp: '2999999999' }), 'exp_invalid'],
    ['nbf null', () => sign({ nbf: null }), 'nbf_invalid'],
    ['iat true', () => sign({ iat: true }), 'iat_invalid'],
    [
      'a signed search',
      () => signedSearchToken(tenant, { 'customer.email': 'ann@example.com' }),
      'token_of_other_kind',
    ],
    [
      'a signed search with a user',
      () => signedSearchToken(tenant, { user, 'meta.user': user }),
      'token_of_other_kind',
    ],
    ['an action link', () => actionLinkToken(tenant, 'b', 'cancel_by_customer'), 'token_of_other_kind'],
    ['a minted token', () => sign({ aud: 'pages' }), 'token_of_other_kind'],
    ['a search', () => sign({ search: 'a:b' }), 'token_of_other_kind'],
    ['the API secret itself', () => tenant.secret, 'not_three_parts', 'token_malformed'],
    ['two parts', () => 'a.b', 'not_three_parts', 'token_malformed'],
    ['a space', () => ` ${sign()}`, 'header_not_base64url', 'token_malformed'],
    ['a trailing newline escape', () => `${sign()}%0A`, 'signature_not_base64url', 'token_malformed'],
    [
      'a member twice',
      () => rawToken('{"alg":"HS256"}', '{"user":"a","user":"b"}', 'HS256', tenant.secret),
      'payload_duplicate_member',
      'token_malformed',
    ],
    [
      'a payload that is no object',
      () => rawToken({ alg: 'HS256' }, '["user"]', 'HS256', tenant.secret),
      'payload_not_an_object',
      'token_malformed',
    ],
  ])('is %s', async (_title, make, reason, code = 'token_rejected') => {
    const token = make();
    const answers = [
      await knock(token),
      await look(base64(`${tenant.keyId}:${token}`)),
      await post({ client_id: tenant.keyId, secret: token }, { headers: requestId }),
    ];
    for (const answer of answers) {
      if (code === 'token_rejected') await saysNothing(answer);
      else expect(statusAndCode(answer)).toEqual([401, code]);
    }
    expect(await reasonFor(token)).toBe(reason);
    isSigned(await knock(sign()), user);
  });

  it('is a token under another client: of the tenant, of another tenant, of nobody, of a widget', async () => {
    const second = await keysOf(server).create(tenant.id, {});
    const token = sign();
    isSigned(await knock(token), user);
    for (const clientId of [second.row.id, other.keyId, 'nobody', tenant.slug, tenant.id])
      await saysNothing(await knock(token, clientId));
    const [widget] = (await keysOf(server).list(tenant.id)).filter(({ type }) => type === 'widget');
    await saysNothing(await knock(token, widget!.id));
    await saysNothing(await look(widget!.id));
    await saysNothing(await look(base64(`${widget!.id}:`)));
  });

  it('is what is enormous, and it costs no more than a look', async () => {
    const enormous = sign({ pad: 'x'.repeat(20_000) });
    expect(statusAndCode(await post({ client_id: tenant.keyId, secret: enormous }))).toEqual([
      401,
      'token_malformed',
    ]);
    await saysNothing(await post({ client_id: 'x'.repeat(50_000) }, { headers: requestId }));
  });

  it('is a client of no key, signed or not', async () => {
    for (const text of ['nobody', 'nobody:', base64('nobody:'), 'nobody:x', '::', ':', `:${sign()}`, 'é:x'])
      expect([text, ...statusAndCode(await server.request('/v2/probe', as(encodeURI(text))))]).toEqual([
        text,
        401,
        'token_rejected',
      ]);
  });
});

describe('the user of a token', () => {
  it('is any text, the empty one too, by code points as it stands', async () => {
    for (const name of [
      '',
      ' ',
      'ünïcode 👩‍🚀',
      "'; DROP TABLE devices; --",
      'x'.repeat(255),
      '👩'.repeat(255),
    ])
      isSigned(await knock(securityToken(tenant, name)), name);
  });

  it('may come with kid, jti and members that nobody asks for', async () => {
    isSigned(await knock(sign({ jti: 'j', role: 'x' }, { header: { kid: tenant.keyId } })), user);
  });
});

describe('the times of a token', () => {
  it('are honoured to the tenant’s tolerance, also of a token that was proven before', async () => {
    const exp = nowSeconds() + 100;
    const token = sign({ exp });
    const answer = await knock(token);
    isSigned(answer, user);
    expect(answer.body.expires).toBe(exp);
    try {
      stoppedAtMs = (exp + 29) * 1000;
      isSigned(await knock(token), user);
      stoppedAtMs = (exp + 31) * 1000;
      expect(statusAndCode(await knock(token))).toEqual([401, 'token_expired']);
      expect(statusAndCode(await knock(token))).toEqual([401, 'token_expired']);
    } finally {
      stoppedAtMs = null;
    }
    expect(statusAndCode(await knock(sign({ nbf: nowSeconds() + 60 })))).toEqual([401, 'token_not_active']);
    expect(statusAndCode(await knock(sign({ iat: nowSeconds() + 60 })))).toEqual([401, 'token_not_active']);
    isSigned(await knock(sign({ nbf: nowSeconds() + 20, iat: nowSeconds() + 20 })), user);
  });

  it('are told only to who signed: a forged token that has expired is a forged token', async () => {
    await saysNothing(await knock(sign({ exp: 1 }, { secret: other.secret })));
    expect(statusAndCode(await knock(sign({ exp: 1 })))).toEqual([401, 'token_expired']);
  });

  it('must be there, and short, where the tenant demands that', async () => {
    const strict = await buildTenant(server, {
      settings: { require_token_expiry: true, security_token_max_age_s: 3600 },
    });
    const ask = (claims: object) =>
      knock(securityToken(strict, user, { claims: { ...claims } }), strict.keyId);
    const now = nowSeconds();
    isSigned(await ask({ exp: now + 3600 }), user, strict);
    isSigned(await ask({ iat: undefined, exp: now + 3600 }), user, strict);
    isSigned(await ask({ iat: now - 3000, exp: now + 600 }), user, strict);
    for (const claims of [
      {},
      { exp: now + 3700 },
      { iat: now - 100, exp: now + 3550 },
      { iat: undefined, exp: now + 3700 },
      { iat: 0, exp: now + 100 },
    ])
      await saysNothing(await ask(claims));
  });

  it('need not be there otherwise', async () => {
    isSigned(await knock(sign({ iat: undefined })), user);
    isSigned(await knock(sign({ exp: nowSeconds() + 10 * 365 * 86_400 })), user);
  });
});

describe('the modes of a tenant', () => {
  it.each(['off', 'observe', 'enforce'] as const)('%s: a token that is wrong is refused', async (mode) => {
    const merchant = await buildTenant(server, { settings: { require_signed_tokens: mode } });
    await saysNothing(await knock(securityToken(merchant, user, { secret: other.secret }), merchant.keyId));
    await saysNothing(await knock(sign(), merchant.keyId));
    isSigned(await knock(securityToken(merchant, user), merchant.keyId), user, merchant);
    const without = await look(merchant.keyId);
    expect(statusAndCode(without)).toEqual(
      mode === 'enforce' ? [401, 'credential_missing'] : [200, undefined],
    );
  });

  it('hold from the moment they are set', async () => {
    const merchant = await buildTenant(server);
    const statuses = async () => [
      (await look(merchant.keyId)).status,
      (await knock(securityToken(merchant, user), merchant.keyId)).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    await set(merchant, { require_signed_tokens: 'enforce', require_token_expiry: true });
    expect(await statuses()).toEqual([401, 401]);
    await set(merchant, { require_signed_tokens: 'observe', require_token_expiry: false });
    expect(await statuses()).toEqual([200, 200]);
  });
});

describe('the key of a client', () => {
  it('ends with it: revoked, rotated away, remembered or not', async () => {
    const merchant = await buildTenant(server);
    const { row, secret } = await keysOf(server).create(merchant.id, {});
    const token = securityToken({ slug: merchant.slug, secret: secret! }, user);
    expect((await knock(token, row.id)).status).toBe(200);
    expect((await look(row.id)).status).toBe(200);
    await keysOf(server).rotate(row.id, 60_000);
    expect((await knock(token, row.id)).status).toBe(200);
    try {
      aheadMs = 61_000;
      await saysNothing(await knock(token, row.id));
      await saysNothing(await look(row.id));
    } finally {
      aheadMs = 0;
    }
    expect((await knock(token, row.id)).status).toBe(200);
    await keysOf(server).revoke(row.id);
    await saysNothing(await knock(token, row.id));
    await saysNothing(await look(row.id));
  });

  it('is found whatever its id looks like in base64', async () => {
    for (const id of ['dGVzdDp0', 'OnNlY3JldA', 'abcd', base64('nobody:x.y.z').replace(/=+$/, '')]) {
      const { secret } = await keysOf(server).create(tenant.id, { id });
      const token = securityToken({ slug: tenant.slug, secret: secret! }, user);
      for (const text of [`${id}:${token}`, base64(`${id}:${token}`)]) {
        const answer = await look(text);
        expect([id, answer.status, answer.body.credential?.id]).toEqual([id, 200, id]);
      }
      const plain = await look(`${id}:`);
      expect([id, plain.status, plain.body.credential?.id]).toEqual([id, 200, id]);
    }
    expect((await look('dGVzdDp0')).body).toMatchObject({ user: null, credential: { id: 'dGVzdDp0' } });
    expect((await look('abcd')).body).toMatchObject({ user: null, credential: { id: 'abcd' } });
  });

  it('that cannot be opened proves nothing, and names a client all the same', async () => {
    const merchant = await buildTenant(server);
    await server.database.write(({ manager }) =>
      manager.update(ApiKey, { tenantId: merchant.id, id: merchant.keyId }, { secretSealed: 'broken' }),
    );
    await announce(server, { topic: 'api_key', tenantId: merchant.id, subject: merchant.keyId });
    await saysNothing(await knock(securityToken(merchant, user), merchant.keyId));
    expect((await look(merchant.keyId)).status).toBe(200);
  });
});

describe('the routes of a client', () => {
  it.each<[string, string]>([
    ['GET', '/v2/me'],
    ['GET', '/v2/users'],
    ['GET', '/v2/bookings'],
    ['POST', '/v2/bookings'],
    ['GET', '/v2/projects'],
    ['GET', '/v2/resources'],
    ['POST', '/v2/availability'],
    ['GET', '/v2/app'],
    ['POST', '/v2/signed-searches'],
    ['POST', '/v2/token/sign'],
    ['POST', '/token/sign'],
  ])('are not %s %s, in the bytes of any wrong secret', async (method, path) => {
    const token = sign();
    isSigned(await knock(token), user);
    const body = { client_id: tenant.keyId, secret: token, user };
    const ask = (options: RequestOptions) =>
      server.request(path, {
        method,
        ...(method === 'POST' && { body }),
        ...options,
        headers: { ...requestId, ...options.headers },
      });
    const wrong = bytesOf(await ask({ basic: 'x'.repeat(43) }));
    const pair = `${tenant.keyId}:${token}`;
    for (const text of [pair, base64(pair), tenant.keyId, base64(`${tenant.keyId}:`)])
      expect(bytesOf(await ask(as(text)))).toBe(wrong);
    expect(statusAndCode(await ask({}))).toEqual([401, 'credential_missing']);
    expect(statusAndCode(await ask({ bearer: token }))).toEqual([401, 'token_rejected']);
    for (const parameter of ['jwt', 'signed_search', 'signature']) {
      const answer = await server.request(`${path}?${parameter}=${token}`, {
        method,
        ...(method === 'POST' && { body }),
      });
      expect([parameter, ...statusAndCode(answer)]).toEqual([parameter, 401, 'token_rejected']);
    }
  });

  it('take no token of anyone else', async () => {
    const configuration = await buildConfiguration(server, tenant);
    expect(statusAndCode(await server.request('/v2/probe', { bearer: configuration.token() }))).toEqual([
      403,
      'forbidden',
    ]);
    await saysNothing(await knock(configuration.token()));
    expect(statusAndCode(await server.request('/v2/probe', { bearer: sign() }))).toEqual([
      401,
      'token_rejected',
    ]);
    const search = 'customer.email:ann@example.com';
    const header = { kid: tenant.keyId };
    const signedSearch = signedSearchToken(tenant, { 'customer.email': 'ann@example.com' }, { header });
    expect(
      statusAndCode(await server.request(`/v2/probe?search=${search}&signed_search=${signedSearch}`)),
    ).toEqual([403, 'forbidden']);
  });

  it('are those of its own account', async () => {
    const pair = `${tenant.keyId}:${sign()}`;
    isSigned(await server.request(`/v2/accounts/${tenant.slug}/probe`, as(pair)), user);
    isSigned(await server.request('/api/probe', as(pair)), user);
    expect((await server.request(`/v2/accounts/${other.slug}/probe`, as(pair))).status).toBe(404);
  });
});

describe('pages of other origins', () => {
  it('are refused where the tenant lists its own', async () => {
    const merchant = await buildTenant(server, { settings: { allowed_origins: ['https://shop.example'] } });
    const from = async (origin: string, text: string) =>
      statusAndCode(
        await server.request('/v2/probe', {
          headers: { Origin: origin, Authorization: `Basic ${text}` },
        }),
      );
    for (const text of [merchant.keyId, `${merchant.keyId}:${securityToken(merchant, user)}`]) {
      expect(await from('https://shop.example', text)).toEqual([200, undefined]);
      expect(await from('https://evil.example', text)).toEqual([403, 'origin_not_allowed']);
    }
  });
});

describe('tokens that were proven', () => {
  it('are remembered under their client alone, and forgotten by another process’s word', async () => {
    const { remembered } = serviceOf(server, SecurityTokens);
    await untilQuiet(server);
    const token = sign({ jti: 'remembered' });
    isSigned(await knock(token), user);
    const { hits } = remembered;
    isSigned(await knock(token), user);
    expect(remembered.hits).toBe(hits + 1);
    await saysNothing(await knock(token, other.keyId));
    await announce(server, { topic: 'tenant', tenantId: tenant.id, subject: tenant.id });
    expect(serviceOf(server, SecurityTokens).recall(token, tenant.keyId)).toBeUndefined();
    isSigned(await knock(token), user);
  });

  it('differ from what is changed in a single bit', async () => {
    const token = sign({ jti: 'bits' });
    isSigned(await knock(token), user);
    const [header, payload] = token.split('.') as [string, string];
    const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('u-1', 'u-2')).toString(
      'base64url',
    );
    await saysNothing(await knock(`${header}.${forged}.${token.split('.')[2]}`));
    const mac = createHmac('sha256', tenant.secret.slice(1))
      .update(`${header}.${payload}`)
      .digest('base64url');
    await saysNothing(await knock(`${header}.${payload}.${mac}`));
  });
});

describe('Idempotency-Key', () => {
  const body = () => ({ client_id: tenant.keyId });
  const keyed = { headers: { 'Idempotency-Key': 'one-key' } };

  it('of a client without a token is passed over: two strangers share no answer', async () => {
    const [first, second] = [await post(body(), keyed), await post(body(), keyed)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body.answered).toBe(first.body.answered + 1);
  });

  it('of a client with a token gives the first answer again, to that token only', async () => {
    const ask = (token: string) =>
      post(
        { client_id: tenant.keyId },
        { headers: { ...keyed.headers, Authorization: `Basic ${tenant.keyId}:${token}` } },
      );
    const [mine, theirs] = [sign({ jti: 'mine' }), securityToken(tenant, 'u-2')];
    const first = await ask(mine);
    expect((await ask(mine)).body).toEqual(first.body);
    expect((await ask(theirs)).body).toMatchObject({ user: 'u-2', answered: first.body.answered + 1 });
  });
});
