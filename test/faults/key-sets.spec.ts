import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { ecPair } from '../builders/jwk.js';
import { rawToken } from '../builders/raw-token.js';
import { buildKeySetConfiguration, buildTenant } from '../builders/tenancy.js';
import { IssuerServer } from '../support/issuer-server.js';
import { send, startTestServer, type TestServer } from '../support/test-server.js';
import { TokenTraffic } from '../support/token-traffic.js';
import { until } from '../support/until.js';

/** A fetch may take three seconds. */
const fetchMs = 3_500;
const spellMs = fetchMs + 1_000;
/** Users of other merchants, on a machine that is busy with other suites; who waits for a fetch waits longer. */
const usualMs = 2_500;
/** So many that those who are there while the machine stands still, all six at once, are less than a tenth of them. */
const enough = 100;
const hour = 3_600_000;

const [key, other, foreign] = [ecPair(), ecPair(), ecPair()];
const bogus = Array.from({ length: 10_000 }, (_, index) => ({ ...foreign.jwk, kid: `bogus-${index}` }));

/** What an issuer does, and what its users hear who are not known yet, and where a copy of its set is held that is past its time. */
const ailments: readonly (readonly [string, (issuer: IssuerServer) => void, string, string])[] = [
  ['takes requests and is silent', (issuer) => issuer.behave(() => undefined), away(), 'ok'],
  [
    'begins an answer and is silent',
    (issuer) => issuer.behave((_, response) => void response.writeHead(200).write('{"keys":[')),
    away(),
    'ok',
  ],
  [
    'trickles',
    (issuer) =>
      issuer.behave((_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(drip));
      }),
    away(),
    'ok',
  ],
  ['breaks the line', (issuer) => issuer.behave((request) => void request.socket.destroy()), away(), 'ok'],
  [
    'sends to where the set is',
    (issuer) =>
      issuer.behave(
        (_, response) => void response.writeHead(302, { Location: healthy.issuer.jwksUri }).end(),
      ),
    away(),
    'ok',
  ],
  ['answers a page', (issuer) => issuer.publishText('<html>Sign in</html>'), away(), 'ok'],
  ['answers half a set', (issuer) => issuer.publishText('{"keys":[{"kty":"EC"'), away(), 'ok'],
  [
    'answers an error that reads like a set',
    (issuer) => issuer.publishText('{"keys":[]}', 500),
    away(),
    'ok',
  ],
  ['grows to 10,000 keys', (issuer) => issuer.publish({ k: key }, bogus), away(), 'ok'],
  [
    'grows without end',
    (issuer) =>
      issuer.behave((_, response) => {
        response.writeHead(200).write('{"keys":[');
        const more = (): boolean => response.write(JSON.stringify(bogus.slice(0, 100)));
        const flood = setInterval(more, 1);
        response.on('close', () => clearInterval(flood));
      }),
    away(),
    'ok',
  ],
  ['publishes somebody else’s key in its name', (issuer) => issuer.publish({ k: foreign }), ended(), ended()],
  ['loses the key', (issuer) => issuer.publish({ other }), ended(), ended()],
  ['loses all keys', (issuer) => issuer.publish({}), ended(), ended()],
];

function away(): string {
  return '503 keys_unavailable';
}
function ended(): string {
  return '401 token_rejected';
}

interface Merchant {
  readonly issuer: IssuerServer;
  readonly token: () => string;
}

let server: TestServer;
let healthy: Merchant;
let aheadMs = 0;
let names = 0;

/** What one fetch's failure does to one request: src/federation/key-sets and test/e2e/federation-key-sets.e2e-spec.ts. */
describe('while many issuers fail at once and their users keep coming', () => {
  const sick: (Merchant & { readonly ailment: (typeof ailments)[number] })[] = [];
  let nameless: Merchant;

  beforeAll(async () => {
    server = await startTestServer({ COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
    const clock = server.app.get(Clock);
    clock.nowMs = () => Date.now() + aheadMs;
    healthy = await merchant();
    nameless = await merchant(`http://${randomBytes(8).toString('hex')}.invalid/keys`);
    for (const ailment of ailments) sick.push({ ...(await merchant()), ailment });
    // The first request of a server takes longest.
    await send(`${server.url}/v2/me`, { bearer: healthy.token() });
  });
  afterAll(async () => {
    await Promise.all([healthy, nameless, ...sick].map(({ issuer }) => issuer.close()));
    await server.close();
  });

  async function merchant(jwksUri?: string): Promise<Merchant> {
    const issuer = await IssuerServer.start();
    issuer.publish({ k: key, other });
    const tenant = await buildTenant(server);
    const iss = `https://issuer-${(names += 1)}.example`;
    const algorithms = ['ES256' as const];
    await buildKeySetConfiguration(server, tenant, {
      issuer: iss,
      jwksUri: jwksUri ?? issuer.jwksUri,
      algorithms,
    });
    let tokens = 0;
    const token = () =>
      rawToken(
        { alg: 'ES256', kid: 'k' },
        { id: 'member', iss, jti: (tokens += 1) },
        'ES256',
        key.privateKey,
      );
    return { issuer, token };
  }

  /** Everybody’s users come for a while; what the sick issuers’ were answered, by what ails them. */
  async function spell(forMs: number): Promise<Map<string, TokenTraffic>> {
    const traffic = new Map(
      sick.map(({ ailment: [name], token }) => [name, new TokenTraffic(server, 3, 50, token)]),
    );
    traffic.set('has no name any more', new TokenTraffic(server, 3, 50, nameless.token));
    const others = new TokenTraffic(server, 6, 5, healthy.token);
    await sleep(forMs);
    await until('others have been there', () => others.answers.length > enough, 40_000);
    await Promise.all([others, ...traffic.values()].map((one) => one.stop()));
    expect(others.kinds).toEqual(['200 ok']);
    expect(others.tookMs(90)).toBeLessThan(usualMs);
    return traffic;
  }

  const kindsOf = (traffic: Map<string, TokenTraffic>) =>
    Object.fromEntries([...traffic].map(([name, { kinds }]) => [name, kinds.join(', ')]));
  const expected = (pick: (ailment: (typeof ailments)[number]) => string, nameless: string) =>
    Object.fromEntries([
      ...ailments.map((ailment) => [ailment[0], pick(ailment)]),
      ['has no name any more', nameless],
    ]);
  const fallIll = () => {
    for (const { issuer, ailment } of sick) ailment[1](issuer);
  };
  const getWell = async () => {
    for (const { issuer } of sick) issuer.publish({ k: key, other });
    // What was asked before is waited for no longer than this.
    await sleep(fetchMs);
  };
  const later = (ms: number) => {
    aheadMs += ms;
  };

  it('whose sets were never had, theirs hear 503 or 401, the issuers are left in peace, and all others go on', async () => {
    fallIll();
    const begun = Date.now();
    expect(kindsOf(await spell(spellMs))).toEqual(expected(([, , cold]) => cold, away()));
    // One after the other, and each time after a pause that is twice as long: the first is half a second or more.
    const most = 1 + Math.log2(1 + (Date.now() - begun) / 500);
    for (const { issuer } of sick) expect(issuer.asked).toBeLessThanOrEqual(most);
  });

  it('theirs sign in by themselves when the issuers are well', async () => {
    await getWell();
    later(hour / 4);
    const kinds = kindsOf(await spell(1_000));
    expect(kinds).toEqual(expected(() => '200 ok', away()));
  });

  it('whose sets are held, theirs sign in with what is held, but for keys that are gone, and all others go on', async () => {
    fallIll();
    later(2 * hour);
    const warm = expected(([, , , held]) => (held === 'ok' ? '200 ok' : held), away());
    expect(kindsOf(await spell(spellMs))).toEqual(warm);
  });

  it('for longer than what is held may serve, theirs hear 503, and sign in again when the issuers are well', async () => {
    later(26 * hour);
    expect(kindsOf(await spell(spellMs))).toEqual(expected(([, , cold]) => cold, away()));
    await getWell();
    later(2 * hour);
    expect(kindsOf(await spell(1_000))).toEqual(expected(() => '200 ok', away()));
  });
});

const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
