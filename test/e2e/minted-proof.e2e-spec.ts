import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BearerTokens } from '../../src/auth/bearer-tokens.js';
import { fingerprintOf } from '../../src/crypto/fingerprint.js';
import { MintedTokens } from '../../src/minted-tokens/proof/minted-tokens.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { rawToken } from '../builders/raw-token.js';
import { buildResource } from '../builders/resources.js';
import { signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import {
  buildConfiguration,
  buildTenant,
  privateKeyFor,
  tokenMaker,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { atTime } from '../support/at-time.js';
import { bytesOf, countUsers } from '../support/door.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';
import { keysOf, tenantsOf } from '../support/services-of.js';
import { untilQuiet } from '../support/until-quiet.js';

const aud = '/v2/resources';
const ann = { 'customer.email': 'ann@example.com' };
const nowSeconds = () => Math.floor(Date.now() / 1000);

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer();
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  await buildResource(server, tenant, { name: 'Ann' });
  await buildResource(server, other, { name: 'Ben' });
});
afterAll(() => server.close());

const knock = (token: string, path = aud): Promise<Answer> =>
  server.request(path, { bearer: token, headers: { 'X-Request-Id': 'request-0001' } });
const outcome = ({ status, body }: Answer) => [status, body?.code];
const names = ({ body }: Answer): string[] => body.data.map(({ name }: { name: string }) => name);

/** Why the server refuses a token, as its rejection log would have it. */
const reasonFor = (token: string): Promise<string> =>
  server.app
    .get(BearerTokens)
    .callerOf(token, false)
    .then(
      () => 'accepted',
      (error: { rejection?: { reason: string }; message: string }) =>
        error.rejection?.reason ?? error.message,
    );

/** Refused, remembered or not, with the bytes of any token that proves nothing. */
async function refuses(token: string, reason?: string, code = 'token_rejected'): Promise<void> {
  const plain = await knock(
    `${Buffer.from('{"alg":"HS256","kid":"nobody"}').toString('base64url')}.e30.AAAA`,
  );
  for (let round = 0; round < 2; round += 1) {
    const answer = await knock(token);
    expect(outcome(answer)).toEqual([401, code]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    if (code === 'token_rejected') expect(bytesOf(answer)).toBe(bytesOf(plain));
  }
  if (reason !== undefined) expect(await reasonFor(token)).toBe(reason);
}

describe('a minted token', () => {
  it.each(['HS256', 'HS384', 'HS512'] as const)(
    'is proven by the secret of its key with %s',
    async (algorithm) => {
      const token = mintedToken(tenant, aud, {}, { algorithm });
      for (let round = 0; round < 3; round += 1) expect(names(await knock(token))).toEqual(['Ann']);
    },
  );

  it('comes as ?jwt= too, and beside another credential it is ambiguous', async () => {
    const token = mintedToken(tenant, aud);
    expect(names(await server.request(`${aud}?jwt=${token}`))).toEqual(['Ann']);
    expect(names(await server.request(`${aud}?jwt=${token}`, { bearer: token }))).toEqual(['Ann']);
    const another = mintedToken(tenant, '/v2/projects');
    const rivals = [{ bearer: another }, { basic: tenant.secret }, { basic: tenant.widgetSecret }];
    for (const rival of rivals)
      expect(outcome(await server.request(`${aud}?jwt=${token}`, rival))).toEqual([
        400,
        'credential_ambiguous',
      ]);
    for (const query of [`jwt=${token}&jwt=${token}`, `jwt=${token}&signed_search=x`])
      expect(outcome(await server.request(`${aud}?${query}`))).toEqual([400, 'credential_ambiguous']);
    const beside = signedQuery(signedSearchToken(tenant, ann), ann);
    expect(outcome(await knock(token, `/v2/bookings?${beside}`))).toEqual([400, 'credential_ambiguous']);
  });

  it('needs none of its other claims, and all but its own are ignored', async () => {
    const claims = {
      iss: 'anybody',
      sub: 7,
      jti: [],
      scope: 'admin',
      id: 'user-1',
      user: 'x',
      app_slug: 'y',
    };
    expect(names(await knock(mintedToken(tenant, aud, claims)))).toEqual(['Ann']);
    expect(await countUsers(server)).toBe(0);
  });

  it('is the tenant of its key: me and its slug are the same, another’s slug is no route', async () => {
    const token = mintedToken(tenant, ['/v2/accounts/me/resources', `/v2/accounts/${other.slug}/projects`]);
    for (const path of ['/v2/resources', '/api/resources', '/v2/accounts/me/resources'])
      expect(names(await knock(token, path))).toEqual(['Ann']);
    expect(names(await knock(token, `/v2/accounts/${tenant.slug}/resources`))).toEqual(['Ann']);
    expect(outcome(await knock(token, `/v2/accounts/${other.slug}/resources`))).toEqual([404, 'not_found']);
    expect(outcome(await knock(token, `/v2/accounts/${other.slug}/projects`))).toEqual([404, 'not_found']);
    expect(outcome(await knock(token, '/v2/projects'))).toEqual([403, 'outside_audience']);
  });

  it('of an account’s slug opens its own tenant’s paths alone', async () => {
    const own = mintedToken(tenant, `/v2/accounts/${tenant.slug}/resources`);
    expect(names(await knock(own))).toEqual(['Ann']);
    const foreign = mintedToken(tenant, `/v2/accounts/${other.slug}/resources`);
    expect(outcome(await knock(foreign))).toEqual([403, 'outside_audience']);
  });
});

describe('a token that names an API key proves nothing', () => {
  it.each<[string, unknown, string]>([
    ['without aud', undefined, 'aud_missing'],
    ['with aud null', null, 'aud_invalid'],
    ['with a number', 5, 'aud_invalid'],
    ['with an empty list', [], 'aud_invalid'],
    ['with a list of lists', [[aud]], 'aud_invalid'],
    ['with /', '/', 'aud_no_path'],
    ['with /v2/', '/v2/', 'aud_no_path'],
    ['with the account alone', '/v2/accounts/me', 'aud_no_path'],
    ['with the account alone and a slash', '/v2/accounts/me/', 'aud_no_path'],
    ['with one wrong entry among right ones', [aud, '/v2/../v2/users'], 'aud_no_path'],
  ])('%s', (_title, value, reason) => refuses(mintedToken(tenant, value), reason));

  it.each<[string, Record<string, unknown>, string]>([
    ['methods that are no list', { methods: 'GET' }, 'methods_invalid'],
    ['an empty list of methods', { methods: [] }, 'methods_invalid'],
    ['a method in lower case', { methods: ['get'] }, 'methods_invalid'],
    ['a query that is no object', { query: 'a=b' }, 'query_invalid'],
    ['a pinned null', { query: { a: null } }, 'query_value_invalid'],
    ['a pinned credential', { query: { jwt: 'x' } }, 'query_name_invalid'],
    ['exp as text', { exp: '9999999999' }, 'exp_invalid'],
    ['nbf that is null', { nbf: null }, 'nbf_invalid'],
    ['iat in milliseconds', { iat: 1e15 }, 'iat_invalid'],
  ])('with %s', (_title, claims, reason) => refuses(mintedToken(tenant, aud, claims), reason));

  it('signed with the secret of another tenant’s key, or of the widget key', async () => {
    await refuses(mintedToken(tenant, aud, {}, { secret: other.secret }), 'signature_wrong');
    await refuses(mintedToken(tenant, aud, {}, { secret: tenant.widgetSecret }), 'signature_wrong');
    await refuses(mintedToken(other, aud, {}, { secret: tenant.secret }), 'signature_wrong');
  });

  it('signed with the secret’s bytes as base64 reads them', async () => {
    const decoded = Buffer.from(tenant.secret, 'base64url');
    await refuses(rawToken({ alg: 'HS256', kid: tenant.keyId }, { aud }, 'HS256', decoded as never));
  });

  it('naming a widget key, signed with its very secret', async () => {
    const widgetId = (await keysOf(server).list(tenant.id)).find(({ type }) => type === 'widget')!.id;
    const token = mintedToken({ keyId: widgetId, secret: tenant.widgetSecret }, aud);
    await refuses(token, 'kid_unknown');
  });

  it.each([
    ['none', { alg: 'none' }],
    ['none in capitals', { alg: 'NONE' }],
    ['RS256', { alg: 'RS256' }],
    ['ES256', { alg: 'ES256' }],
    ['PS256', { alg: 'PS256' }],
    ['EdDSA', { alg: 'EdDSA' }],
    ['hs256', { alg: 'hs256' }],
    ['HS1', { alg: 'HS1' }],
    ['a list', { alg: ['HS256'] }],
    ['no alg', {}],
    ['crit', { alg: 'HS256', crit: ['exp'] }],
    ['b64', { alg: 'HS256', b64: true }],
    ['zip', { alg: 'HS256', zip: 'DEF' }],
    ['enc', { alg: 'HS256', enc: 'A256GCM' }],
    ['cty', { alg: 'HS256', cty: 'JWT' }],
    ['a jwk of its own', { alg: 'RS256', jwk: { kty: 'oct', k: 'AAAA' } }],
  ])('with a header that says %s', (_title, header) =>
    refuses(rawToken({ ...header, kid: tenant.keyId }, { aud }, 'HS256', tenant.secret)),
  );

  it('made with an asymmetric key, or with one’s public half as a secret', async () => {
    const configuration = await buildConfiguration(server, tenant, { algorithm: 'RS256' });
    await refuses(tokenMaker(tenant.keyId, 'RS256', privateKeyFor('RS256'))({ aud }));
    const { signingKey, kid } = configuration;
    const pem = createPublicKey(signingKey).export({ format: 'pem', type: 'spki' }).toString();
    await refuses(rawToken({ alg: 'HS256', kid }, { id: 'u', aud }, 'HS256', pem), 'alg_mismatch');
    await refuses(
      rawToken({ alg: 'HS256', kid: tenant.keyId }, { id: 'u', aud }, 'HS256', pem),
      'signature_wrong',
    );
  });

  it('of a kid that only comes near', async () => {
    const { keyId } = tenant;
    for (const kid of [keyId.toUpperCase(), ` ${keyId}`, `${keyId} `, keyId.slice(1), [keyId], 1])
      await refuses(mintedToken(tenant, aud, {}, { header: { kid } }));
  });

  it('cut, lengthened, or with another payload', async () => {
    const token = mintedToken(tenant, aud);
    const [header, , signature] = token.split('.');
    const wide = Buffer.from(JSON.stringify({ aud: '/v2/bookings' })).toString('base64url');
    await refuses(`${header}.${wide}.${signature}`, 'signature_wrong');
    await refuses(`${token.slice(0, -4)}AAAA`, 'signature_wrong');
  });
});

describe('the times of a minted token', () => {
  it('are honoured where they stand: exp, nbf and iat, with the tenant’s tolerance', async () => {
    const now = nowSeconds();
    await atTime(server, now * 1000, async () => {
      for (const claims of [{ exp: now + 60 }, { exp: now - 20 }, { nbf: now + 20 }, { iat: now + 20 }])
        expect((await knock(mintedToken(tenant, aud, claims))).status).toBe(200);
    });
    await refuses(mintedToken(tenant, aud, { exp: now - 40 }), 'expired', 'token_expired');
    await refuses(mintedToken(tenant, aud, { nbf: now + 90 }), 'not_active', 'token_not_active');
    await refuses(mintedToken(tenant, aud, { iat: now + 90 }), 'issued_in_future', 'token_not_active');
  });

  it('say nothing to whoever could not sign', async () => {
    await refuses(mintedToken(tenant, aud, { exp: 1 }, { secret: other.secret }), 'signature_wrong');
  });

  it('end a remembered token too', async () => {
    const token = mintedToken(tenant, aud, { exp: nowSeconds() + 60 });
    expect((await knock(token)).status).toBe(200);
    const later = Date.now() + 120_000;
    expect(outcome(await atTime(server, later, () => knock(token)))).toEqual([401, 'token_expired']);
  });

  it('have an end where the tenant limits how long tokens live', async () => {
    const strict = await buildTenant(server, { settings: { minted_token_max_age_s: 3600 } });
    await buildResource(server, strict, { name: 'Cy' });
    const now = nowSeconds();
    for (const claims of [{ exp: now + 3600, iat: now }, { exp: now + 3590 }])
      expect(names(await knock(mintedToken(strict, aud, claims)))).toEqual(['Cy']);
    await refuses(mintedToken(strict, aud), 'exp_missing');
    await refuses(mintedToken(strict, aud, { iat: now }), 'exp_missing');
    await refuses(mintedToken(strict, aud, { iat: now, exp: now + 3601 }), 'life_too_long');
    await refuses(mintedToken(strict, aud, { exp: now + 7200 }), 'life_too_long');
    await refuses(
      mintedToken(strict, aud, { iat: now + 7200, exp: now + 9000 }),
      undefined,
      'token_not_active',
    );
  });

  it('are held against a limit that the tenant sets later, remembered or not', async () => {
    const late = await buildTenant(server);
    const token = mintedToken(late, aud);
    expect((await knock(token)).status).toBe(200);
    await tenantsOf(server).set(late.slug, { settings: { minted_token_max_age_s: 60 } });
    await refuses(token, 'exp_missing');
  });
});

describe('the end of its key', () => {
  it('is the end of a minted token at once, remembered or not', async () => {
    const mortal = await buildTenant(server);
    const [seen, unseen] = [mintedToken(mortal, aud), mintedToken(mortal, aud, { n: 1 })];
    expect((await knock(seen)).status).toBe(200);
    await keysOf(server).revoke(mortal.keyId);
    await refuses(seen, 'kid_unknown');
    await refuses(unseen, 'kid_unknown');
  });

  it('comes when the overlap of a rotation ends', async () => {
    const turned = await buildTenant(server);
    const token = mintedToken(turned, aud);
    expect((await knock(token)).status).toBe(200);
    const { created } = await keysOf(server).rotate(turned.keyId, 60_000);
    expect((await knock(token)).status).toBe(200);
    const fresh = mintedToken({ keyId: created.row.id, secret: created.secret! }, aud);
    expect((await knock(fresh)).status).toBe(200);
    await atTime(server, Date.now() + 61_000, async () => {
      await refuses(token, 'kid_unknown');
      await refuses(mintedToken(turned, aud, { n: 2 }), 'kid_unknown');
      expect((await knock(fresh)).status).toBe(200);
    });
  });

  it('of another key of the tenant ends nothing', async () => {
    const two = await buildTenant(server);
    const { created } = await keysOf(server).rotate(two.keyId, 60_000);
    const token = mintedToken({ keyId: created.row.id, secret: created.secret! }, aud);
    expect((await knock(token)).status).toBe(200);
    await keysOf(server).revoke(two.keyId);
    expect((await knock(token)).status).toBe(200);
  });
});

describe('where only users come in', () => {
  it('a minted token signs nobody in, and provisions nobody', async () => {
    const token = mintedToken(tenant, ['/v2/me', aud], { id: 'user-1', exp: nowSeconds() + 600 });
    for (const target of [
      `/sso/${tenant.slug}?jwt=${token}`,
      `/sso/${tenant.slug}?jwt=${token}&return_to=/x`,
    ]) {
      const answer = await server.request(target);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    }
    expect(outcome(await knock(token, '/v2/me'))).toEqual([403, 'forbidden']);
    expect(outcome(await knock(token, '/v2/me/bookings'))).toEqual([403, 'forbidden']);
    const page = await server.request(`/overview/${tenant.slug}/bookings`, { bearer: token });
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(await countUsers(server)).toBe(0);
  });
});

describe('the token printed in Yext’s guide', () => {
  const printed = JSON.parse(
    readFileSync(new URL('../vectors/yext-minted-token.json', import.meta.url), 'utf8'),
  ) as { signing_key: string; kid: string; token: string; valid_before_unix: number };

  it('proves itself by the key printed beside it, until its end', async () => {
    const yext = await buildTenant(server);
    await keysOf(server).create(yext.id, { id: printed.kid, type: 'api', secret: printed.signing_key });
    await buildResource(server, yext, { name: 'Dee' });
    const end = printed.valid_before_unix * 1000;
    await untilQuiet(server);
    await atTime(server, end - 1000, async () => {
      // What it opens is not there: nothing else opens.
      expect(outcome(await knock(printed.token, '/v2/accounts/me/resources'))).toEqual([
        403,
        'outside_audience',
      ]);
      const principal = server.app.get(MintedTokens, { strict: false }).recall(fingerprintOf(printed.token));
      expect(principal?.grant).toEqual({
        paths: ['/v2/answers'],
        methods: new Set(['GET']),
        pinned: new Map([['experienceKey', 'MyAnswersExperience']]),
      });
    });
    await atTime(server, end + 31_000, () => refuses(printed.token, 'expired', 'token_expired'));
  });
});
