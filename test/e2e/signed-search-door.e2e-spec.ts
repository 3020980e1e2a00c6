import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBookingRow } from '../builders/booking-rows.js';
import { signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { CustomerDoor } from '../support/customer-door.js';
import { LogCapture } from '../support/log-capture.js';
import { statusAndCode } from '../support/outcome.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';
import { untilQuiet } from '../support/until-quiet.js';

const email = 'ann@example.com';
const ann = { 'customer.email': email };
const log = new LogCapture();

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let door: CustomerDoor;
let bookingId: string;

beforeAll(async () => {
  server = await startTestServer(
    { COUNTERSIGN_LOG_LEVEL: 'debug', COUNTERSIGN_TRUST_PROXY: 'true' },
    { logSink: log.sink },
  );
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  door = new CustomerDoor(server, ann);
  bookingId = (await buildBookingRow(server, tenant, { customerEmail: email })).id;
});
afterAll(() => server.close());

const sign = (claims = {}) => signedSearchToken(tenant, ann, { claims });

describe('a widget key beside a signed search', () => {
  it('of the same tenant changes nothing: the caller is the customer', async () => {
    const token = sign({ jti: 'beside' });
    for (let round = 0; round < 3; round += 1) {
      const answer = await door.knock(token, ann, { basic: tenant.widgetSecret });
      expect([answer.status, answer.body.data[0].id]).toEqual([200, bookingId]);
    }
    const projects = await door.at(`/v2/projects?${signedQuery(token, ann)}`, { basic: tenant.widgetSecret });
    expect(statusAndCode(projects)).toEqual([403, 'forbidden']);
  });

  it('saves no token that proves nothing', async () => {
    const forged = signedSearchToken(tenant, ann, { secret: other.secret });
    expect(statusAndCode(await door.knock(forged, ann, { basic: tenant.widgetSecret }))).toEqual([
      401,
      'token_rejected',
    ]);
    const elsewhere = await door.knock(
      sign(),
      { 'customer.email': 'ben@example.com' },
      { basic: tenant.widgetSecret },
    );
    expect(statusAndCode(elsewhere)).toEqual([401, 'token_rejected']);
  });

  it.each<[string, () => { basic?: string; bearer?: string; headers?: Record<string, string> }]>([
    ['another tenant’s widget key', () => ({ basic: other.widgetSecret })],
    ['an API key', () => ({ basic: tenant.secret })],
    ['a secret that is nobody’s', () => ({ basic: 'x'.repeat(43) })],
    ['an API key as Bearer', () => ({ bearer: tenant.secret })],
    ['a widget key as Bearer', () => ({ bearer: tenant.widgetSecret })],
    ['itself as Bearer', () => ({ bearer: sign() })],
    ['an empty header', () => ({ headers: { Authorization: 'Basic' } })],
    ['another scheme', () => ({ headers: { Authorization: 'Digest x' } })],
  ])('is the only pair: %s is ambiguous, remembered or not', async (_title, options) => {
    const seen = sign({ jti: 'seen' });
    await door.opens(seen);
    for (const token of [seen, sign({ jti: 'unseen' })])
      expect(statusAndCode(await door.knock(token, ann, options()))).toEqual([400, 'credential_ambiguous']);
  });

  it('is the only pair: a jwt, equal or not, and an action link are ambiguous', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const token = sign();
    for (const more of [
      `jwt=${configuration.token()}`,
      `jwt=${token}`,
      'jwt=',
      `signature=${token}`,
      'signature=',
    ])
      expect([
        more.slice(0, 10),
        ...statusAndCode(await door.at(`/v2/bookings?${signedQuery(token, ann)}&${more}`)),
      ]).toEqual([more.slice(0, 10), 400, 'credential_ambiguous']);
  });
});

describe('the routes of a customer', () => {
  it.each<[string, string]>([
    ['GET', '/v2/me'],
    ['PUT', '/v2/me'],
    ['GET', '/v2/me/bookings'],
    ['GET', '/v2/users'],
    ['GET', '/v2/projects'],
    ['POST', '/v2/projects'],
    ['GET', '/v2/resources'],
    ['POST', '/v2/availability'],
    ['GET', '/v2/app'],
    ['POST', '/v2/bookings'],
    ['POST', '/v2/bookings/bulk'],
    ['GET', '/v2/bookings/groups'],
    ['PUT', '/v2/bookings/ID'],
    ['DELETE', '/v2/bookings/ID'],
    ['PUT', '/v2/bookings/ID/cancel_by_customer'],
    ['POST', '/v2/bookings/ID/reschedule'],
    ['POST', '/v2/signed-searches'],
    ['POST', '/v2/bookings/ID/action-links'],
    ['GET', '/v2/bookings/ID/external_action/cancel_by_customer'],
    ['POST', '/v2/bookings/ID/external_action/cancel_by_customer'],
  ])('are not %s %s', async (method, path) => {
    const target = `${path.replace('ID', bookingId)}?${signedQuery(sign(), ann)}`;
    const answer = await door.at(target, {
      method,
      headers: { Accept: 'application/json' },
      ...(method !== 'GET' && method !== 'DELETE' && { body: {} }),
    });
    expect(statusAndCode(answer)).toEqual([403, 'forbidden']);
    expect(
      (await server.request(`/v2/bookings/${bookingId}`, { basic: tenant.secret })).body.data.state,
    ).toBe('confirmed');
  });
});

describe('what the log knows', () => {
  it('is the key that signed and why a token was refused, and nothing of the token or the customer', async () => {
    log.text = '';
    const [good, forged] = [sign({ jti: 'once' }), signedSearchToken(tenant, ann, { secret: other.secret })];
    const ask = (token: string, pairs: Record<string, string> = ann) =>
      server.request(`/v2/bookings?${signedQuery(token, pairs)}`);
    const lineOf = async (answer: Answer) => (await log.linesOf(answer.headers.get('x-request-id')))[0];
    expect(await lineOf(await ask(good))).toMatchObject({
      route: '/v2/bookings',
      credential: 'signed_search',
      credential_id: tenant.keyId,
      tenant_id: tenant.id,
    });
    expect(await lineOf(await ask(forged))).toMatchObject({
      code: 'token_rejected',
      reason: 'signature_wrong',
      tried: { credential: 'signed_search', tenant_id: tenant.id },
    });
    expect(await lineOf(await ask(good, { 'customer.email': 'ben@example.com' }))).toMatchObject({
      reason: 'search_uncovered',
      tried: { credential: 'signed_search', id: tenant.keyId, tenant_id: tenant.id },
    });
    expect(await lineOf(await server.request(`/v2/bookings?signed_search=${good}`))).toMatchObject({
      reason: 'search_missing',
    });
    for (const secret of [
      good,
      forged,
      good.split('.')[2]!,
      good.split('.')[1]!,
      'ann@example',
      'ben@example',
    ])
      expect(log.text).not.toContain(secret);
  });
});

describe('the limits of customers', () => {
  const at = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

  it('are per token and address, as those of all that browsers hold', async () => {
    const limited = await startTestServer({
      COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '1',
      COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '2',
      COUNTERSIGN_TRUST_PROXY: 'true',
    });
    stopClock(limited);
    const merchant = await buildTenant(limited);
    const ask = async (jti: string, address: string) =>
      (await limited.request(`/v2/bookings?${signedQuery(tokens[jti]!, ann)}`, at(address))).status;
    const tokens: Record<string, string> = Object.fromEntries(
      ['a', 'b'].map((jti) => [jti, signedSearchToken(merchant, ann, { claims: { jti } })]),
    );
    const [here, there] = ['203.0.113.1', '203.0.113.2'];
    expect([await ask('a', here), await ask('a', here), await ask('a', here)]).toEqual([200, 200, 429]);
    expect([await ask('a', there), await ask('b', here)]).toEqual([200, 200]);
    await limited.close();
  });

  it('count what proves nothing, and after too much of it refuse what is not remembered before any signature', async () => {
    const limited = await startTestServer({
      COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '5',
      COUNTERSIGN_TRUST_PROXY: 'true',
    });
    stopClock(limited);
    await untilQuiet(limited);
    const [merchant, stranger] = [await buildTenant(limited), await buildTenant(limited)];
    const ask = async (token: string, pairs: Record<string, string>, address: string) =>
      (await limited.request(`/v2/bookings?${signedQuery(token, pairs)}`, at(address))).status;
    const good = signedSearchToken(merchant, ann);
    const unseen = signedSearchToken(merchant, ann, { claims: { jti: 'unseen' } });
    const forged = signedSearchToken(merchant, ann, { secret: stranger.secret });
    const ben = { 'customer.email': 'ben@example.com' };
    const here = '203.0.113.3';
    expect(await ask(good, ann, here)).toBe(200);
    const refused: number[] = [];
    for (let round = 0; round < 6; round += 1)
      refused.push(await ask(round % 2 ? forged : good, round % 2 ? ann : ben, here));
    expect(refused).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await ask(unseen, ann, here)).toBe(429);
    expect(await ask(good, ann, here)).toBe(200);
    expect(await ask(unseen, ann, '203.0.113.4')).toBe(200);
    await limited.close();
  });
});

describe('the origins of customers', () => {
  it('are those of the tenant where it lists any, and this server’s own', async () => {
    const shop = 'https://shop.example';
    const merchant = await buildTenant(server, { settings: { allowed_origins: [shop] } });
    const from = async (origin: string) =>
      statusAndCode(await door.knock(signedSearchToken(merchant, ann), ann, { headers: { Origin: origin } }));
    expect(await from(shop)).toEqual([200, undefined]);
    expect(await from('https://countersign.example')).toEqual([200, undefined]);
    for (const origin of [
      'https://evil.example',
      'null',
      'http://shop.example',
      'https://countersign.example:8443',
    ])
      expect([origin, ...(await from(origin))]).toEqual([origin, 403, 'origin_not_allowed']);
    const anywhere = await door.knock(sign(), ann, { headers: { Origin: 'https://any.example' } });
    expect(anywhere.status).toBe(200);
  });
});
