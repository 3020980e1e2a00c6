import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import { SignedAfterService } from '../../src/tenants/signed-after.service.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { rawToken } from '../builders/raw-token.js';
import {
  actionLinkToken,
  signedQuery,
  signedSearchToken,
  type SigningOptions,
} from '../builders/signed-tokens.js';
import { buildConfiguration, buildTenant, privateKeyFor, type BuiltTenant } from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { bytesOf } from '../support/door.js';
import { LinkDoor, type LinkPlace } from '../support/link-door.js';
import { LogCapture } from '../support/log-capture.js';
import { statusAndCode } from '../support/outcome.js';
import { keysOf, serviceOf, tenantsOf } from '../support/services-of.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

const action = 'cancel_by_customer';
const log = new LogCapture();

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let door: LinkDoor;
let place: LinkPlace;
let otherPlace: LinkPlace;
let aheadMs = 0;

const nowSeconds = () => Math.floor((Date.now() + aheadMs) / 1000);

beforeAll(async () => {
  server = await startTestServer(
    { COUNTERSIGN_LOG_LEVEL: 'debug', COUNTERSIGN_TRUST_PROXY: 'true' },
    { logSink: log.sink },
  );
  server.app.get(Clock).nowMs = () => Date.now() + aheadMs;
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  [place, otherPlace] = [await placeOf(tenant), await placeOf(other)];
  door = new LinkDoor(server, place);
});
afterAll(() => server.close());

const placeOf = async (of: BuiltTenant): Promise<LinkPlace> => ({
  id: (await buildBookingRow(server, of)).id,
  action,
});
const sign = (claims = {}, header = {}) => actionLinkToken(tenant, place.id, action, { claims, header });
const signedFor = ({ id, action: what }: LinkPlace, by: BuiltTenant = tenant, options: SigningOptions = {}) =>
  actionLinkToken(by, id, what, options);
const stateOf = async ({ id }: LinkPlace, by: BuiltTenant) =>
  (await server.request(`/v2/bookings/${id}`, { basic: by.secret })).body.data.state as string;

describe('an action link', () => {
  it.each<[string, () => string]>([
    ['without any time', () => sign({ iat: undefined })],
    [
      'with every time, a jti and a redirect',
      () =>
        sign({
          nbf: nowSeconds() - 5,
          exp: nowSeconds() + 60,
          jti: 'one',
          redirect: 'https://shop.example/bye',
        }),
    ],
    ['with the kid of its key', () => sign({}, { kid: tenant.keyId })],
    ['within the tolerance', () => sign({ exp: nowSeconds() - 20 })],
  ])('opens its booking %s', async (_title, make) => {
    await door.opens(make());
  });

  it('opens it at every spelling of its path, and by HEAD', async () => {
    const path = `bookings/${place.id}/external_action/${action}`;
    for (const before of ['/v2', '/api', '/v2/accounts/me', `/v2/accounts/${tenant.slug}`]) {
      for (const target of [
        `${before}/${path}?signature=${sign()}`,
        `${before}/${path}/?signature=${sign()}`,
      ])
        expect([target.length, (await door.at(target)).status]).toEqual([target.length, 200]);
      expect((await door.at(`${before}/${path}?signature=${sign()}`, { method: 'HEAD' })).status).toBe(200);
    }
    expect((await door.at(`/v2/accounts/${other.slug}/${path}?signature=${sign()}`)).status).toBe(404);
    expect(await stateOf(place, tenant)).toBe('confirmed');
  });

  it('is bound to its booking and its action', async () => {
    const sibling = await placeOf(tenant);
    await door.refuses(sign(), { reason: 'booking_other' }, sibling);
    await door.refuses(sign(), { reason: 'booking_other' }, otherPlace);
    await door.refuses(sign(), { reason: 'action_other' }, { ...place, action: 'reschedule_by_customer' });
    await door.refuses(sign(), { reason: 'action_other' }, { ...place, action: 'cancel' });
    await door.refuses(sign(), { reason: 'booking_other' }, { ...place, id: place.id.toUpperCase() });
    await door.refuses(sign({ action: 'cancel' }), { reason: 'action_other' });
    await door.refuses(sign({ booking_id: sibling.id }), { reason: 'booking_other' });
    for (const one of [place, sibling]) expect(await stateOf(one, tenant)).toBe('confirmed');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no booking', { booking_id: undefined }, 'booking_id_invalid'],
    ['a booking that is no id', { booking_id: "x' OR '1'='1" }, 'booking_id_invalid'],
    ['a list of bookings', { booking_id: ['x'] }, 'booking_id_invalid'],
    ['no action', { action: undefined }, 'action_invalid'],
    ['any action', { action: '*' }, 'action_invalid'],
    ['a list of actions', { action: [action] }, 'action_invalid'],
    ['a member of another kind', { app_slug: 'acme' }, 'member_unknown'],
    ['an audience', { aud: 'x' }, 'member_unknown'],
    ['redirect that is no text', { redirect: {} }, 'redirect_invalid'],
    ['exp as text', { exp: '4102444800' }, 'exp_invalid'],
    ['iat that is null', { iat: null }, 'iat_invalid'],
    ['jti that is no text', { jti: 7 }, 'jti_invalid'],
  ])('with %s proves nothing', async (_title, claims, reason) => {
    await door.refuses(sign(claims), { reason });
  });

  it('with a member twice, or that is no object, is malformed', async () => {
    for (const payload of [
      `{"booking_id":"${otherPlace.id}","booking_id":"${place.id}","action":"${action}"}`,
      `{"booking_id":"${place.id}","action":"cancel","\\u0061ction":"${action}"}`,
      'null',
      '[]',
    ])
      await door.refuses(rawToken('{"alg":"HS256"}', payload, 'HS256', tenant.secret), {
        code: 'token_malformed',
      });
  });

  it.each<[string, () => string, string]>([
    ['alg none', () => rawToken({ alg: 'none' }, payload(), 'HS256', tenant.secret), 'alg_none'],
    ['HS384', () => signedFor(place, tenant, { algorithm: 'HS384' }), 'alg_mismatch'],
    ['HS512', () => signedFor(place, tenant, { algorithm: 'HS512' }), 'alg_mismatch'],
    [
      'RS256 in the header of an HMAC',
      () => rawToken({ alg: 'RS256' }, payload(), 'HS256', tenant.secret),
      'alg_mismatch',
    ],
    ['RS256', () => rawToken({ alg: 'RS256' }, payload(), 'RS256', privateKeyFor('RS256')), 'alg_mismatch'],
    ['an HMAC with nothing', () => rawToken({ alg: 'HS256' }, payload(), 'HS256', ''), 'signature_wrong'],
    [
      'an HMAC with the id of the booking',
      () => rawToken({ alg: 'HS256' }, payload(), 'HS256', place.id),
      'signature_wrong',
    ],
    ['crit', () => sign({}, { crit: ['exp'] }), 'crit_present'],
    ['b64', () => sign({}, { b64: false }), 'b64_present'],
    ['a nested token', () => sign({}, { cty: 'JWT' }), 'nested'],
    [
      'kid that is an object',
      () => rawToken({ alg: 'HS256', kid: {} }, payload(), 'HS256', tenant.secret),
      'kid_invalid',
    ],
  ])('%s proves nothing', async (_title, make, reason) => {
    await door.refuses(make(), { reason });
  });
  const payload = () => ({ booking_id: place.id, action });

  it.each<[string, () => string]>([
    ['nothing', () => ''],
    ['no signature', () => `${sign().split('.').slice(0, 2).join('.')}.`],
    ['four parts', () => `${sign()}.x`],
    ['more than 16 KiB', () => sign({ redirect: `https://x.example/${'x'.repeat(13_000)}` })],
  ])('%s is malformed', async (_title, make) => {
    await door.refuses(make(), { code: 'token_malformed' });
  });
});

describe('the key of an action link', () => {
  it('is an API key of the booking’s tenant', async () => {
    await door.refuses(signedFor(place, other), { reason: 'signature_wrong' });
    await door.refuses(signedFor(otherPlace, tenant), { reason: 'signature_wrong' }, otherPlace);
    await door.refuses(sign({}, { kid: other.keyId }), { reason: 'signature_wrong' });
    await door.refuses(sign({}, { kid: 'nobody' }), { reason: 'kid_unknown' });
    await door.opens(signedFor(otherPlace, other), otherPlace);
  });

  it('is no widget key, which every page shows, nor the key of a login system', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const [widget] = await server.database.read(({ manager }) =>
      manager.query<{ id: string }[]>(
        `SELECT id FROM api_keys WHERE type = 'widget' AND tenant_id = '${tenant.id}'`,
      ),
    );
    const secret = tenant.widgetSecret;
    await door.refuses(signedFor(place, tenant, { secret }), { reason: 'signature_wrong' });
    await door.refuses(signedFor(place, tenant, { secret, header: { kid: widget!.id } }), {
      reason: 'kid_unknown',
    });
    const held = configuration.signingKey as string;
    await door.refuses(signedFor(place, tenant, { secret: held, header: { kid: configuration.kid } }), {
      reason: 'kid_unknown',
    });
  });

  it('ends the link with itself, and with the overlap of its rotation', async () => {
    const made = await keysOf(server).create(tenant.id, { type: 'api' });
    const token = signedFor(place, tenant, { secret: made.secret! });
    const named = signedFor(place, tenant, { secret: made.secret!, header: { kid: made.row.id } });
    await door.opens(token);
    await door.opens(named);
    await keysOf(server).rotate(made.row.id, 60_000);
    await door.opens(token);
    await door.opens(named);
    aheadMs += 60_000;
    await door.refuses(token, { reason: 'signature_wrong' });
    await door.refuses(named, { reason: 'kid_unknown' });
    const second = await keysOf(server).create(tenant.id, { type: 'api' });
    const later = signedFor(place, tenant, { secret: second.secret! });
    await door.opens(later);
    await keysOf(server).revoke(second.row.id);
    await door.refuses(later, { reason: 'signature_wrong' });
  });

  it('proves it although another tenant’s booking, or none, is meant: that is missing, and looks the same', async () => {
    const header = { kid: tenant.keyId };
    const gone = { id: newId(), action };
    const missing = await door.knock(signedFor(gone, tenant, { header }), gone);
    const foreign = await door.knock(signedFor(otherPlace, tenant, { header }), otherPlace);
    expect(statusAndCode(missing)).toEqual([404, 'not_found']);
    expect(bytesOf(foreign)).toBe(bytesOf(missing));
    for (const method of ['GET', 'POST'])
      expect(
        (await door.knock(signedFor(otherPlace, tenant, { header }), otherPlace, { method })).status,
      ).toBe(404);
    expect(await stateOf(otherPlace, other)).toBe('confirmed');
  });

  it('says nothing of whether there is a booking to whoever holds no key, as a page neither', async () => {
    const gone = { id: newId(), action };
    await door.refuses(signedFor(gone), { reason: 'booking_unknown' }, gone);
    const asPage = { headers: { Accept: 'text/html' } };
    const pages = await Promise.all([
      door.knock(signedFor(gone), gone, asPage),
      door.knock(signedFor(place, other), place, asPage),
      door.knock(signedFor(otherPlace), otherPlace, asPage),
    ]);
    expect(pages.map(({ status }) => status)).toEqual([401, 401, 401]);
    const [first, ...others] = pages.map(bytesOf);
    for (const page of others) expect(page).toBe(first);
  });
});

describe('the time of an action link', () => {
  it('is told apart only after the signature was right', async () => {
    const late = { exp: nowSeconds() - 3600 };
    await door.refuses(sign(late), { code: 'token_expired', reason: 'expired' });
    await door.refuses(signedFor(place, other, { claims: late }), { reason: 'signature_wrong' });
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
    const merchant = await buildTenant(server);
    const where = await placeOf(merchant);
    const token = signedFor(where, merchant, { claims: { exp: nowSeconds() - 20, iat: undefined } });
    await door.opens(token, where);
    await tenantsOf(server).set(merchant.slug, {
      settings: { clock_tolerance_s: 0 },
    });
    await door.refuses(token, { code: 'token_expired' }, where);
  });

  it('is not that of signed searches', async () => {
    const merchant = await buildTenant(server);
    const where = await placeOf(merchant);
    await serviceOf(server, SignedAfterService).raise(merchant.id, null, Date.now() + aheadMs + 1000);
    await door.opens(signedFor(where, merchant, { claims: { iat: undefined } }), where);
  });
});

describe('the place of an action link', () => {
  it('is its own route and no other', async () => {
    for (const [method, path] of [
      ['GET', '/v2/bookings'],
      ['GET', `/v2/bookings/${place.id}`],
      ['PUT', `/v2/bookings/${place.id}`],
      ['DELETE', `/v2/bookings/${place.id}`],
      ['PUT', `/v2/bookings/${place.id}/${action}`],
      ['POST', `/v2/bookings/${place.id}/action-links`],
      ['GET', '/v2/me'],
      ['GET', '/v2/projects'],
    ] as const) {
      const answer = await door.at(`${path}?signature=${sign()}`, { method });
      expect([path, ...statusAndCode(answer)]).toEqual([path, 401, 'token_rejected']);
    }
    expect(await stateOf(place, tenant)).toBe('confirmed');
  });

  it('is the parameter signature, once and beside no other credential', async () => {
    const path = `/v2/bookings/${place.id}/external_action/${action}`;
    const configuration = await buildConfiguration(server, tenant);
    const search = { 'customer.email': 'ann@example.com' };
    for (const query of [
      `signature=${sign()}&signature=${sign()}`,
      `signature=${sign()}&jwt=${configuration.token()}`,
      `signature=${sign()}&jwt=`,
      `signature=${sign()}&${signedQuery(signedSearchToken(tenant, search), search)}`,
    ])
      expect([query.slice(-20), ...statusAndCode(await door.at(`${path}?${query}`))]).toEqual([
        query.slice(-20),
        400,
        'credential_ambiguous',
      ]);
    for (const credential of [
      { basic: tenant.secret },
      { basic: tenant.widgetSecret },
      { bearer: configuration.token() },
      { bearer: sign() },
    ])
      expect(statusAndCode(await door.at(`${path}?signature=${sign()}`, credential))).toEqual([
        400,
        'credential_ambiguous',
      ]);
    expect((await door.at(`${path}?signature[]=${sign()}`)).status).toBe(400);
  });

  it('is nowhere for other credentials: a link’s route is not theirs', async () => {
    const path = `/v2/bookings/${place.id}/external_action/${action}`;
    const configuration = await buildConfiguration(server, tenant);
    for (const credential of [
      { basic: tenant.secret },
      { basic: tenant.widgetSecret },
      { bearer: configuration.token() },
    ])
      expect(statusAndCode(await door.at(path, credential))).toEqual([403, 'forbidden']);
    expect(statusAndCode(await door.at(path))).toEqual([401, 'credential_missing']);
  });

  it('is not open to tokens of other kinds, nor others’ places to it', async () => {
    const search = { 'customer.email': 'ann@example.com' };
    const configuration = await buildConfiguration(server, tenant);
    await door.refuses(signedSearchToken(tenant, search), { reason: 'member_unknown' });
    await door.refuses(configuration.token(), { reason: 'member_unknown' });
    await door.refuses(tenant.secret, { code: 'token_malformed' });
    expect(statusAndCode(await door.at(`/v2/bookings?${signedQuery(sign(), search)}`))).toEqual([
      401,
      'token_rejected',
    ]);
    for (const bearer of [sign(), sign({}, { kid: tenant.keyId })])
      expect(statusAndCode(await door.at('/v2/me', { bearer }))).toEqual([401, 'token_rejected']);
  });
});

describe('around an action link', () => {
  it('the log knows the key and why it was refused, and nothing of the token', async () => {
    log.text = '';
    const [good, forged] = [sign({ jti: 'written' }), signedFor(place, other)];
    const ask = (token: string) =>
      server.request(`/v2/bookings/${place.id}/external_action/${action}?signature=${token}`);
    const lineOf = async (answer: Answer) => (await log.linesOf(answer.headers.get('x-request-id')))[0];
    expect(await lineOf(await ask(good))).toMatchObject({
      route: '/v2/bookings/:id/external_action/:action',
      credential: 'action_link',
      credential_id: tenant.keyId,
      tenant_id: tenant.id,
    });
    expect(await lineOf(await ask(forged))).toMatchObject({
      reason: 'signature_wrong',
      tried: { credential: 'action_link', tenant_id: tenant.id },
    });
    expect(await lineOf(await server.request(`/v2/me?signature=${good}`))).toMatchObject({
      reason: 'route_other',
    });
    for (const secret of [good, forged, good.split('.')[2]!, good.split('.')[1]!, place.id])
      expect(log.text).not.toContain(secret);
  });

  it('the limits are per link and address, and of failures before any signature', async () => {
    const limited = await startTestServer({
      COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '2',
      COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '3',
      COUNTERSIGN_TRUST_PROXY: 'true',
    });
    stopClock(limited);
    const merchant = await buildTenant(limited);
    const { id } = await buildBookingRow(limited, merchant);
    const ask = async (token: string, address: string) =>
      (
        await limited.request(`/v2/bookings/${id}/external_action/${action}?signature=${token}`, {
          headers: { 'X-Forwarded-For': address, Accept: 'application/json' },
        })
      ).status;
    const [one, two] = ['1', '2'].map((jti) =>
      actionLinkToken(merchant, id, action, { claims: { jti } }),
    ) as [string, string];
    const [here, there] = ['203.0.113.1', '203.0.113.2'];
    expect([await ask(one, here), await ask(one, here), await ask(one, here)]).toEqual([200, 200, 429]);
    expect([await ask(two, here), await ask(one, there)]).toEqual([200, 200]);
    const forged = actionLinkToken(merchant, id, action, { secret: 'x'.repeat(40) });
    const refused: number[] = [];
    for (let round = 0; round < 5; round += 1) refused.push(await ask(forged, '203.0.113.3'));
    expect(refused).toEqual([401, 401, 401, 429, 429]);
    expect(await ask(two, '203.0.113.3')).toBe(429);
    await limited.close();
  });

  it('the origin may be the form of its own page, which has none, and no foreign page', async () => {
    const merchant = await buildTenant(server, { settings: { allowed_origins: ['https://shop.example'] } });
    const where = await placeOf(merchant);
    const from = async (headers: Record<string, string>) =>
      statusAndCode(await door.knock(signedFor(where, merchant), where, { headers }));
    for (const Origin of ['null', 'https://countersign.example', 'https://shop.example'])
      expect([Origin, ...(await from({ Origin }))]).toEqual([Origin, 200, undefined]);
    expect(await from({ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' })).toEqual([200, undefined]);
    expect(await from({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' })).toEqual([
      403,
      'origin_not_allowed',
    ]);
    expect(await from({ Origin: 'https://evil.example' })).toEqual([403, 'origin_not_allowed']);
  });
});
