import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { ASYMMETRIC_ALGORITHMS, JWS_ALGORITHMS, type JwsAlgorithm } from '../../src/crypto/algorithms.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { sampleKeys } from '../builders/key-samples.js';
import { rawToken } from '../builders/raw-token.js';
import {
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { IssuerServer } from './issuer-server.js';
import { startTestServer, type Answer, type TestServer } from './test-server.js';

type Members = Readonly<Record<string, unknown>>;

/** One way in: what a good token of its kind is made of, and a door for any text in its place. */
export interface TokenKind {
  readonly name: string;
  readonly algorithm: JwsAlgorithm;
  readonly header: Members;
  readonly payload: Members;
  /** What the merchant signs with. */
  readonly key: KeyObject | string;
  /** How the server chooses the key: by `iss` and `kid`, or among the API keys of the tenant. */
  readonly keyIsChosen: 'by_issuer_and_kid' | 'among_api_keys';
  /** What jose is to demand. */
  readonly requiredClaims: readonly string[];
  /** Brings any text, letter by letter, where a token of this kind is carried. */
  readonly knock: (token: string) => Promise<Answer>;
}

/** Who signs, as the operator of the server knows them. */
export interface KnownKeys {
  readonly held: ReadonlyMap<string, SigningSide>;
  readonly issuer: string;
  readonly issuerKeys: ReadonlyMap<string, SigningSide>;
  readonly apiKeyId: string;
  readonly apiKey: KeyObject;
}

export interface SigningSide {
  readonly algorithm: JwsAlgorithm;
  readonly verifies: KeyObject;
}

export interface TokenWorld {
  readonly server: TestServer;
  readonly tenant: BuiltTenant;
  readonly kinds: readonly TokenKind[];
  readonly keys: KnownKeys;
  close(): Promise<void>;
}

export const goodToken = ({ header, payload, algorithm, key }: TokenKind): string =>
  rawToken(header, payload, algorithm, key);

/** A token was taken for proof: it opened the door, or was told that this is not its door. */
export const isTaken = ({ status }: Answer): boolean => status !== 401;

/** A server that takes every kind of token there is, each with every algorithm that it may have. */
export async function openTokenWorld(): Promise<TokenWorld> {
  const server = await startTestServer({ COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
  const issuer = await IssuerServer.start();
  const tenant = await buildTenant(server, { settings: { require_signed_tokens: 'enforce' } });
  const held = await heldKinds(server, tenant);
  const ofSet = await keySetKinds(server, tenant, issuer);
  const signedByApiKey = await apiKeyKinds(server, tenant);
  return {
    server,
    tenant,
    kinds: [...held, ...ofSet, ...signedByApiKey],
    keys: {
      held: new Map(held.map((kind) => [String(kind.header['kid']), verifyingSide(kind)])),
      issuer: issuer.origin,
      issuerKeys: new Map(ofSet.map((kind) => [String(kind.header['kid']), verifyingSide(kind)])),
      apiKeyId: tenant.keyId,
      apiKey: createSecretKey(Buffer.from(tenant.secret)),
    },
    close: async () => {
      await server.close();
      await issuer.close();
    },
  };
}

const inTenMinutes = () => Math.floor(Date.now() / 1000) + 600;

const verifyingSide = ({ algorithm, key }: TokenKind): SigningSide => ({
  algorithm,
  verifies: typeof key === 'string' ? createSecretKey(Buffer.from(key)) : createPublicKey(key),
});

async function heldKinds(server: TestServer, tenant: BuiltTenant): Promise<TokenKind[]> {
  const kinds: TokenKind[] = [];
  for (const algorithm of JWS_ALGORITHMS) {
    const { kid, signingKey } = await buildConfiguration(server, tenant, { algorithm });
    kinds.push({
      ...userKind(server),
      name: `a user's token, ${algorithm}, key held here`,
      algorithm,
      header: { typ: 'JWT', alg: algorithm, kid },
      payload: { id: `held ${algorithm}`, exp: inTenMinutes() },
      key: signingKey,
    });
  }
  return kinds;
}

async function keySetKinds(
  server: TestServer,
  tenant: BuiltTenant,
  issuer: IssuerServer,
): Promise<TokenKind[]> {
  const jwks = ASYMMETRIC_ALGORITHMS.map((alg) => ({
    ...sampleKeys(alg).verifies.export({ format: 'jwk' }),
    alg,
    kid: `set ${alg}`,
  }));
  issuer.publish({}, jwks);
  await buildKeySetConfiguration(server, tenant, {
    issuer: issuer.origin,
    jwksUri: issuer.jwksUri,
    algorithms: [...ASYMMETRIC_ALGORITHMS],
  });
  return ASYMMETRIC_ALGORITHMS.map((algorithm) => ({
    ...userKind(server),
    name: `a user's token, ${algorithm}, key of a JWK Set`,
    algorithm,
    header: { alg: algorithm, kid: `set ${algorithm}` },
    payload: { id: `set ${algorithm}`, iss: issuer.origin, exp: inTenMinutes() },
    key: sampleKeys(algorithm).signs,
  }));
}

const userKind = (server: TestServer) => ({
  keyIsChosen: 'by_issuer_and_kid' as const,
  requiredClaims: ['id'],
  knock: (token: string) => server.request(`/v2/me?jwt=${encodeURIComponent(token)}`),
});

async function apiKeyKinds(server: TestServer, tenant: BuiltTenant): Promise<TokenKind[]> {
  const { id } = await buildBookingRow(server, tenant, { customerEmail: 'ann@example.com' });
  const { keyId: kid, secret: key } = tenant;
  const hs256 = { algorithm: 'HS256', key, keyIsChosen: 'among_api_keys' } as const;
  const action = 'cancel_by_customer';
  return [
    ...(['HS256', 'HS384', 'HS512'] as const).map((algorithm): TokenKind => ({
      name: `a minted token, ${algorithm}`,
      algorithm,
      key,
      keyIsChosen: 'by_issuer_and_kid',
      requiredClaims: ['aud'],
      header: { typ: 'JWT', alg: algorithm, kid },
      payload: { aud: ['/v2/resources'], exp: inTenMinutes() },
      knock: (token) => server.request(`/v2/resources?jwt=${encodeURIComponent(token)}`),
    })),
    {
      ...hs256,
      name: 'a signed search',
      requiredClaims: ['app_slug'],
      header: { typ: 'JWT', alg: 'HS256', kid },
      payload: { app_slug: tenant.slug, 'customer.email': 'ann@example.com', exp: inTenMinutes() },
      knock: (token) =>
        server.request(
          `/v2/bookings?search=customer.email:ann@example.com&signed_search=${encodeURIComponent(token)}`,
        ),
    },
    {
      ...hs256,
      name: 'an action link',
      requiredClaims: ['booking_id', 'action'],
      header: { alg: 'HS256' },
      payload: { booking_id: id, action, exp: inTenMinutes() },
      knock: (token) =>
        server.request(
          `/v2/bookings/${id}/external_action/${action}?signature=${encodeURIComponent(token)}`,
          { headers: { Accept: 'application/json' } },
        ),
    },
    {
      ...hs256,
      name: 'a security token',
      requiredClaims: ['user'],
      header: { typ: 'JWT', alg: 'HS256' },
      payload: { user: 'u-1', exp: inTenMinutes() },
      knock: (token) =>
        server.request('/v2/access/user/u-1/attached_devices', {
          headers: { Authorization: `Basic ${Buffer.from(`${kid}:${token}`).toString('base64')}` },
        }),
    },
  ];
}
