import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawToken } from '../builders/raw-token.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { countUsers, Door } from '../support/door.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;
let plain: BuiltConfiguration;
let door: Door;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  plain = await buildConfiguration(server, tenant);
  door = new Door(server, plain.token({ id: 'good' }));
});
afterAll(() => server.close());

const now = () => Math.floor(Date.now() / 1000);
const expired = { code: 'token_expired', reason: 'expired' };
/** Members as JSON text, signed with the right key. */
const withMembers = (members: string, { kid, signingKey } = plain) =>
  rawToken({ alg: 'HS256', kid }, `{${members}}`, 'HS256', signingKey);
const withTimes = (times: string, by = plain) => withMembers(`"id":"timed",${times}`, by);

describe('exp, nbf and iat', () => {
  it.each(['exp', 'nbf', 'iat'])('%s that is no finite number is refused', async (claim) => {
    const values = ['1e999', '-1e999', '"4102444800"', '""', 'null', 'true', '[4102444800]', '{}', '"NaN"'];
    for (const value of values)
      await door.refuses(withTimes(`"${claim}":${value}`), { reason: `${claim}_invalid` });
  });

  it.each(['exp', 'nbf', 'iat'])('%s in milliseconds is refused', async (claim) => {
    await door.refuses(withTimes(`"${claim}":${Date.now() + 60_000}`), { reason: `${claim}_invalid` });
  });

  it('a token past its exp is expired, also one from before 1970', async () => {
    for (const exp of [now() - 60, 0, -1, -0.5, -1e12]) await door.refuses(plain.token({ exp }), expired);
  });

  it('a token whose nbf or iat lies ahead is not active', async () => {
    await door.refuses(plain.token({ nbf: now() + 60 }), { code: 'token_not_active', reason: 'not_active' });
    const issuedAhead = plain.token({ iat: now() + 60 });
    await door.refuses(issuedAhead, { code: 'token_not_active', reason: 'issued_in_future' });
  });

  it('fractions of a second are instants, and no claim of time at all is allowed', async () => {
    await door.opens(withTimes(`"exp":${now() + 60}.5,"nbf":${now()}.25,"iat":0.125`));
    await door.opens(withMembers('"id":"timeless"'));
  });

  it('the time of a token with a wrong signature is told to nobody', async () => {
    const { kid } = plain;
    const forged = rawToken({ alg: 'HS256', kid }, { id: 'u', exp: 1 }, 'HS256', 'f'.repeat(64));
    await door.refuses(forged, { reason: 'signature_wrong' });
  });

  it('the tolerance is 30 seconds, and 0 or 300 where tenant or configuration say so', async () => {
    const strictTenant = await buildTenant(server, { settings: { clock_tolerance_s: 0 } });
    const strict = await buildConfiguration(server, strictTenant);
    const patient = await buildConfiguration(server, strictTenant, { clockToleranceSeconds: 300 });
    const exact = await buildConfiguration(server, tenant, { clockToleranceSeconds: 0 });
    for (const [configuration, late, tooLate] of [
      [plain, 10, 45],
      [strict, -20, 2],
      [exact, -20, 2],
      [patient, 280, 315],
    ] as const) {
      await door.opens(configuration.token({ exp: now() - late }));
      await door.refuses(configuration.token({ exp: now() - tooLate }), expired);
      await door.opens(configuration.token({ nbf: now() + late, iat: now() + late }));
      await door.refuses(configuration.token({ nbf: now() + tooLate + 20 }), { code: 'token_not_active' });
    }
  });

  it('max_token_age_s counts from iat and demands one', async () => {
    const aging = await buildConfiguration(server, tenant, { maxTokenAgeSeconds: 60 });
    await door.opens(aging.token({ iat: now() - 50 }));
    await door.refuses(aging.token({ iat: now() - 120 }), { reason: 'too_old' });
    await door.refuses(aging.token({ iat: -1e12 }), { reason: 'too_old' });
    await door.refuses(withMembers('"id":"u"', aging), { reason: 'iat_missing' });
  });

  it('require_exp refuses a token that never ends', async () => {
    const ending = await buildConfiguration(server, tenant, { requireExp: true });
    await door.refuses(withMembers('"id":"u"', ending), { reason: 'exp_missing' });
    await door.opens(ending.token({ id: 'ends' }));
  });
});

describe('aud', () => {
  it('must hold one of the configured audiences, as exact text', async () => {
    const choosy = await buildConfiguration(server, tenant, { audience: ['bookings', 'https://b.example'] });
    for (const aud of ['bookings', ['other', 'bookings'], ['https://b.example']])
      await door.opens(choosy.token({ aud }));
    await door.refuses(choosy.token(), { reason: 'audience_missing' });
    for (const aud of ['Bookings', 'https://b.example/', 'booking', '', [], ['x'], 'bookings,other'])
      await door.refuses(choosy.token({ aud }), { reason: 'audience_mismatch' });
    for (const aud of [null, 1, true, {}, [['bookings']], ['bookings', 1]])
      await door.refuses(choosy.token({ aud }), { reason: 'audience_invalid' });
  });

  it('does not matter where no audience is configured', async () => {
    for (const aud of ['anything', ['a', 'b'], 7]) await door.opens(plain.token({ aud }));
  });
});

describe('the claim that names the user', () => {
  it.each([
    ['empty', '"id":""'],
    ['a number', '"id":1'],
    ['null', '"id":null'],
    ['true', '"id":true'],
    ['a list', '"id":["u"]'],
    ['an object', '"id":{"toString":"u"}'],
    ['256 characters', `"id":"${'x'.repeat(256)}"`],
    ['256 characters beyond the BMP', `"id":"${'😀'.repeat(256)}"`],
    ['text with a NUL', '"id":"u\\u0000"'],
    ['half a surrogate pair', '"id":"\\ud83d"'],
  ])('%s is refused', async (_title, members) => {
    await door.refuses(withMembers(members), { reason: 'user_id_invalid' });
  });

  it.each([
    ['255 characters', 'x'.repeat(255)],
    ['255 characters beyond the BMP', '😀'.repeat(255)],
    ['SQL', "'; DROP TABLE users; --"],
    ['__proto__', '__proto__'],
    ['a space', ' '],
    ['line ends', 'a\r\nb'],
    ['a path', '../../users'],
  ])('%s is a user like any other', async (_title, id) => {
    const token = plain.token({ id });
    expect((await door.opens(token)).external_id).toBe(id);
    expect((await door.opens(token)).external_id).toBe(id);
  });

  it('is compared by code point: case, accents and spaces make other users', async () => {
    const before = await countUsers(server);
    const ids = ['Zoë', 'zoë', 'Zoe\u0308', 'Zoë ', 'ZOË'];
    const rows = new Set<string>();
    for (const id of ids) rows.add((await door.opens(plain.token({ id }))).id);
    expect(rows.size).toBe(ids.length);
    expect(await countUsers(server)).toBe(before + ids.length);
  });

  it('is the one the configuration names: sub for OpenID Connect', async () => {
    const oidc = await buildConfiguration(server, tenant, { userIdClaim: 'sub' });
    expect((await door.opens(oidc.token({ sub: 'by-sub' }))).external_id).toBe('by-sub');
    await door.refuses(oidc.token({ id: 'by-id' }), { reason: 'user_id_missing' });
    const odd = await buildConfiguration(server, tenant, { userIdClaim: 'toString' });
    await door.refuses(odd.token(), { reason: 'user_id_missing' });
  });
});

it('a configuration that provisions nobody lets known users in and refuses unknown ones', async () => {
  const closed = await buildConfiguration(server, tenant, { autoProvision: false });
  await door.refuses(closed.token({ id: 'newcomer' }), { reason: 'user_unknown' });
  const { id } = await door.opens(plain.token({ id: 'newcomer' }));
  expect((await door.opens(closed.token({ id: 'newcomer' }))).id).toBe(id);
});

it('a hundred first requests at once with one new user make one row and a hundred 200s', async () => {
  const before = await countUsers(server);
  const tokens = Array.from({ length: 100 }, (_, n) => plain.token({ id: 'crowd', jti: String(n) }));
  const answers = await Promise.all(tokens.map((token) => door.knock(token)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.data?.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  expect(await countUsers(server)).toBe(before + 1);
});
