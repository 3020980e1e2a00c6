import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { SignedSearchProof } from '../../src/signed-search/signed-search-proof.js';
import { SignedSearchTokens } from '../../src/signed-search/signed-search-tokens.js';
import { SignedAfterService } from '../../src/tenants/signed-after.service.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { rawToken } from '../builders/raw-token.js';
import { actionLinkToken, signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import { buildConfiguration, buildTenant, privateKeyFor, type BuiltTenant } from '../builders/tenancy.js';
import { CustomerDoor } from '../support/customer-door.js';
import { keysOf, serviceOf, tenantsOf } from '../support/services-of.js';
import { startAnotherServer, startTestServer, type TestServer } from '../support/test-server.js';
import { untilQuiet } from '../support/until-quiet.js';
import { until } from '../support/until.js';

const email = 'ann@example.com';
const ann = { 'customer.email': email };

let server: TestServer;
let elsewhere: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let door: CustomerDoor;
let otherDoor: CustomerDoor;
let bookingId: string;
let aheadMs = 0;
/** The instant at which all clocks stand, while they do. */
let stoodAt: number | undefined;

const nowMs = () => stoodAt ?? Date.now() + aheadMs;
const nowSeconds = () => Math.floor(nowMs() / 1000);

beforeAll(async () => {
  server = await startTestServer();
  elsewhere = await startAnotherServer(server);
  for (const { app } of [server, elsewhere]) app.get(Clock).nowMs = nowMs;
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  [door, otherDoor] = [new CustomerDoor(server, ann), new CustomerDoor(elsewhere, ann)];
  bookingId = await bookingOf(tenant);
  await bookingOf(other);
});
afterAll(async () => {
  await elsewhere.close();
  await server.close();
});

const bookingOf = async (of: BuiltTenant, customerEmail = email) =>
  (await buildBookingRow(server, of, { customerEmail })).id;
const sign = (claims = {}, header = {}) => signedSearchToken(tenant, ann, { claims, header });
const set = (settings: Record<string, unknown>, of = tenant) => tenantsOf(server).set(of.slug, { settings });
/** A key of the tenant's, and tokens of it. */
async function madeKey(of: BuiltTenant = tenant) {
  const { row, secret } = await keysOf(server).create(of.id, { type: 'api' });
  return {
    id: row.id,
    token: (claims = {}, header = {}) => signedSearchToken(of, ann, { claims, header, secret: secret! }),
  };
}

async function endedEverywhere(token: string, refusal: { code?: string; reason?: string }): Promise<void> {
  await door.refuses(token, refusal);
  await until('it is heard elsewhere', async () => (await otherDoor.knock(token)).status === 401);
  await otherDoor.refuses(token, refusal);
}

describe('a signed search', () => {
  it('opens the bookings it signs, and no others', async () => {
    await bookingOf(tenant, 'ben@example.com');
    expect(await door.opens(sign())).toEqual([bookingId]);
  });

  it.each<[string, () => string]>([
    ['without any time', () => sign({ iat: undefined })],
    ['with every time and a jti', () => sign({ nbf: nowSeconds() - 5, exp: nowSeconds() + 60, jti: 'one' })],
    ['with fractions of seconds', () => sign({ iat: nowSeconds() - 0.25, exp: nowSeconds() + 0.5 })],
    ['with the kid of its key', () => sign({}, { kid: tenant.keyId })],
    ['without typ', () => sign({}, { typ: undefined })],
    [
      'a little before its time, within the tolerance',
      () => sign({ nbf: nowSeconds() + 20, iat: nowSeconds() + 20 }),
    ],
    ['a little after its time, within the tolerance', () => sign({ exp: nowSeconds() - 20 })],
  ])('opens them %s', async (_title, make) => {
    stoodAt = nowMs();
    try {
      expect(await door.opens(make())).toEqual([bookingId]);
    } finally {
      stoodAt = undefined;
    }
  });

  it('opens list, booking and calendar, at every spelling of the path and by HEAD', async () => {
    const query = signedQuery(sign(), ann);
    for (const path of ['bookings', `bookings/${bookingId}`, 'bookings.ics'])
      for (const before of ['/v2', '/api', '/v2/accounts/me', `/v2/accounts/${tenant.slug}`])
        for (const method of ['GET', 'HEAD'])
          expect([before, path, (await door.at(`${before}/${path}?${query}`, { method })).status]).toEqual([
            before,
            path,
            200,
          ]);
    for (const path of ['bookings/', `bookings/${bookingId}/`, 'bookings.ics/'])
      expect([path, (await door.at(`/v2/${path}?${query}`)).status]).toEqual([path, 200]);
    expect((await door.at(`/v2/accounts/${other.slug}/bookings?${query}`)).status).toBe(404);
  });

  it('is no credential without the search that it signs, by HEAD neither', async () => {
    for (const path of ['bookings', `bookings/${bookingId}`, 'bookings.ics']) {
      const target = `/v2/${path}?signed_search=${sign()}`;
      await door.saysNo(await door.at(target));
      expect((await door.at(target, { method: 'HEAD' })).status).toBe(401);
    }
  });

  it.each(['meta.customer', 'meta.Ünï cödé', 'meta.a.b'])(
    'may name the customer by %s alone',
    async (field) => {
      const pairs = { [field]: '4711' };
      expect(await door.opens(signedSearchToken(tenant, pairs), pairs)).toEqual([]);
    },
  );
});

describe('the search beside a signed search', () => {
  const both = { ...ann, state: 'confirmed' };

  it('may narrow, in any order', async () => {
    const token = sign();
    expect(await door.opens(token, { state: 'confirmed', ...ann })).toEqual([bookingId]);
    expect(await door.opens(token, { ...ann, state: 'declined' })).toEqual([]);
  });

  it('must hold every signed pair', async () => {
    const token = signedSearchToken(tenant, both);
    expect(await door.opens(token, both)).toEqual([bookingId]);
    await door.refuses(token, {}, ann);
    await door.refuses(token, {}, { state: 'confirmed' });
    await door.refuses(token, {}, { ...both, state: 'declined' });
  });

  it.each([
    ['another e-mail', 'customer.email:ben@example.com'],
    ['another letter case', 'customer.email:Ann@example.com'],
    ['another letter case of the field', 'Customer.Email:ann@example.com'],
    ['a wildcard', 'customer.email:*'],
    ['a wildcard at the end', 'customer.email:ann@example.com*'],
    ['nothing for a value', 'customer.email:'],
    ['a space', 'customer.email: ann@example.com'],
    ['the pair as the value of another', 'meta.x:customer.email:ann@example.com'],
    ['another identity', 'meta.email:ann@example.com'],
    ['a homoglyph', 'customer.email:\u0430nn@example.com'],
    ['a composed letter for a decomposed one', 'customer.email:a\u0301nn@example.com'],
  ])('opens nothing with %s, remembered or not', async (_title, search) => {
    for (const token of [sign(), remembered]) {
      const query = new URLSearchParams({ search, signed_search: token }).toString();
      await door.saysNo(await door.at(`/v2/bookings?${query}`));
    }
  });
  let remembered: string;
  beforeAll(async () => {
    remembered = sign();
    await door.opens(remembered);
  });

  it.each([
    ['a field twice, the other value first', 'customer.email:ben@example.com;customer.email:ann@example.com'],
    ['a field twice, the other value last', 'customer.email:ann@example.com;customer.email:ben@example.com'],
    ['the signed field twice', 'customer.email:ann@example.com;customer.email:ann@example.com'],
    ['no pair', 'customer.email:ann@example.com;'],
    ['nothing', ''],
  ])('is invalid with %s, which only the holder of a token learns', async (_title, search) => {
    const query = (token: string) => new URLSearchParams({ search, signed_search: token }).toString();
    for (const token of [sign(), remembered]) {
      const answer = await door.at(`/v2/bookings?${query(token)}`);
      expect([answer.status, answer.body.errors]).toEqual([422, { search: [expect.any(String)] }]);
    }
    await door.saysNo(await door.at(`/v2/bookings?${query(sign({ app_slug: 'nobody' }))}`));
  });

  it.each([
    ['search twice', 'search=customer.email:ann@example.com&search=customer.email:ben@example.com'],
    ['search as a list', 'search[]=customer.email:ann@example.com'],
    [
      'search as a list beside itself',
      'search=customer.email:ann@example.com&search[]=customer.email:ben@example.com',
    ],
    ['search as an object', 'search[customer.email]=ann@example.com'],
    [
      'search twice, once encoded',
      'search=customer.email:ann@example.com&%73earch=customer.email:ben@example.com',
    ],
  ])('is unreadable with %s', async (_title, search) => {
    const answer = await door.at(`/v2/bookings?${search}&signed_search=${sign()}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'parameter_repeated']);
  });

  it('is one credential: twice, or as a list, the token is ambiguous', async () => {
    for (const extra of [`signed_search=${sign()}`, `signed_search[]=${sign()}`]) {
      const answer = await door.at(`/v2/bookings?${signedQuery(sign(), ann)}&${extra}`);
      expect([answer.status, answer.body.code]).toEqual([
        400,
        expect.stringMatching(/^(credential_ambiguous|parameter_repeated)$/),
      ]);
    }
  });

  it('reads a raw semicolon and an encoded one as the same', async () => {
    for (const mark of [';', '%3B', '%3b'])
      expect(
        (
          await door.at(
            `/v2/bookings?search=customer.email:ann@example.com${mark}state:confirmed&signed_search=${signedSearchToken(tenant, both)}`,
          )
        ).body.total,
      ).toBe(1);
  });
});

describe('a payload', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no tenant', { app_slug: undefined }, 'app_slug_missing'],
    ['a tenant that there is not', { app_slug: 'nobody' }, 'app_slug_unknown'],
    ['a tenant of no possible name', { app_slug: 'x\u0000y' }, 'app_slug_unknown'],
    ['half a character for a tenant', { app_slug: '\uD800' }, 'app_slug_unknown'],
    ['a tenant of any length', { app_slug: 'a'.repeat(8000) }, 'app_slug_unknown'],
    ['nobody', { 'customer.email': undefined }, 'identity_missing'],
    ['a state alone', { 'customer.email': undefined, state: 'confirmed' }, 'identity_missing'],
    ['the merchant’s own member', { 'meta._note': 'x' }, 'member_unknown'],
    ['the merchant’s own member alone', { 'customer.email': undefined, 'meta._note': 'x' }, 'member_unknown'],
    ['any other member', { scope: 'all' }, 'member_unknown'],
    ['an audience', { aud: 'countersign' }, 'member_unknown'],
    ['an empty value', { 'customer.email': '' }, 'pair_invalid'],
    ['a list of e-mails', { 'customer.email': [email] }, 'pair_invalid'],
    ['a value that breaks out of the search', { 'meta.x': 'y;state:confirmed' }, 'pair_unsearchable'],
    ['exp as text', { exp: '4102444800' }, 'exp_invalid'],
    ['exp that is null', { exp: null }, 'exp_invalid'],
    ['jti that is no text', { jti: 7 }, 'jti_invalid'],
  ])('with %s proves nothing', async (_title, claims, reason) => {
    await door.refuses(sign(claims), { reason });
  });

  it('with a member twice, or that is no object, is malformed', async () => {
    const header = '{"alg":"HS256"}';
    for (const payload of [
      `{"app_slug":"${tenant.slug}","customer.email":"ben@example.com","customer.email":"${email}"}`,
      `{"app_slug":"${tenant.slug}","app_slug":"${other.slug}","customer.email":"${email}"}`,
      `{"app_slug":"${tenant.slug}","customer.email":"ben@example.com","\\u0063ustomer.email":"${email}"}`,
      'null',
      '[]',
      '"x"',
      `{"app_slug":"${tenant.slug}"`,
    ])
      await door.refuses(rawToken(header, payload, 'HS256', tenant.secret), { code: 'token_malformed' });
  });
});

describe('the form and the algorithm', () => {
  const payload = () => ({ app_slug: tenant.slug, ...ann });

  it.each<[string, () => string, string]>([
    ['alg none', () => rawToken({ alg: 'none' }, payload(), 'HS256', tenant.secret), 'alg_none'],
    ['alg None', () => rawToken({ alg: 'NoNe' }, payload(), 'HS256', tenant.secret), 'alg_none'],
    ['no alg', () => rawToken({ typ: 'JWT' }, payload(), 'HS256', tenant.secret), 'alg_missing'],
    [
      'alg in another case',
      () => rawToken({ alg: 'hs256' }, payload(), 'HS256', tenant.secret),
      'alg_mismatch',
    ],
    ['HS384', () => signedSearchToken(tenant, ann, { algorithm: 'HS384' }), 'alg_mismatch'],
    ['HS512', () => signedSearchToken(tenant, ann, { algorithm: 'HS512' }), 'alg_mismatch'],
    [
      'RS256 in the header of an HMAC',
      () => rawToken({ alg: 'RS256' }, payload(), 'HS256', tenant.secret),
      'alg_mismatch',
    ],
    ['RS256', () => rawToken({ alg: 'RS256' }, payload(), 'RS256', privateKeyFor('RS256')), 'alg_mismatch'],
    [
      'an HMAC with the slug',
      () => rawToken({ alg: 'HS256' }, payload(), 'HS256', tenant.slug),
      'signature_wrong',
    ],
    [
      'an HMAC with the id of the key',
      () => rawToken({ alg: 'HS256', kid: tenant.keyId }, payload(), 'HS256', tenant.keyId),
      'signature_wrong',
    ],
    ['an HMAC with nothing', () => rawToken({ alg: 'HS256' }, payload(), 'HS256', ''), 'signature_wrong'],
    [
      'an HMAC with the decoded secret',
      () =>
        rawToken(
          { alg: 'HS256' },
          payload(),
          'HS256',
          Buffer.from(tenant.secret, 'base64url').toString('latin1'),
        ),
      'signature_wrong',
    ],
    ['crit', () => sign({}, { crit: ['exp'] }), 'crit_present'],
    ['b64', () => sign({}, { b64: false }), 'b64_present'],
    ['zip', () => rawToken({ alg: 'HS256', zip: 'DEF' }, payload(), 'HS256', tenant.secret), 'zip_present'],
    ['a nested token', () => sign({}, { cty: 'JWT' }), 'nested'],
    [
      'a key of its own',
      () => rawToken({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } }, payload(), 'HS256', '\0\0\0'),
      'signature_wrong',
    ],
    [
      'kid that is an object',
      () => rawToken({ alg: 'HS256', kid: {} }, payload(), 'HS256', tenant.secret),
      'kid_invalid',
    ],
    ['kid that is empty', () => sign({}, { kid: '' }), 'kid_invalid'],
  ])('%s proves nothing', async (_title, make, reason) => {
    await door.refuses(make(), { reason });
  });

  it.each<[string, () => string]>([
    ['nothing', () => ''],
    ['two parts', () => sign().split('.').slice(0, 2).join('.')],
    ['no signature', () => `${sign().split('.').slice(0, 2).join('.')}.`],
    ['four parts', () => `${sign()}.x`],
    ['padding', () => `${sign()}=`],
    ['a space', () => `${sign()} `],
    ['more than 16 KiB', () => signedSearchToken(tenant, { ...ann, 'meta.x': 'x'.repeat(13_000) })],
  ])('%s is malformed', async (_title, make) => {
    await door.refuses(make(), { code: 'token_malformed' });
  });

  it('changed in one letter of any part proves nothing', async () => {
    const [header, payload_, signature] = sign().split('.') as [string, string, string];
    const flipped = (text: string) => text.slice(0, 5) + (text[5] === 'A' ? 'B' : 'A') + text.slice(6);
    for (const token of [
      `${flipped(header)}.${payload_}.${signature}`,
      `${header}.${flipped(payload_)}.${signature}`,
      `${header}.${payload_}.${flipped(signature)}`,
    ])
      expect((await door.knock(token)).status).toBe(401);
  });
});

describe('the key of a signed search', () => {
  it('is an API key of the very tenant that it names', async () => {
    await door.refuses(signedSearchToken(tenant, ann, { secret: other.secret }), {
      reason: 'signature_wrong',
    });
    await door.refuses(signedSearchToken(other, ann, { secret: tenant.secret }), {
      reason: 'signature_wrong',
    });
    await door.refuses(
      signedSearchToken(tenant, ann, { secret: other.secret, header: { kid: other.keyId } }),
      { reason: 'kid_unknown' },
    );
    await door.refuses(sign({}, { kid: other.keyId }), { reason: 'kid_unknown' });
    await door.refuses(sign({ app_slug: other.slug }, { kid: tenant.keyId }), { reason: 'kid_unknown' });
    await door.refuses(sign({}, { kid: 'nobody' }), { reason: 'kid_unknown' });
  });

  it('is no widget key, which every page shows, nor the key of a login system', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const widget = await server.database.read(({ manager }) =>
      manager.query<{ id: string }[]>(
        `SELECT id FROM api_keys WHERE type = 'widget' AND tenant_id = '${tenant.id}'`,
      ),
    );
    await door.refuses(signedSearchToken(tenant, ann, { secret: tenant.widgetSecret }), {
      reason: 'signature_wrong',
    });
    await door.refuses(
      signedSearchToken(tenant, ann, { secret: tenant.widgetSecret, header: { kid: widget[0]!.id } }),
      { reason: 'kid_unknown' },
    );
    const secret = configuration.signingKey as string;
    await door.refuses(signedSearchToken(tenant, ann, { secret }), { reason: 'signature_wrong' });
    await door.refuses(signedSearchToken(tenant, ann, { secret, header: { kid: configuration.kid } }), {
      reason: 'kid_unknown',
    });
  });

  it('ends the token with itself, at once and everywhere', async () => {
    const key = await madeKey();
    const [named, unnamed] = [key.token({}, { kid: key.id }), key.token()];
    for (const token of [named, unnamed]) {
      expect(await door.opens(token)).toEqual([bookingId]);
      expect(await otherDoor.opens(token)).toEqual([bookingId]);
    }
    await keysOf(server).revoke(key.id);
    await endedEverywhere(named, { reason: 'kid_unknown' });
    await endedEverywhere(unnamed, { reason: 'signature_wrong' });
  });

  it('works on after a rotation until the overlap ends, remembered or not', async () => {
    const key = await madeKey();
    const [seen, unseen] = [key.token({ jti: 'seen' }), key.token({ jti: 'unseen' })];
    await door.opens(seen);
    const { created } = await keysOf(server).rotate(key.id, 60_000);
    expect(await door.opens(seen)).toEqual([bookingId]);
    expect(await door.opens(unseen)).toEqual([bookingId]);
    const renewed = signedSearchToken(tenant, ann, {
      secret: created.secret!,
      header: { kid: created.row.id },
    });
    expect(await door.opens(renewed)).toEqual([bookingId]);
    aheadMs += 60_000;
    for (const token of [seen, unseen]) await door.refuses(token, { reason: 'signature_wrong' });
    expect(await door.opens(renewed)).toEqual([bookingId]);
  });

  it('is looked for among five where no kid names it, and found by its kid among any number', async () => {
    const merchant = await buildTenant(server);
    const token = (claims = {}, header = {}) => signedSearchToken(merchant, ann, { claims, header });
    expect(await door.reasonFor(token())).toBe('accepted');
    await Promise.all([1, 2, 3, 4].map(() => keysOf(server).create(merchant.id, { type: 'api' })));
    expect(await door.reasonFor(token())).toBe('accepted');
    expect((await door.knock(token({ jti: 'kept' }))).status).toBe(200);
    aheadMs += 1000;
    const newest = await madeKey(merchant);
    expect(await door.reasonFor(newest.token())).toBe('accepted');
    await door.refuses(token({ jti: 'kept' }), { reason: 'signature_wrong' });
    expect(await door.opens(token({}, { kid: merchant.keyId }))).toEqual([]);
  });
});

describe('the end of a signed search', () => {
  it('is its exp, remembered or not', async () => {
    const exp = nowSeconds() + 100;
    const [seen, unseen] = [sign({ exp, jti: 'a' }), sign({ exp, jti: 'b' })];
    await door.opens(seen);
    aheadMs += 131_000;
    for (const token of [seen, unseen])
      await door.refuses(token, { code: 'token_expired', reason: 'expired' });
  });

  it('is demanded by nobody, whatever is demanded of users’ tokens', async () => {
    const settings = {
      require_token_expiry: true,
      require_signed_tokens: 'enforce',
      minted_token_max_age_s: 60,
    } as const;
    const merchant = await buildTenant(server, { settings });
    for (const iat of [undefined, nowSeconds() - 10 * 365 * 86_400])
      expect(await door.opens(signedSearchToken(merchant, ann, { claims: { iat } }))).toEqual([]);
  });

  it('is told apart from others only after the signature was right', async () => {
    const late = { exp: nowSeconds() - 3600 };
    await door.refuses(sign(late), { code: 'token_expired' });
    await door.refuses(signedSearchToken(tenant, ann, { claims: late, secret: other.secret }), {
      reason: 'signature_wrong',
    });
    await door.refuses(sign({ nbf: nowSeconds() + 3600 }), {
      code: 'token_not_active',
      reason: 'not_active',
    });
    await door.refuses(sign({ iat: nowSeconds() + 3600 }), {
      code: 'token_not_active',
      reason: 'issued_in_future',
    });
  });

  it('follows the tolerance that the tenant has set', async () => {
    const merchant = await buildTenant(server, { settings: { clock_tolerance_s: 300 } });
    const token = signedSearchToken(merchant, ann, { claims: { exp: nowSeconds() - 200, iat: undefined } });
    expect(await door.opens(token)).toEqual([]);
    await set({ clock_tolerance_s: 0 }, merchant);
    await door.refuses(token, { code: 'token_expired' });
  });

  it('is the instant that the tenant raises: older tokens, and those without iat, die at once and everywhere', async () => {
    const merchant = await buildTenant(server);
    const at = nowSeconds();
    const made = (iat: number | undefined) => signedSearchToken(merchant, ann, { claims: { iat } });
    const [old, undated, fresh] = [made(at - 10), made(undefined), made(at)];
    for (const token of [old, undated, fresh]) {
      await door.opens(token);
      await otherDoor.opens(token);
    }
    await serviceOf(server, SignedAfterService).raise(merchant.id, null, at * 1000);
    await endedEverywhere(old, { reason: 'signed_too_early' });
    await endedEverywhere(undated, { reason: 'iat_needed' });
    expect(await door.opens(fresh)).toEqual([]);
    expect(await door.opens(sign({ iat: at - 10 }))).toEqual([bookingId]);
  });

  it('is compared with the instant to the millisecond, where a token tells fractions of seconds', async () => {
    const merchant = await buildTenant(server);
    const at = nowSeconds() - 5;
    await serviceOf(server, SignedAfterService).raise(merchant.id, null, at * 1000 + 500);
    const made = (iat: number) => signedSearchToken(merchant, ann, { claims: { iat } });
    for (const iat of [at, at + 0.499]) await door.refuses(made(iat), { reason: 'signed_too_early' });
    for (const iat of [at + 0.5, at + 0.75, at + 1]) expect(await door.opens(made(iat))).toEqual([]);
  });

  it('is the instant raised for one customer, in whatever case the e-mail was signed, and for no other', async () => {
    const merchant = await buildTenant(server);
    const at = nowSeconds();
    const made = (pairs: Record<string, string>) =>
      signedSearchToken(merchant, pairs, { claims: { iat: at - 10 } });
    const ended: Record<string, string>[] = [
      ann,
      { 'customer.email': 'ANN@Example.com' },
      { 'meta.customer': '7', ...ann },
    ];
    const going: Record<string, string>[] = [
      { 'customer.email': 'ben@example.com' },
      { 'meta.customer': '7' },
      { 'meta.email': email },
    ];
    for (const pairs of [...ended, ...going]) expect((await door.knock(made(pairs), pairs)).status).toBe(200);
    await serviceOf(server, SignedAfterService).raise(
      merchant.id,
      { field: 'customer.email', value: 'Ann@example.COM' },
      at * 1000,
    );
    for (const pairs of ended) await door.refuses(made(pairs), { reason: 'signed_too_early' }, pairs);
    for (const pairs of going) expect((await door.knock(made(pairs), pairs)).status).toBe(200);
    await door.refuses(signedSearchToken(merchant, ann, { claims: { iat: undefined } }), {
      reason: 'iat_needed',
    });
  });
});

describe('a signed search seen before', () => {
  it('is neither verified nor looked up again, and answers the same bytes', async () => {
    const token = sign({ jti: 'remembered' });
    const tokens = serviceOf(server, SignedSearchTokens);
    await untilQuiet(server);
    const first = await door.knock(token);
    const proving = jest.spyOn(serviceOf(server, SignedSearchProof), 'prove');
    const { hits } = tokens.remembered;
    for (let round = 0; round < 5; round += 1) expect((await door.knock(token)).text).toBe(first.text);
    const calls = proving.mock.calls.length;
    proving.mockRestore();
    expect(calls).toBe(0);
    expect(tokens.remembered.hits).toBe(hits + 5);
  });

  it('is no more than its fingerprint and what it signs', async () => {
    const token = sign({ jti: 'secret-name' });
    await door.opens(token);
    const entries = (
      serviceOf(server, SignedSearchTokens).remembered as unknown as { entries: { dump(): unknown } }
    ).entries;
    expect(JSON.stringify(entries.dump())).not.toContain('secret-name');
    expect(JSON.stringify(entries.dump())).not.toContain(token.split('.')[2]);
  });
});

describe('a token of another kind', () => {
  it('is no signed search', async () => {
    const configuration = await buildConfiguration(server, tenant);
    await door.refuses(configuration.token(), { reason: 'app_slug_missing' });
    await door.refuses(configuration.token({ app_slug: tenant.slug, ...ann, id: undefined }), {
      reason: 'kid_unknown',
    });
    await door.refuses(actionLinkToken(tenant, bookingId, 'cancel'), { reason: 'app_slug_missing' });
    await door.refuses(sign({ aud: ['/api/bookings'] }), { reason: 'member_unknown' });
    await door.refuses(sign({ user: 'ann' }), { reason: 'member_unknown' });
    await door.refuses(tenant.secret, { code: 'token_malformed' });
  });

  it('is not what a signed search can pass for', async () => {
    const token = sign();
    const named = sign({}, { kid: tenant.keyId });
    for (const bearer of [token, named]) {
      await door.saysNo(await door.at('/v2/me', { bearer }));
      await door.saysNo(await door.at(`/v2/bookings?search=customer.email:${email}`, { bearer }));
      await door.saysNo(await door.at(`/v2/bookings?jwt=${bearer}&search=customer.email:${email}`));
      await door.saysNo(await door.at('/v2/bookings', { basic: bearer }));
      await door.saysNo(await door.at(`/v2/bookings?signature=${bearer}&search=customer.email:${email}`));
    }
  });
});
