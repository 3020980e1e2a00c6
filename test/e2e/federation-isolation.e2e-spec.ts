import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { ecPair } from '../builders/jwk.js';
import {
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  tokenMaker,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { bytesOf, countUsers, Door } from '../support/door.js';
import { IssuerServer } from '../support/issuer-server.js';
import {
  startTestServer,
  type Answer,
  type RequestOptions,
  type TestServer,
} from '../support/test-server.js';

const ann = { id: 'ann', email: 'ann@example.com', name: 'Ann' };
const issuerOfTwo = 'https://login.two.example';

let server: TestServer;
let issuer: IssuerServer;
let one: BuiltTenant;
let two: BuiltTenant;
let ofOne: BuiltConfiguration;
/** Tokens of the same person at two merchants: one with a key held here, one with a JWK Set. */
let annAtOne: string;
let annAtTwo: string;
let idAtOne: string;
let idAtTwo: string;
let door: Door;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
  issuer = await IssuerServer.start();
  const key = ecPair();
  // The same kid as merchant one's: in a set, kids are the issuer's own.
  issuer.publish({ shared: key });
  [one, two] = [await buildTenant(server), await buildTenant(server)];
  ofOne = await buildConfiguration(server, one, { kid: 'shared' });
  await buildKeySetConfiguration(server, two, { issuer: issuerOfTwo, jwksUri: issuer.jwksUri });
  annAtOne = ofOne.token(ann);
  annAtTwo = tokenMaker('shared', 'ES256', key.privateKey)({ ...ann, iss: issuerOfTwo });
  door = new Door(server, annAtOne);
  idAtOne = (await door.opens(annAtOne)).id;
  idAtTwo = (await door.opens(annAtTwo)).id;
});
afterAll(async () => {
  await server.close();
  await issuer.close();
});

const ask = (path: string, options: RequestOptions = {}) =>
  server.request(path, { ...options, headers: { 'X-Request-Id': 'request-0001', ...options.headers } });
const refusal = ({ status, body }: Answer) => ({ status, code: body?.code as string | undefined });
const rejected = { status: 401, code: 'token_rejected' };
const forbidden = { status: 403, code: 'forbidden' };

describe('two merchants with the same users, e-mails and kids', () => {
  it('each have their own row of the same person', async () => {
    expect(idAtOne).not.toBe(idAtTwo);
    expect((await door.opens(annAtOne)).tenant.slug).toBe(one.slug);
    expect((await door.opens(annAtTwo)).tenant.slug).toBe(two.slug);
  });

  it('a change to one leaves the other as it is', async () => {
    const before = (await ask('/v2/me', { bearer: annAtTwo })).text;
    await ask('/v2/me', { method: 'PUT', bearer: annAtOne, body: { phone: '+4512345678' } });
    expect((await ask('/v2/me', { bearer: annAtOne })).body.data.phone).toBe('+4512345678');
    expect((await ask('/v2/me', { bearer: annAtTwo })).text).toBe(before);
  });

  it('each list their own users only, whatever is searched for', async () => {
    for (const query of [
      '',
      '?email=ann@example.com',
      '?external_id=ann',
      '?limit=1000&orderBy=first_seen_at',
    ]) {
      for (const [tenant, id] of [
        [one, idAtOne],
        [two, idAtTwo],
      ] as const) {
        const { body } = await ask(`/v2/users${query}`, { basic: tenant.secret });
        expect(body.data.map((user: { id: string }) => user.id)).toEqual([id]);
      }
    }
  });

  it.each<[string, RequestOptions]>([
    ['GET', {}],
    ['PUT', { body: { disabled: true } }],
    ['DELETE', {}],
  ])('%s of the other’s user answers as one of a user who does not exist', async (method, options) => {
    const before = await countUsers(server);
    const by = (id: string) => ask(`/v2/users/${id}`, { ...options, method, basic: one.secret });
    const others = await by(idAtTwo);
    expect(refusal(others)).toEqual({ status: 404, code: 'not_found' });
    for (const missing of [newId(), '00000000-0000-0000-0000-000000000000'])
      expect(bytesOf(await by(missing))).toBe(bytesOf(others));
    expect(await countUsers(server)).toBe(before);
    await door.opens(annAtTwo);
  });

  it('the same person’s booking at the other merchant is neither shown, listed nor cancelled', async () => {
    const body = { start: '2030-05-01T10:00:00Z', end: '2030-05-01T11:00:00Z' };
    const made = await ask('/v2/bookings', { method: 'POST', bearer: annAtTwo, body });
    expect(made.status).toBe(201);
    const { id } = made.body.data as { id: string };
    for (const credential of [{ bearer: annAtOne }, { basic: one.secret }]) {
      for (const [suffix, options] of [
        ['', {}],
        ['/cancel_by_customer', { method: 'PUT', body: {} }],
      ] as const) {
        const others = await ask(`/v2/bookings/${id}${suffix}`, { ...credential, ...options });
        const missing = await ask(`/v2/bookings/${newId()}${suffix}`, { ...credential, ...options });
        expect(refusal(others)).toEqual({ status: 404, code: 'not_found' });
        expect(bytesOf(others)).toBe(bytesOf(missing));
      }
      const list = await ask('/v2/bookings?limit=1000', credential);
      expect([list.status, list.body.data]).toEqual([200, []]);
    }
    const own = await ask(`/v2/bookings/${id}`, { bearer: annAtTwo });
    expect(own.body.data.state).toBe(made.body.data.state);
  });

  it('the other’s slug in the path answers as one that does not exist', async () => {
    for (const credential of [{ bearer: annAtOne }, { basic: one.secret }]) {
      const path = 'basic' in credential ? 'users' : 'me';
      expect((await ask(`/v2/accounts/${one.slug}/${path}`, credential)).status).toBe(200);
      expect((await ask(`/v2/accounts/me/${path}`, credential)).status).toBe(200);
      const others = await ask(`/v2/accounts/${two.slug}/${path}`, credential);
      expect(refusal(others)).toEqual({ status: 404, code: 'not_found' });
      expect(bytesOf(await ask(`/v2/accounts/nobody/${path}`, credential))).toBe(bytesOf(others));
    }
  });

  it('a cursor of the other’s list opens nothing', async () => {
    for (const name of ['ben', 'cem']) await door.opens(ofOne.token({ id: name }));
    const { body } = await ask('/v2/users?limit=1', { basic: one.secret });
    expect(typeof body.next_cursor).toBe('string');
    const answer = await ask(`/v2/users?limit=1&cursor=${encodeURIComponent(body.next_cursor)}`, {
      basic: two.secret,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain(idAtOne);
  });

  it('a token of one with the issuer of the other proves nothing', async () => {
    await door.refuses(ofOne.token({ ...ann, iss: issuerOfTwo }), { reason: 'alg_mismatch' });
  });

  it('disabling the user at one leaves the user at the other', async () => {
    const disable = (disabled: boolean) =>
      ask(`/v2/users/${idAtTwo}`, { method: 'PUT', basic: two.secret, body: { disabled } });
    expect((await disable(true)).status).toBe(200);
    await door.refuses(annAtTwo, { reason: 'user_disabled' });
    await door.opens(annAtOne);
    expect((await disable(false)).status).toBe(200);
    await door.opens(annAtTwo);
  });
});

describe('credentials used for what they were not made for', () => {
  it('an API key’s secret signs no user in, under its own id or under a configuration’s kid', async () => {
    for (const secret of [one.secret, one.widgetSecret]) {
      await door.refuses(tokenMaker(one.keyId, 'HS256', secret)(), { reason: 'kid_is_api_key' });
      await door.refuses(tokenMaker(ofOne.kid, 'HS256', secret)(), { reason: 'signature_wrong' });
    }
  });

  it('a configuration’s secret is no API key', async () => {
    const secret = ofOne.signingKey as string;
    expect(refusal(await ask('/v2/users', { basic: secret }))).toEqual(rejected);
    expect(refusal(await ask('/v2/users', { bearer: secret }))).toEqual(rejected);
  });

  it('a widget key reaches neither users nor the user’s own data, and nothing as a Bearer', async () => {
    for (const path of ['/v2/me', '/v2/users', `/v2/users/${idAtOne}`]) {
      expect(refusal(await ask(path, { basic: one.widgetSecret }))).toEqual(forbidden);
      expect(refusal(await ask(path, { bearer: one.widgetSecret }))).toEqual(rejected);
    }
  });

  it('a user’s token reaches no route of the merchant’s server, and the server’s key no user’s', async () => {
    for (const path of ['/v2/users', `/v2/users/${idAtOne}`])
      expect(refusal(await ask(path, { bearer: annAtOne }))).toEqual(forbidden);
    expect(refusal(await ask('/v2/me', { basic: one.secret }))).toEqual(forbidden);
  });

  it('a secret as the user name, a JWT in Basic, and a secret beside another opens nothing', async () => {
    const basic = (text: string) => ({
      headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` },
    });
    for (const text of [
      `${one.secret}:`,
      one.secret,
      `${one.secret}:${one.secret}`,
      `:${annAtOne}`,
      `${one.keyId}:${one.secret}`,
      `:${one.secret}:`,
      `:${one.secret} `,
      ':',
      '',
    ])
      expect(refusal(await ask('/v2/users', basic(text)))).toEqual(rejected);
  });

  it('a scheme nobody knows is rejected, and no credential is missing', async () => {
    for (const scheme of ['Digest', 'Token', 'JWT', 'Bearer:'])
      expect(refusal(await ask('/v2/me', { headers: { Authorization: `${scheme} ${annAtOne}` } }))).toEqual(
        rejected,
      );
    expect(refusal(await ask('/v2/me'))).toEqual({ status: 401, code: 'credential_missing' });
  });

  it('no refused secret differs from another by a byte', async () => {
    const answers = new Set<string>();
    for (const options of [
      { basic: 'x'.repeat(43) },
      { bearer: 'x'.repeat(43) },
      { bearer: one.widgetSecret },
      { bearer: ofOne.token({}, { kid: 'nobody' }) },
    ])
      answers.add(bytesOf(await ask('/v2/users', options)));
    expect(answers.size).toBe(1);
  });
});
