import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { newId } from '../../src/common/ids.js';
import { ALGORITHM_FACTS, type JwsAlgorithm } from '../../src/crypto/algorithms.js';
import type { Sealer } from '../../src/crypto/seal.js';
import { ChangeFeed, type Change } from '../../src/database/change-feed.js';
import { ApiKey } from '../../src/tenants/api-key.entity.js';
import { JwtConfiguration } from '../../src/tenants/jwt-configuration.entity.js';
import { KeyId } from '../../src/tenants/key-id.entity.js';
import { apiKeySecretPlace, configurationSecretPlace } from '../../src/tenants/sealed-places.js';
import { SEALER } from '../../src/tenants/sealer.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import type { TestServer } from '../support/test-server.js';

export interface BuiltConfiguration {
  readonly kid: string;
  readonly algorithm: JwsAlgorithm;
  /** What the merchant's login system signs with. */
  readonly signingKey: KeyObject | string;
  /** A token by a foreign JWT library; `header` and `claims` go over the defaults, undefined takes a member out. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
}

export interface BuiltTenant {
  readonly id: string;
  readonly slug: string;
  /** Secret of an 'api' key, of a 'widget' key, and their ids. */
  readonly secret: string;
  readonly keyId: string;
  readonly widgetSecret: string;
}

/** A tenant with a server key and a widget key, written straight into the rows. */
export async function buildTenant(
  server: TestServer,
  {
    settings = {},
    mode = 'live',
    slug = `t-${randomBytes(6).toString('hex')}`,
    timezone = 'UTC',
  }: { settings?: Partial<TenantSettings>; mode?: 'live' | 'test'; slug?: string; timezone?: string } = {},
): Promise<BuiltTenant> {
  const id = newId();
  const at = Date.now();
  const keys = { api: randomBytes(32).toString('base64url'), widget: randomBytes(32).toString('base64url') };
  const ids = { api: randomBytes(12).toString('hex'), widget: randomBytes(12).toString('hex') };
  const sealer = server.app.get<Sealer>(SEALER, { strict: false });
  await server.database.write(async ({ manager }) => {
    await manager.insert(Tenant, {
      id,
      slug,
      name: `Merchant ${slug}`,
      mode,
      timezone,
      settings,
      createdAt: at,
      updatedAt: at,
    });
    for (const type of ['api', 'widget'] as const) {
      await manager.insert(KeyId, { id: ids[type], tenantId: id, owner: 'api_key' });
      await manager.insert(ApiKey, {
        tenantId: id,
        id: ids[type],
        type,
        name: null,
        secretDigest: sealer.lookupDigest(keys[type]),
        secretSealed: sealer.seal(keys[type], apiKeySecretPlace({ tenantId: id, id: ids[type] })),
        createdAt: at,
        expiresAt: null,
        revokedAt: null,
      });
    }
  });
  return { id, slug, secret: keys.api, keyId: ids.api, widgetSecret: keys.widget };
}

/** A configuration with a key held here, and the merchant's side of it. */
export async function buildConfiguration(
  server: TestServer,
  tenant: Pick<BuiltTenant, 'id'>,
  {
    algorithm = 'HS256',
    kid = `kid-${randomBytes(8).toString('hex')}`,
    ...members
  }: Partial<JwtConfiguration> & { algorithm?: JwsAlgorithm; kid?: string } = {},
): Promise<BuiltConfiguration> {
  const facts = ALGORITHM_FACTS[algorithm];
  const sealer = server.app.get<Sealer>(SEALER, { strict: false });
  const signingKey = facts.asymmetric ? privateKeyFor(algorithm) : randomBytes(64).toString('base64url');
  const row = baseConfiguration(tenant.id, kid, {
    mode: 'held',
    algorithm,
    currentKey:
      typeof signingKey === 'string'
        ? sealer.seal(signingKey, configurationSecretPlace({ tenantId: tenant.id, id: kid }, 'current_key'))
        : createPublicKey(signingKey).export({ format: 'pem', type: 'spki' }).toString(),
    ...members,
  });
  await insertConfiguration(server, row);
  return { kid, algorithm, signingKey, token: tokenMaker(kid, algorithm, signingKey) };
}

/** A configuration whose keys are in a JWK Set. */
export async function buildKeySetConfiguration(
  server: TestServer,
  tenant: Pick<BuiltTenant, 'id'>,
  members: Partial<JwtConfiguration> & { issuer: string; jwksUri: string },
): Promise<JwtConfiguration> {
  const row = baseConfiguration(tenant.id, newId(), {
    mode: 'jwks',
    algorithms: ['RS256', 'ES256'],
    ...members,
  });
  await insertConfiguration(server, row);
  return row;
}

/** Announces a change that a test wrote straight into the rows. */
export const announce = (server: TestServer, change: Change): Promise<void> =>
  server.database.write((transaction) =>
    server.app.get(ChangeFeed, { strict: false }).announce(transaction, change),
  );

export function tokenMaker(
  kid: unknown,
  algorithm: JwsAlgorithm,
  key: KeyObject | string,
): BuiltConfiguration['token'] {
  return (claims = {}, header = {}) => {
    const payload = { id: 'user-1', exp: Math.floor(Date.now() / 1000) + 3600, ...claims };
    return jsonwebtoken.sign(JSON.stringify(payload), key as never, {
      header: { typ: 'JWT', kid, ...header, alg: algorithm } as never,
      algorithm: algorithm as never,
    });
  };
}

const keyPairs = new Map<string, KeyObject>();

/** Making an RSA key takes a while: one per algorithm and run is enough where the key itself is not the subject. */
export function privateKeyFor(algorithm: JwsAlgorithm): KeyObject {
  const held = keyPairs.get(algorithm);
  if (held !== undefined) return held;
  const { family, curve } = ALGORITHM_FACTS[algorithm];
  const made =
    family === 'ECDSA'
      ? generateKeyPairSync('ec', { namedCurve: curve as string }).privateKey
      : family === 'EdDSA'
        ? generateKeyPairSync('ed25519').privateKey
        : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  keyPairs.set(algorithm, made);
  return made;
}

async function insertConfiguration(server: TestServer, row: JwtConfiguration): Promise<void> {
  await server.database.write(async ({ manager }) => {
    await manager.insert(KeyId, { id: row.id, tenantId: row.tenantId, owner: 'jwt_configuration' });
    await manager.insert(JwtConfiguration, row);
  });
  await announce(server, { topic: 'jwt_configuration', tenantId: row.tenantId, subject: row.id });
}

function baseConfiguration(
  tenantId: string,
  id: string,
  members: Partial<JwtConfiguration>,
): JwtConfiguration {
  return {
    tenantId,
    id,
    mode: 'held',
    algorithm: null,
    currentKey: null,
    previousKey: null,
    previousUntil: null,
    issuer: null,
    jwksUri: null,
    algorithms: null,
    audience: null,
    userIdClaim: 'id',
    claimMap: {},
    maxTokenAgeSeconds: null,
    requireExp: false,
    clockToleranceSeconds: null,
    autoProvision: true,
    enabled: true,
    version: 1,
    createdAt: Date.now(),
    updatedAt: Date.now(),
    ...members,
  };
}
