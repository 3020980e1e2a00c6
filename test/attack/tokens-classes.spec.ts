import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mostSuspects } from '../../src/federation/slow-verifications.js';
import { encoded, rawToken } from '../builders/raw-token.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { cubeRootSignature } from '../support/cube-root-signature.js';
import { countUsers } from '../support/door.js';
import { curveOrders } from '../support/curve-orders.js';
import { forgeries } from '../support/forgeries/all.js';
import { joseTakes } from '../support/token-judge.js';
import { goodToken, openTokenWorld, type TokenKind, type TokenWorld } from '../support/token-kinds.js';

/** As many of one address as are verified or wait, where a signature is slow: whatever comes then is refused unread. */
const atOnce = mostSuspects;

let world: TokenWorld;
let stranger: BuiltTenant;

beforeAll(async () => {
  world = await openTokenWorld();
  stranger = await buildTenant(world.server);
  for (const kind of world.kinds) await opens(kind);
});
afterAll(() => world.close());

async function opens(kind: TokenKind, token = goodToken(kind)): Promise<void> {
  const { status, body } = await kind.knock(token);
  expect([kind.name, status, body?.code]).toEqual([kind.name, 200, undefined]);
}

/** What is answered to each token that is not refused as one that proves nothing. */
async function letIn(tokens: readonly (readonly [TokenKind, string])[]): Promise<unknown[]> {
  const found: unknown[] = [];
  const left = [...tokens];
  const next = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const [kind, token] = one;
      const { status, headers, text, body } = await kind.knock(token);
      const isRefused = status === 401 && /^(?:token|credential)_/.test(body?.code);
      const saysHow = headers.get('www-authenticate') === 'Bearer error="invalid_token"';
      if (!isRefused || !saysHow) found.push({ kind: kind.name, token, status, text });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return found;
}

describe('tokens of every kind', () => {
  it.each(forgeries)('prove nothing with $title', async ({ of, isOfSignature }) => {
    const users = await countUsers(world.server);
    const tokens = (isOfSignature ? world.kinds : oneOfEach(world.kinds)).flatMap((kind) =>
      of(kind).map((token) => [kind, token] as const),
    );
    expect(tokens.length).toBeGreaterThan(0);
    expect(await letIn(tokens)).toEqual([]);
    expect(await countUsers(world.server)).toBe(users);
  });

  it('prove nothing at the door of another kind', async () => {
    const groups = new Map<string, TokenKind>();
    for (const kind of world.kinds) groups.set(kind.requiredClaims.join(), kind);
    const pairs = [...groups.values()].flatMap((made) =>
      [...groups.values()]
        // Users and pages knock with the same kind of credential: which of the two it is, the key decides.
        .filter((door) => door !== made && door.knock !== made.knock && !isBearerPair(door, made))
        .map((door) => [door, goodToken(made)] as const),
    );
    expect(pairs.length).toBeGreaterThan(15);
    expect(await letIn(pairs)).toEqual([]);
  });

  it('prove nothing with the API key of another tenant', async () => {
    const tokens = world.kinds
      .filter(({ key }) => key === world.tenant.secret)
      .flatMap((kind) =>
        [world.tenant.keyId, undefined].map((kid) => {
          const header = { ...kind.header, kid };
          return [kind, rawToken(header, kind.payload, kind.algorithm, stranger.secret)] as const;
        }),
      );
    expect(tokens.length).toBeGreaterThan(10);
    expect(await letIn(tokens)).toEqual([]);
  });

  it('still open their doors after all this, and no object has got a member from outside', async () => {
    for (const kind of world.kinds) await opens(kind);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

const isBearerPair = (one: TokenKind, other: TokenKind): boolean =>
  [one, other].every(({ keyIsChosen }) => keyIsChosen === 'by_issuer_and_kid');

/** One kind for each family of keys and each place where tokens are carried. */
function oneOfEach(kinds: readonly TokenKind[]): readonly TokenKind[] {
  const found = new Map<string, TokenKind>();
  for (const kind of [...kinds].reverse())
    found.set(`${kind.requiredClaims.join()} ${kind.algorithm.slice(0, 2)} ${'iss' in kind.payload}`, kind);
  return [...found.values()];
}

describe('an RSA key with the exponent 3', () => {
  it('proves with signatures, not with cube roots of what begins like one', async () => {
    const { server, tenant } = world;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
    const currentKey = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const { kid } = await buildConfiguration(server, tenant, { algorithm: 'RS256', currentKey });
    const [header, payload] = [{ alg: 'RS256', kid }, { id: 'small exponent' }];
    const input = `${encoded(header)}.${encoded(payload)}`;
    const door = world.kinds.find(({ algorithm }) => algorithm === 'RS256') as TokenKind;
    const forged = `${input}.${cubeRootSignature(input, 256).toString('base64url')}`;
    expect(await letIn([[door, forged]])).toEqual([]);
    await opens(door, rawToken(header, payload, 'RS256', privateKey));
  });
});

describe('the other form that an ECDSA signature has', () => {
  it('is the same proof and no other: jose takes it, and it is the same user', async () => {
    const users = await countUsers(world.server);
    const kinds = world.kinds.filter(({ algorithm }) => algorithm.startsWith('ES'));
    expect(kinds).toHaveLength(6);
    for (const kind of kinds) {
      const token = mirrored(kind);
      await opens(kind, token);
      expect(await joseTakes(world.keys, kind, token)).toBe(true);
    }
    expect(await countUsers(world.server)).toBe(users);
  });
});

/** (r, s) as (r, n - s), which anyone can make of a signature. */
function mirrored({ header, payload, algorithm, key }: TokenKind): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  const raw = sign(`sha${algorithm.slice(2)}`, Buffer.from(input), {
    key: key as KeyObject,
    dsaEncoding: 'ieee-p1363',
  });
  const { bytes, n } = curveOrders[`P-${algorithm === 'ES512' ? '521' : algorithm.slice(2)}`] ?? {
    bytes: 0,
    n: 0n,
  };
  const s = n - BigInt(`0x${raw.subarray(bytes).toString('hex')}`);
  const mirror = Buffer.from(s.toString(16).padStart(2 * bytes, '0'), 'hex');
  return `${input}.${Buffer.concat([raw.subarray(0, bytes), mirror]).toString('base64url')}`;
}
