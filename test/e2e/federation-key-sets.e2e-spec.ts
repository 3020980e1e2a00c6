import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import type { JwsAlgorithm } from '../../src/crypto/algorithms.js';
import { ecPair, ed25519Pair, rsaPair, type TestKeyPair } from '../builders/jwk.js';
import { rawToken } from '../builders/raw-token.js';
import {
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  tokenMaker,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { countUsers, Door } from '../support/door.js';
import { IssuerServer } from '../support/issuer-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const [rsa, ec, edwards, another] = [rsaPair(), ecPair(), ed25519Pair(), ecPair()];
let names = 0;

let server: TestServer;
let tenant: BuiltTenant;
let issuer: IssuerServer;
let iss: string;
let door: Door;
/** How far the server's clock runs ahead of the machine's. */
let aheadMs = 0;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
  const clock = server.app.get(Clock);
  clock.nowMs = () => Date.now() + aheadMs;
  tenant = await buildTenant(server);
  const held = await buildConfiguration(server, tenant);
  door = new Door(server, held.token({ id: 'good', exp: Math.floor(Date.now() / 1000) + 1_000_000 }));
});
beforeEach(async () => {
  issuer = await IssuerServer.start();
  iss = `https://issuer-${(names += 1)}.example`;
  await configure();
});
afterEach(() => issuer.close());
afterAll(() => server.close());

const configure = (
  of = tenant,
  members: { issuer?: string; jwksUri?: string; algorithms?: JwsAlgorithm[] } = {},
) =>
  buildKeySetConfiguration(server, of, {
    issuer: iss,
    jwksUri: issuer.jwksUri,
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    ...members,
  });
const later = (seconds: number) => {
  aheadMs += seconds * 1000;
};
const token = (kid: unknown, { privateKey }: TestKeyPair, algorithm: JwsAlgorithm = 'ES256', claims = {}) =>
  rawToken({ alg: algorithm, kid }, { id: 'member', iss, ...claims }, algorithm, privateKey);
const unavailable = async (bearer: string) => {
  const before = await countUsers(server);
  const answer = await door.knock(bearer);
  expect({ status: answer.status, code: answer.body.code }).toEqual({
    status: 503,
    code: 'keys_unavailable',
  });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await countUsers(server)).toBe(before);
};

describe('signing in with a key of the issuer’s set', () => {
  it.each<[JwsAlgorithm, TestKeyPair]>([
    ['RS256', rsa],
    ['ES256', ec],
    ['EdDSA', edwards],
  ])('%s opens, with one fetch for all', async (algorithm, pair) => {
    issuer.publish({ k: pair });
    for (const id of ['first', 'second', 'third'])
      expect(await door.opens(token('k', pair, algorithm, { id }))).toMatchObject({
        external_id: id,
        tenant: { slug: tenant.slug },
      });
    expect(issuer.asked).toBe(1);
  });

  it('kid 1 as a number finds the key named "1"', async () => {
    issuer.publish({ 1: ec, '01': another });
    await door.opens(token(1, ec));
    await door.refuses(rawToken(`{"alg":"ES256","kid":1.0}`, { id: 'u', iss }, 'ES256', ec.privateKey), {
      reason: 'kid_invalid',
    });
    await door.refuses(token(1, another), { reason: 'signature_wrong' });
  });

  it('a token without kid is refused though the set holds one key', async () => {
    issuer.publish({ k: ec });
    await door.refuses(rawToken({ alg: 'ES256' }, { id: 'u', iss }, 'ES256', ec.privateKey), {
      reason: 'kid_missing',
    });
  });

  it('an algorithm that the configuration does not list is refused without a fetch', async () => {
    issuer.publish({ k: rsa });
    await door.refuses(token('k', rsa, 'RS512'), { reason: 'alg_mismatch' });
    await door.refuses(token('k', rsa, 'PS256'), { reason: 'alg_mismatch' });
    expect(issuer.asked).toBe(0);
  });

  it('a symmetric algorithm is refused, even where a damaged row lists it', async () => {
    const secret = 's'.repeat(64);
    const symmetric = { kty: 'oct', kid: 'k', k: Buffer.from(secret).toString('base64url'), alg: 'HS256' };
    issuer.publish({}, [symmetric]);
    iss = `${iss}/damaged`;
    await configure(tenant, { algorithms: ['HS256', 'ES256'] });
    await door.refuses(tokenMaker('k', 'HS256', secret)({ iss }));
    const asSecret = ec.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    issuer.publish({ k: ec });
    await door.refuses(tokenMaker('k', 'HS256', asSecret)({ iss }));
  });
});

describe('a set that changes', () => {
  it('an unknown kid is looked for once in 30 seconds, and a new key is found by it', async () => {
    issuer.publish({ old: ec });
    await door.opens(token('old', ec));
    issuer.publish({ old: ec, new: another });
    await door.opens(token('new', another));
    expect(issuer.asked).toBe(2);
    await door.refuses(token('nowhere', another), { reason: 'key_unknown' });
    expect(issuer.asked).toBe(2);
    later(31);
    await door.refuses(token('elsewhere', another), { reason: 'key_unknown' });
    expect(issuer.asked).toBe(3);
  });

  it('new key material under the same kid is found by the first token it signed', async () => {
    issuer.publish({ k: ec });
    await door.opens(token('k', ec, 'ES256', { id: 'before' }));
    issuer.publish({ k: another });
    await door.opens(token('k', another));
    await door.refuses(token('k', ec, 'ES256', { id: 'before' }), { reason: 'signature_wrong' });
  });

  it('a key that is gone stops working at the next successful fetch, for remembered tokens too', async () => {
    issuer.publish({ staying: ec, going: another });
    const [staying, going] = [token('staying', ec), token('going', another)];
    await door.opens(going);
    issuer.publish({ staying: ec });
    await door.opens(going);
    later(3601);
    await door.opens(staying);
    await door.refuses(going, { reason: 'key_unknown' });
  });
});

describe('load', () => {
  it('1,000 first requests at once on a cold set make one fetch', async () => {
    issuer.publish({ k: ec });
    issuer.stall();
    const tokens = Array.from({ length: 1_000 }, (_, n) => token('k', ec, 'ES256', { jti: n }));
    const answers = Promise.all(tokens.map((bearer) => door.knock(bearer)));
    setTimeout(() => issuer.resume(), 300);
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200]));
    expect(issuer.asked).toBe(1);
  });

  it('500 random kids make two fetches at most, and a user signs in meanwhile', async () => {
    issuer.publish({ k: ec });
    const strangers = Array.from({ length: 500 }, (_, n) => token(`random-${n}`, another));
    const answers = await Promise.all([...strangers, token('k', ec)].map((bearer) => door.knock(bearer)));
    expect(answers.slice(0, 500).every(({ status }) => status === 401)).toBe(true);
    expect(answers[500]?.status).toBe(200);
    expect(issuer.asked).toBeLessThanOrEqual(2);
  });

  it('one issuer’s silence delays nobody else’s users', async () => {
    issuer.publish({ k: ec });
    const quick = token('k', ec);
    const silent = await IssuerServer.start();
    const neighbour = await buildTenant(server);
    silent.stall();
    iss = `${iss}/silent`;
    await configure(neighbour, { jwksUri: silent.jwksUri });
    const done: string[] = [];
    const waiting = Array.from({ length: 50 }, (_, n) =>
      door.knock(token('k', ec, 'ES256', { jti: n })).then(() => done.push('silent')),
    );
    while (silent.asked === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await door.opens(quick);
    done.push('quick');
    await silent.close();
    await Promise.all(waiting);
    expect(done[0]).toBe('quick');
  });
});

describe('an issuer that cannot be asked', () => {
  it('is answered from the copy held, and after the copy’s last day not at all', async () => {
    issuer.publish({ k: ec });
    await door.opens(token('k', ec));
    issuer.publishText('down', 500);
    later(3 * 3600);
    // Past its time the copy serves as soon as asking anew has failed.
    expect([200, 503]).toContain((await door.knock(token('k', ec, 'ES256', { jti: 1 }))).status);
    await door.opens(token('k', ec, 'ES256', { jti: 2 }));
    later(25 * 3600);
    await unavailable(token('k', ec, 'ES256', { jti: 3 }));
    await unavailable(token('k', ec));
  });

  it('without a copy is 503 with Retry-After, and signs in once the issuer is back', async () => {
    issuer.publishText('down', 500);
    await unavailable(token('k', ec));
    issuer.publish({ k: ec });
    later(61);
    await door.opens(token('k', ec));
  });

  it.each<[string, string, number]>([
    ['another status', '{"keys":[]}', 404],
    ['a redirect', '', 302],
    ['no JSON', '<html></html>', 200],
    ['null', 'null', 200],
    ['a list', '[]', 200],
    ['no keys', '{"jwks":[]}', 200],
    ['keys that are no list', '{"keys":{}}', 200],
    ['101 keys', JSON.stringify({ keys: Array.from({ length: 101 }, () => ({})) }), 200],
    ['more than 256 KiB', `{"keys":[],"x":"${'x'.repeat(262_144)}"}`, 200],
  ])('with %s brings no set', async (_title, text, status) => {
    issuer.publishText(text, status);
    await unavailable(token('k', ec));
    expect(issuer.asked).toBe(1);
  });
});

it('broken, private, symmetric, encrypting, short and foreign keys are passed over, and the rest works', async () => {
  const { jwk } = ec;
  issuer.publish({ k: ec }, [
    null,
    1,
    'text',
    [],
    {},
    { kty: 'EC' },
    { ...jwk, kid: 'off-curve', x: jwk.y, y: jwk.x },
    { ...ec.privateKey.export({ format: 'jwk' }), kid: 'private' },
    { kty: 'oct', kid: 'secret', k: 'c2VjcmV0'.repeat(8) },
    { ...another.jwk, kid: 'encrypting', use: 'enc' },
    { ...another.jwk, kid: 'for-es384', alg: 'ES384' },
    { ...rsaPair(1024).jwk, kid: 'short' },
    { ...jwk, kid: 7 },
    { kty: 'AKP', kid: 'unknown', pub: 'x' },
  ]);
  await door.opens(token('k', ec));
  await door.refuses(token('private', ec), { reason: 'key_unknown' });
  await door.refuses(token('encrypting', another), { reason: 'key_unknown' });
  await door.refuses(token('for-es384', another), { reason: 'key_unknown' });
  await door.refuses(token('secret', ec), { reason: 'key_unknown' });
});

it('two keys under one kid that both fit are refused', async () => {
  issuer.publish({}, [
    { ...ec.jwk, kid: 'twice' },
    { ...another.jwk, kid: 'twice' },
    { ...rsa.jwk, kid: 'twice' },
  ]);
  await door.refuses(token('twice', ec), { reason: 'key_ambiguous' });
  await door.opens(token('twice', rsa, 'RS256'));
});

it('without the operator’s setting neither http nor loopback is asked', async () => {
  const strict = await startTestServer();
  try {
    issuer.publish({ k: ec });
    const merchant = await buildTenant(strict);
    for (const jwksUri of [issuer.jwksUri, issuer.jwksUri.replace('http:', 'https:')]) {
      const named = `${iss}/${jwksUri.slice(0, 5)}`;
      await buildKeySetConfiguration(strict, merchant, { issuer: named, jwksUri });
      const answer = await strict.request('/v2/me', { bearer: token('k', ec, 'ES256', { iss: named }) });
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 503,
        code: 'keys_unavailable',
      });
    }
    expect(issuer.asked).toBe(0);
    expect(await countUsers(strict)).toBe(0);
  } finally {
    await strict.close();
  }
});
