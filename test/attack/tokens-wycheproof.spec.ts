import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ASYMMETRIC_ALGORITHMS, type JwsAlgorithm } from '../../src/crypto/algorithms.js';
import type { Sealer } from '../../src/crypto/seal.js';
import { configurationSecretPlace } from '../../src/tenants/sealed-places.js';
import { SEALER } from '../../src/tenants/sealer.js';
import { encoded, rawToken } from '../builders/raw-token.js';
import {
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { IssuerServer } from '../support/issuer-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { remade, type Material } from '../support/wycheproof/remade.js';
import { digestInfoOf, pkcs1Message, rawRsa } from '../support/wycheproof/rsa-messages.js';
import {
  keySetGroups,
  publicPart,
  signatureGroups,
  type NamedKey,
  type SignatureGroup,
  type WycheproofCase,
} from '../support/wycheproof/vectors.js';

/** What Wycheproof signed: header `{"alg":"RS256","kid":"kid-rsa-sign"}`, payload `foo`. */
const originalInput = 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9.Zm9v';

const digestInfoOfSha256 = '3031300d060960864801650304020105000420[0:32]';
const exponentOne = 'AQ';

let server: TestServer;
let tenant: BuiltTenant;
let issuers = 0;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
  tenant = await buildTenant(server);
});
afterAll(() => server.close());

const outcomeOf = async (token: string): Promise<string> => {
  const { status, body } = await server.request(`/v2/me?jwt=${encodeURIComponent(token)}`);
  if (status === 200) return 'valid';
  return status === 401 && /^token_/.test(body?.code) ? 'invalid' : `${status} ${body?.code}`;
};

/** The key is held here; its text is the secret. */
async function holdSecret({ kid, k = '' }: NamedKey, algorithm: JwsAlgorithm): Promise<Material> {
  const id = `${kid} ${(issuers += 1)}`;
  const sealer = server.app.get<Sealer>(SEALER, { strict: false });
  const place = configurationSecretPlace({ tenantId: tenant.id, id }, 'current_key');
  await buildConfiguration(server, tenant, { algorithm, kid: id, currentKey: sealer.seal(k, place) });
  const header = { alg: algorithm, kid: id };
  return { algorithm, key: k, jwk: undefined, header, payload: { id: 'wycheproof' } };
}

/** The keys are handed out by an issuer of their own while `during` goes on. */
async function publishing<T>(keys: readonly JsonWebKey[], during: (iss: string) => Promise<T>): Promise<T> {
  const issuer = await IssuerServer.start();
  try {
    issuer.publish({}, keys);
    const iss = `https://issuer-${(issuers += 1)}.example`;
    await buildKeySetConfiguration(server, tenant, {
      issuer: iss,
      jwksUri: issuer.jwksUri,
      algorithms: [...ASYMMETRIC_ALGORITHMS],
    });
    return await during(iss);
  } finally {
    await issuer.close();
  }
}

/** A private JWK without what only says how it is to be used. */
const signingKeyOf = ({ kty, crv, x, y, d, n, e, p, q, dp, dq, qi }: JsonWebKey): KeyObject =>
  createPrivateKey({
    format: 'jwk',
    key: (kty === 'EC' ? { kty, crv, x, y, d } : { kty, n, e, d, p, q, dp, dq, qi }) as JsonWebKey,
  });

async function withMaterial<T>(
  { key, algorithm }: SignatureGroup,
  use: (material: Material) => Promise<T>,
): Promise<T> {
  if (key.kty === 'oct') return use(await holdSecret(key, algorithm));
  return publishing([publicPart(key)], (iss) =>
    use({
      algorithm,
      key: signingKeyOf(key),
      jwk: publicPart(key),
      header: { alg: algorithm, kid: key.kid },
      payload: { id: 'wycheproof', iss },
    }),
  );
}

type Verdict = readonly [tcId: number, comment: string, verdict: string];
const expected = ({ tcId, comment, result, here = result }: WycheproofCase): Verdict => [tcId, comment, here];

describe('the signatures of Wycheproof', () => {
  const known = signatureGroups.flatMap(({ tests }) => tests);

  it('are remade as they were: over the original token they begin as it prints them', () => {
    const { key } = signatureGroups.find(({ comment }) => comment === 'rs256') as SignatureGroup;
    const witnessed = known.filter(({ digestInfo }) => digestInfo !== undefined);
    expect(witnessed).toHaveLength(211);
    for (const { comment, digestInfo, signatureBegins } of witnessed) {
      const message = pkcs1Message(digestInfoOf(String(digestInfo), originalInput));
      const signature = rawRsa(signingKeyOf(key), message).toString('base64url');
      expect([comment, signature.slice(0, 8)]).toEqual([comment, signatureBegins]);
    }
  });

  it.each(
    signatureGroups.map((group) => [`${group.comment} from case ${group.tests[0]?.tcId}`, group] as const),
  )('are told right from wrong: %s', async (_title, group) => {
    const seen = new Map<string, number>();
    const tests = group.tests.filter(({ comment }) => !unknownForms.includes(comment));
    const verdicts = await withMaterial(group, async (material) => {
      const found: Verdict[] = [];
      for (const test of tests) {
        const occurrence = seen.get(test.comment) ?? 0;
        seen.set(test.comment, occurrence + 1);
        found.push([test.tcId, test.comment, await outcomeOf(remade(material, test, occurrence))]);
      }
      return found;
    });
    expect(verdicts).toEqual(tests.map(expected));
  });
});

/** Two DigestInfos whose bytes could not be told from their names. */
const unknownForms = ['composedNull', 'incorrectNull'];

describe('the key sets of Wycheproof', () => {
  it.each(keySetGroups.map((group) => [`${group.comment}, case ${group.tests[0]?.tcId}`, group] as const))(
    'give the keys that they should: %s',
    async (_title, { keys, algorithm, publishedPrivate, tests }) => {
      const [first] = keys as [NamedKey];
      const published = publishedPrivate ? keys : keys.map(publicPart);
      const verdicts = await publishing(published, async (iss) => {
        const token = tokenOf(first, algorithm, iss);
        return Promise.all(tests.map(async ({ tcId, comment }) => [tcId, comment, await outcomeOf(token)]));
      });
      expect(verdicts).toEqual(tests.map(expected));
    },
  );
});

function tokenOf(key: NamedKey, algorithm: JwsAlgorithm, iss: string): string {
  const [header, payload] = [
    { alg: algorithm, kid: key.kid },
    { id: 'w', iss },
  ];
  if (key.e !== exponentOne) return rawToken(header, payload, algorithm, signerOf(key));
  // To the power of one, a message is its own signature.
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${pkcs1Message(digestInfoOf(digestInfoOfSha256, input)).toString('base64url')}`;
}

/** Who signs with a key that is wrong in itself uses the right one of the same numbers. */
function signerOf(key: NamedKey): KeyObject | string {
  if (key.kty === 'oct') return Buffer.from(String(key.k), 'base64url') as never;
  const right = signatureGroups.find(({ comment }) => comment === 'SpecialCaseEs256') as SignatureGroup;
  if (key.kid === right.key.kid) return signingKeyOf(right.key);
  return signingKeyOf(key);
}
