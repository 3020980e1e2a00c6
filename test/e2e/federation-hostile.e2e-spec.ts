import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JwsAlgorithm } from '../../src/crypto/algorithms.js';
import { User } from '../../src/users/user.entity.js';
import { announce, buildConfiguration, buildTenant } from '../builders/tenancy.js';
import type { BuiltConfiguration, BuiltTenant } from '../builders/tenancy.js';
import { ecPair, rsaPair } from '../builders/jwk.js';
import { encoded, rawToken, signatureOver } from '../builders/raw-token.js';
import { bytesOf, countUsers, Door } from '../support/door.js';
import { IssuerServer } from '../support/issuer-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;
let hs: BuiltConfiguration;
let rs: BuiltConfiguration;
let es: BuiltConfiguration;
let door: Door;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  hs = await buildConfiguration(server, tenant, { kid: 'hs' });
  rs = await buildConfiguration(server, tenant, { kid: 'rs', algorithm: 'RS256' });
  es = await buildConfiguration(server, tenant, { kid: 'es', algorithm: 'ES256' });
  door = new Door(server, hs.token({ id: 'good' }));
});
afterAll(() => server.close());

const keyOf = ({ signingKey }: BuiltConfiguration) => signingKey as KeyObject;
const withSignature = (token: string, signature: Buffer | string) =>
  `${token.slice(0, token.lastIndexOf('.'))}.${typeof signature === 'string' ? signature : signature.toString('base64url')}`;
const inputOf = (token: string) => token.slice(0, token.lastIndexOf('.'));

describe('forged tokens', () => {
  it('another key of the same kind proves nothing', async () => {
    await door.refuses(rawToken({ alg: 'HS256', kid: 'hs' }, { id: 'u' }, 'HS256', 'k'.repeat(64)), {
      reason: 'signature_wrong',
    });
    const [rsa, ec] = [rsaPair().privateKey, ecPair().privateKey];
    await door.refuses(rawToken({ alg: 'RS256', kid: 'rs' }, { id: 'u' }, 'RS256', rsa), {
      reason: 'signature_wrong',
    });
    await door.refuses(rawToken({ alg: 'ES256', kid: 'es' }, { id: 'u' }, 'ES256', ec), {
      reason: 'signature_wrong',
    });
  });

  it.each(['spki', 'pkcs1'] as const)('the public key as %s PEM is no HMAC secret', async (type) => {
    const pem = createPublicKey(keyOf(rs)).export({ format: 'pem', type }).toString();
    for (const secret of [pem, pem.trim()]) {
      const token = rawToken({ alg: 'HS256', kid: 'rs' }, { id: 'u' }, 'HS256', secret);
      await door.refuses(token, { reason: 'alg_mismatch' });
    }
  });

  it.each(['none', 'None', 'NONE', 'nOnE'])(
    'alg %s is refused, with and without a signature',
    async (alg) => {
      const input = `${encoded({ alg, kid: 'hs' })}.${encoded({ id: 'u' })}`;
      await door.refuses(`${input}.${signatureOver(input, 'HS256', hs.signingKey).toString('base64url')}`, {
        reason: 'alg_none',
      });
      await door.refuses(`${input}.`, { code: 'token_malformed', reason: 'not_three_parts' });
    },
  );

  it.each<[string, JwsAlgorithm, () => BuiltConfiguration]>([
    ['PS for RS', 'PS256', () => rs],
    ['a longer hash for RS', 'RS512', () => rs],
    ['a longer hash for HS', 'HS512', () => hs],
  ])('%s by the right key is refused', async (_title, alg, configuration) => {
    const { kid, algorithm, signingKey } = configuration();
    const token = rawToken({ alg, kid }, { id: 'u' }, alg, signingKey);
    await door.refuses(token, { reason: 'alg_mismatch' });
    const disguised = rawToken({ alg: algorithm, kid }, { id: 'u' }, alg, signingKey);
    await door.refuses(disguised, { reason: 'signature_wrong' });
  });

  it.each([
    ['in small letters', '"hs256"', 'alg_mismatch'],
    ['as a list', '["HS256"]', 'alg_missing'],
    ['null', 'null', 'alg_missing'],
    ['empty', '""', 'alg_missing'],
    ['of another family', '"EdDSA"', 'alg_mismatch'],
    ['__proto__', '"__proto__"', 'alg_mismatch'],
  ])('alg %s is refused', async (_title, alg, reason) => {
    const token = rawToken(`{"alg":${alg},"kid":"hs"}`, { id: 'u' }, 'HS256', hs.signingKey);
    await door.refuses(token, { reason });
  });

  it('a payload or header changed after signing is refused', async () => {
    const [header, payload, signature] = hs.token({ id: 'u' }).split('.') as [string, string, string];
    await door.refuses(`${header}.${encoded({ id: 'admin' })}.${signature}`, { reason: 'signature_wrong' });
    const other = encoded({ alg: 'HS256', kid: 'hs', typ: 'at+jwt' });
    await door.refuses(`${other}.${payload}.${signature}`, { reason: 'signature_wrong' });
  });

  it('an ECDSA signature counts as R‖S of exact length only, and never with zeros', async () => {
    const token = es.token({ id: 'u' });
    const der = sign('sha256', Buffer.from(inputOf(token)), { key: keyOf(es), dsaEncoding: 'der' });
    const raw = Buffer.from(token.split('.')[2] ?? '', 'base64url');
    const zero = Buffer.alloc(32);
    const forms = [
      der,
      Buffer.alloc(64),
      Buffer.concat([zero, raw.subarray(32)]),
      Buffer.concat([raw.subarray(0, 32), zero]),
      Buffer.alloc(64, 0xff),
      raw.subarray(0, 63),
      Buffer.concat([raw, Buffer.alloc(1)]),
      Buffer.concat([Buffer.alloc(1), raw.subarray(0, 32), Buffer.alloc(1), raw.subarray(32)]),
      Buffer.alloc(1),
      Buffer.concat([raw, raw]),
    ];
    for (const form of forms) await door.refuses(withSignature(token, form), { reason: 'signature_wrong' });
    await door.opens(token);
  });

  it('an RSA signature of another length than the modulus, or of zeros, is refused', async () => {
    const token = rs.token({ id: 'u' });
    const raw = Buffer.from(token.split('.')[2] ?? '', 'base64url');
    for (const form of [Buffer.alloc(256), raw.subarray(1), Buffer.concat([Buffer.alloc(1), raw])]) {
      await door.refuses(withSignature(token, form), { reason: 'signature_wrong' });
    }
  });

  it('a MAC cut short is refused', async () => {
    const token = hs.token({ id: 'u' });
    const raw = Buffer.from(token.split('.')[2] ?? '', 'base64url');
    for (const length of [1, 16, 31])
      await door.refuses(withSignature(token, raw.subarray(0, length)), { reason: 'signature_wrong' });
  });
});

describe('headers that would change what a signature means', () => {
  it.each([
    ['crit', '"crit":["exp"],"exp":1', 'crit_present'],
    ['an empty crit', '"crit":[]', 'crit_present'],
    ['b64 false', '"b64":false,"crit":["b64"]', 'crit_present'],
    ['b64 alone', '"b64":true', 'b64_present'],
    ['zip', '"zip":"DEF"', 'zip_present'],
    ['enc', '"enc":"A256GCM"', 'encrypted'],
    ['a nested token', '"cty":"JWT"', 'nested'],
    ['typ that is no text', '"typ":1', 'typ_invalid'],
  ])('%s is refused though the key is right', async (_title, members, reason) => {
    const header = `{"alg":"HS256","kid":"hs",${members}}`;
    await door.refuses(rawToken(header, { id: 'u' }, 'HS256', hs.signingKey), { reason });
  });

  it('a key, or the address of one, in the header is never used, and nothing is fetched', async () => {
    const trap = await IssuerServer.start();
    try {
      const attacker = ecPair();
      trap.publish({ es: attacker });
      const lures = [
        { jwk: attacker.jwk },
        { jku: trap.jwksUri },
        { x5u: `${trap.origin}/certificate.pem` },
        { x5c: [attacker.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] },
        { jwk: attacker.jwk, jku: trap.jwksUri, x5u: trap.origin, kid: trap.jwksUri },
      ];
      for (const lure of lures) {
        const header = { alg: 'ES256', kid: 'es', ...lure };
        await door.refuses(rawToken(header, { id: 'u', iss: trap.origin }, 'ES256', attacker.privateKey));
      }
      expect(trap.asked).toBe(0);
    } finally {
      await trap.close();
    }
  });

  it('the attacker’s key in the header does not get in the way of the right one', async () => {
    const header = { alg: 'ES256', kid: 'es', jwk: ecPair().jwk };
    await door.opens(rawToken(header, { id: 'u' }, 'ES256', keyOf(es)));
  });
});

describe('every rejected token', () => {
  it('answers the same bytes, whatever the reason', async () => {
    const disabled = await buildConfiguration(server, tenant, { enabled: false });
    const barred = hs.token({ id: 'barred' });
    const { id } = await door.opens(barred);
    await server.database.write(({ manager }) =>
      manager.update(User, { tenantId: tenant.id, id }, { disabled: true }),
    );
    await announce(server, { topic: 'user', tenantId: tenant.id, subject: id });
    const token: typeof hs.token = (claims, header) => hs.token(claims, header);
    const tokens = {
      kid_unknown: token({}, { kid: 'nobody' }),
      issuer_unknown: token({}, { iss: 'https://nobody.example' }),
      issuer_conflict: token({ iss: 'a' }, { iss: 'b' }),
      signature_wrong: withSignature(token(), Buffer.alloc(32)),
      alg_mismatch: rawToken({ alg: 'HS384', kid: 'hs' }, { id: 'u' }, 'HS384', hs.signingKey),
      configuration_disabled: disabled.token(),
      user_disabled: barred,
      kid_invalid: token({}, { kid: ['hs'] }),
      kid_is_api_key: token({}, { kid: tenant.keyId }),
      user_id_invalid: token({ id: 7 }),
      crit_present: token({}, { crit: ['b64'] }),
    };
    const before = await countUsers(server);
    const answers = new Set<string>();
    for (const [reason, one] of Object.entries(tokens)) {
      await door.refuses(one, { reason });
      answers.add(bytesOf(await door.knock(one)));
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('token_rejected');
    expect(await countUsers(server)).toBe(before);
  });

  it('answers the same bytes to POST, HEAD and the query parameter as far as each can', async () => {
    const forged = withSignature(hs.token(), Buffer.alloc(32));
    const headers = { 'X-Request-Id': 'request-0001' };
    const inQuery = await server.request(`/v2/me?jwt=${forged}`, { headers });
    expect(bytesOf(inQuery)).toBe(bytesOf(await door.knock(forged)));
    const head = await server.request('/v2/me', { method: 'HEAD', bearer: forged, headers });
    expect({ status: head.status, text: head.text }).toEqual({ status: 401, text: '' });
  });
});
