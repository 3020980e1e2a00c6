import { describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sampleKeys } from '../../test/builders/key-samples.js';
import { JWS_ALGORITHMS, type JwsAlgorithm } from './algorithms.js';
import { isUsableEd25519Point } from './ed25519-point.js';
import { importSecret } from './hmac-secret.js';
import { importJwk } from './jwk.js';
import { KeyRefused } from './key-refused.js';
import { importPublicKey } from './public-key.js';

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBjDCCATOgAwIBAgIUeaJk8BfzoU9JFqQEVz8DpYrBwl4wCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQbWVyY2hhbnQuZXhhbXBsZTAgFw0yNjExMjEwNjE4MDRaGA8y
MTI2MTAyODA2MTgwNFowGzEZMBcGA1UEAwwQbWVyY2hhbnQuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABDoXVxfqdlJSPTqJaFaiACH6ueEQm2TRdRsw
102tnk+KNakUHKAy+sSJ6uIMj+nrhSKtUc9fd08MWSj28dRdQUyjUzBRMB0GA1Ud
DgQWBBToYFm2DvXPRLV04gyS73zdupsdxjAfBgNVHSMEGDAWgBToYFm2DvXPRLV0
4gyS73zdupsdxjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIArM
eOy7pvpXo+RjwMOD+P0/ALf8m0Zc3sWBwcrNv1YbAiB0SuLfXaoqPVw7qYYRzQoC
37TS3SLbef/fEY2G6IgTGQ==
-----END CERTIFICATE-----
`;

/** Of Wycheproof: the private key can be computed from it. */
const predictable = (
  JSON.parse(
    readFileSync(new URL('../../test/vectors/wycheproof/json_web_key.json', import.meta.url), 'utf8'),
  ) as { groups: { comment: string; keys: [JsonWebKey] }[] }
).groups
  .filter(({ comment }) => comment === 'jws_rsa_roca_key')
  .map(({ keys: [{ kty, n, e }] }) => ({ kty, n, e }))[0] as JsonWebKey;

const spki = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }) as string;
const jwkOf = (algorithm: JwsAlgorithm): JsonWebKey =>
  sampleKeys(algorithm).verifies.export({ format: 'jwk' });
const rsa = sampleKeys('RS256');
const ec = sampleKeys('ES256');
const ed = sampleKeys('EdDSA');

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error;
    expect(error.message).toMatch(/^[A-Z].{20,}[.)]$/);
    return error.code;
  }
};

describe('a public key', () => {
  it.each(JWS_ALGORITHMS.filter((name) => !name.startsWith('HS')))(
    'for %s is taken as PEM, JWK and JWK text',
    (name) => {
      const { verifies } = sampleKeys(name);
      const jwk = verifies.export({ format: 'jwk' });
      for (const source of [
        spki(verifies),
        `\r\n${spki(verifies).replaceAll('\n', '\r\n')}`,
        jwk,
        JSON.stringify(jwk, null, 2),
      ]) {
        expect(importPublicKey(source, name).equals(verifies)).toBe(true);
      }
    },
  );

  it('is taken from PKCS #1 and from a certificate', () => {
    const pkcs1 = rsa.verifies.export({ format: 'pem', type: 'pkcs1' }) as string;
    expect(importPublicKey(pkcs1, 'RS512').equals(rsa.verifies)).toBe(true);
    expect(importPublicKey(CERTIFICATE, 'ES256').asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey;
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey;
  const x25519 = generateKeyPairSync('x25519').publicKey;
  const pkcs8 = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }) as string;
  const encrypted = rsa.signs.export({
    format: 'pem',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  }) as string;
  const offCurve = { ...jwkOf('ES256'), y: jwkOf('ES256').x ?? '' };

  it.each<[string, string | JsonWebKey, JwsAlgorithm, string]>([
    ['a private key in PKCS #8', pkcs8(rsa.signs), 'RS256', 'key_private'],
    [
      'a private key in PKCS #1',
      rsa.signs.export({ format: 'pem', type: 'pkcs1' }) as string,
      'RS256',
      'key_private',
    ],
    [
      'a private key in SEC 1',
      ec.signs.export({ format: 'pem', type: 'sec1' }) as string,
      'ES256',
      'key_private',
    ],
    ['an encrypted private key', encrypted, 'RS256', 'key_private'],
    ['a private key beside the public one', spki(rsa.verifies) + pkcs8(rsa.signs), 'RS256', 'key_private'],
    ['a private JWK', rsa.signs.export({ format: 'jwk' }), 'RS256', 'key_private'],
    ['a private EC JWK as text', JSON.stringify(ec.signs.export({ format: 'jwk' })), 'ES256', 'key_private'],
    ['a symmetric JWK', { kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0' }, 'RS256', 'key_symmetric'],
    ['RSA of 1024 bits', spki(small), 'RS256', 'key_too_short'],
    ['RSA of 1024 bits as JWK', small.export({ format: 'jwk' }), 'RS256', 'key_too_short'],
    ['an RSA-PSS key with its own parameters', spki(pss), 'PS256', 'key_wrong_type'],
    ['an RSA exponent of 1', { ...jwkOf('RS256'), e: 'AQ' }, 'RS256', 'key_exponent_unsafe'],
    ['an RSA key of a faulty chip', predictable, 'RS256', 'key_predictable'],
    ['an EC key for RS256', spki(ec.verifies), 'RS256', 'key_wrong_type'],
    ['an RSA key for ES256', spki(rsa.verifies), 'ES256', 'key_wrong_type'],
    ['an RSA key for EdDSA', spki(rsa.verifies), 'EdDSA', 'key_wrong_type'],
    ['an X25519 key', spki(x25519), 'EdDSA', 'key_wrong_type'],
    ['P-256 for ES384', spki(ec.verifies), 'ES384', 'key_wrong_curve'],
    ['a P-256 JWK for ES512', jwkOf('ES256'), 'ES512', 'key_wrong_curve'],
    ['secp256k1 for ES256', spki(koblitz), 'ES256', 'key_wrong_curve'],
    ['a point off the curve', offCurve, 'ES256', 'key_off_curve'],
    ['a JWK for encryption', { ...jwkOf('RS256'), use: 'enc' }, 'RS256', 'key_not_for_signatures'],
    ['a JWK of another alg', { ...jwkOf('RS256'), alg: 'RS512' }, 'RS256', 'key_algorithm_mismatch'],
    ['two keys', spki(rsa.verifies) + spki(ec.verifies), 'RS256', 'key_several'],
    ['a chain of certificates', CERTIFICATE + CERTIFICATE, 'ES256', 'key_several'],
    ['a cut PEM', spki(rsa.verifies).slice(0, 200), 'RS256', 'key_unreadable'],
    [
      'a PEM of something else',
      spki(rsa.verifies).replaceAll('PUBLIC KEY', 'CERTIFICATE'),
      'RS256',
      'key_unreadable',
    ],
    ['an SSH key', 'ssh-rsa AAAAB3NzaC1yc2E me@host', 'RS256', 'key_unreadable'],
    ['the empty text', '', 'RS256', 'key_unreadable'],
    ['broken JSON', '{"kty":"RSA",', 'RS256', 'key_unreadable'],
    ['a JWK with a member twice', '{"kty":"EC","kty":"RSA"}', 'RS256', 'key_unreadable'],
    ['any key for HS256', spki(rsa.verifies), 'HS256', 'key_wrong_type'],
  ])('is refused: %s', (_case, source, algorithm, code) => {
    expect(codeOf(() => importPublicKey(source, algorithm))).toBe(code);
  });

  it('is not repeated in the words of a refusal', () => {
    const secret = ec.signs.export({ format: 'jwk' });
    try {
      importPublicKey(JSON.stringify(secret), 'ES256');
    } catch (error) {
      expect(String(error)).not.toContain(secret.d);
    }
    expect.assertions(1);
  });
});

describe('a member of a JWK Set', () => {
  it.each<[string, JwsAlgorithm, object, readonly string[]]>([
    ['an RSA key', 'RS256', {}, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['an RSA key that names its alg', 'RS256', { alg: 'PS256' }, ['PS256']],
    ['a P-256 key', 'ES256', { use: 'sig' }, ['ES256']],
    ['a P-384 key', 'ES384', { key_ops: ['verify'] }, ['ES384']],
    ['a P-521 key', 'ES512', { unknown: { member: true } }, ['ES512']],
    ['an Ed25519 key', 'EdDSA', { kid: 'ed' }, ['EdDSA']],
  ])('is taken: %s', (_case, kind, more, algorithms) => {
    const imported = importJwk({ ...jwkOf(kind), ...more });
    expect(imported).toEqual({ ok: expect.objectContaining({ algorithms }) });
    expect('ok' in imported && imported.ok.key.equals(sampleKeys(kind).verifies)).toBe(true);
  });

  const huge = Buffer.alloc(1100, 255).toString('base64url');
  it.each<[string, unknown, string]>([
    ['null', null, 'not_an_object'],
    ['text', 'key', 'not_an_object'],
    ['a list', [], 'not_an_object'],
    ['nothing in it', {}, 'unknown_kty'],
    ['an unknown kty', { kty: 'AKP' }, 'unknown_kty'],
    ['a kty that is no text', { ...jwkOf('RS256'), kty: ['RSA'] }, 'unknown_kty'],
    ['a shared secret', { kty: 'oct', k: 'AAAA' }, 'symmetric'],
    ['a private RSA key', rsa.signs.export({ format: 'jwk' }), 'private'],
    ['a private Ed25519 key', ed.signs.export({ format: 'jwk' }), 'private'],
    ['a key for encryption', { ...jwkOf('RS256'), use: 'enc' }, 'not_for_signatures'],
    ['a use that is null', { ...jwkOf('RS256'), use: null }, 'not_for_signatures'],
    ['key_ops without verify', { ...jwkOf('RS256'), key_ops: ['encrypt'] }, 'not_for_signatures'],
    ['key_ops that are text', { ...jwkOf('RS256'), key_ops: 'verify' }, 'not_for_signatures'],
    ['an alg for encryption', { ...jwkOf('RS256'), alg: 'RSA-OAEP' }, 'algorithm_unknown'],
    ['alg none', { ...jwkOf('RS256'), alg: 'none' }, 'algorithm_unknown'],
    ['alg HS256 on a public key', { ...jwkOf('RS256'), alg: 'HS256' }, 'algorithm_unknown'],
    ['an alg of another kind', { ...jwkOf('RS256'), alg: 'ES256' }, 'algorithm_mismatch'],
    ['an alg of another curve', { ...jwkOf('ES256'), alg: 'ES384' }, 'algorithm_mismatch'],
    ['a kid that is a number', { ...jwkOf('RS256'), kid: 1 }, 'kid_invalid'],
    ['a kid that is null', { ...jwkOf('RS256'), kid: null }, 'kid_invalid'],
    ['a kid of 10 kB', { ...jwkOf('RS256'), kid: 'k'.repeat(10_000) }, 'kid_invalid'],
    ['RSA without n', { kty: 'RSA', e: 'AQAB' }, 'broken'],
    ['RSA with n as a number', { kty: 'RSA', n: 5, e: 'AQAB' }, 'broken'],
    ['RSA with padding', { ...jwkOf('RS256'), e: 'AQAB==' }, 'broken'],
    [
      'RSA of 1024 bits',
      { kty: 'RSA', n: Buffer.alloc(128, 255).toString('base64url'), e: 'AQAB' },
      'modulus_too_short',
    ],
    ['RSA of 8800 bits', { kty: 'RSA', n: huge, e: 'AQAB' }, 'modulus_too_long'],
    ['RSA of a faulty chip', predictable, 'modulus_predictable'],
    ['RSA with the exponent 1', { ...jwkOf('RS256'), e: 'AQ' }, 'exponent_unsafe'],
    ['RSA with an even exponent', { ...jwkOf('RS256'), e: 'AQAA' }, 'exponent_unsafe'],
    ['RSA with an exponent as long as n', { ...jwkOf('RS256'), e: jwkOf('RS256').n }, 'exponent_unsafe'],
    ['an unknown curve', { ...jwkOf('ES256'), crv: 'secp256k1' }, 'unknown_crv'],
    ['a curve called __proto__', { ...jwkOf('ES256'), crv: '__proto__' }, 'unknown_crv'],
    ['a short coordinate', { ...jwkOf('ES256'), x: 'AAAA' }, 'broken'],
    ['a coordinate of another curve', { ...jwkOf('ES256'), crv: 'P-384' }, 'broken'],
    ['EC without y', { ...jwkOf('ES256'), y: undefined }, 'broken'],
    ['a point off its curve', { ...jwkOf('ES256'), y: jwkOf('ES256').x }, 'off_curve'],
    ['the origin', { ...jwkOf('ES256'), x: 'A'.repeat(43), y: 'A'.repeat(43) }, 'off_curve'],
    ['X25519', { ...jwkOf('EdDSA'), crv: 'X25519' }, 'unknown_crv'],
    ['Ed25519 of 31 bytes', { ...jwkOf('EdDSA'), x: Buffer.alloc(31, 1).toString('base64url') }, 'off_curve'],
    ['Ed25519 of small order', { ...jwkOf('EdDSA'), x: Buffer.alloc(32).toString('base64url') }, 'off_curve'],
  ])('is skipped: %s', (_case, jwk, refused) => {
    expect(importJwk(jwk)).toEqual({ refused });
  });
});

describe('a point of edwards25519', () => {
  const point = (hex: string): Buffer => Buffer.from(hex, 'hex');
  it('is usable where key generation made it', () => {
    for (let n = 0; n < 20; n++) {
      const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      expect(isUsableEd25519Point(Buffer.from(String(x), 'base64url'))).toBe(true);
    }
  });

  it.each([
    ['order 1', `01${'00'.repeat(31)}`],
    ['order 2', `ec${'ff'.repeat(30)}7f`],
    ['order 4', '00'.repeat(32)],
    ['order 4, with the sign', `${'00'.repeat(31)}80`],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order 8, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['a y that is not reduced', `ee${'ff'.repeat(30)}7f`],
    ['a y of no point', `02${'00'.repeat(31)}`],
  ])('is not: %s', (_case, hex) => {
    expect(isUsableEd25519Point(point(hex))).toBe(false);
  });
});

it('an Ed25519 key of small order is refused in PEM too, though OpenSSL reads it', () => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32).toString('base64url') };
  const pem = spki(createPublicKey({ format: 'jwk', key: jwk }));
  expect(codeOf(() => importPublicKey(pem, 'EdDSA'))).toBe('key_off_curve');
});

it('no y of edwards25519 from p on is taken, though it means the same point as y − p', () => {
  for (let lowest = 0xed; lowest <= 0xff; lowest++) {
    const bytes = Buffer.from(`${lowest.toString(16)}${'ff'.repeat(30)}7f`, 'hex');
    expect(isUsableEd25519Point(bytes)).toBe(false);
  }
});

describe('an HMAC secret', () => {
  const made = { imported: false };
  const imported = { imported: true };

  it('is the UTF-8 bytes of the text, never decoded', () => {
    const hex = 'a022f72638164ca18b6f92f15d551b99';
    expect(importSecret(hex, 'HS256', imported).key.export()).toEqual(Buffer.from(hex));
    expect(importSecret(`${'ü'.repeat(16)}`, 'HS256', made).key.symmetricKeySize).toBe(32);
    expect(importSecret(hex, 'HS256', made).warnings).toEqual([]);
  });

  it.each<[string, string, JwsAlgorithm, { imported: boolean }, string]>([
    ['31 bytes for HS256', 'x'.repeat(31), 'HS256', made, 'secret_too_short'],
    ['47 bytes for HS384', 'x'.repeat(47), 'HS384', made, 'secret_too_short'],
    ['63 bytes for HS512', 'x'.repeat(63), 'HS512', made, 'secret_too_short'],
    ['15 bytes, imported', 'x'.repeat(15), 'HS256', imported, 'secret_too_short'],
    ['nothing', '', 'HS256', imported, 'secret_too_short'],
    ['a NUL', `${'x'.repeat(40)}\0`, 'HS256', made, 'secret_not_text'],
    ['half a surrogate pair', `${'x'.repeat(40)}\ud800`, 'HS256', made, 'secret_not_text'],
    ['a public key', spki(rsa.verifies), 'HS256', imported, 'secret_is_a_key'],
    ['5000 bytes', 'x'.repeat(5000), 'HS256', made, 'secret_too_long'],
    ['an asymmetric algorithm', 'x'.repeat(64), 'RS256', made, 'key_wrong_type'],
  ])('is refused: %s', (_case, text, algorithm, options, code) => {
    expect(codeOf(() => importSecret(text, algorithm, options))).toBe(code);
  });

  it('is taken with a warning when imported and shorter than the hash, or in white space', () => {
    expect(importSecret('x'.repeat(16), 'HS256', imported).warnings).toHaveLength(1);
    expect(importSecret('x'.repeat(32), 'HS512', imported).warnings).toHaveLength(1);
    expect(importSecret(`${'x'.repeat(32)}\n`, 'HS256', made).warnings).toHaveLength(1);
    expect(importSecret(`${'x'.repeat(32)}\n`, 'HS256', made).key.symmetricKeySize).toBe(33);
  });
});

it('a key that is imported is a public key object', () => {
  const key = importPublicKey(spki(rsa.verifies), 'RS256');
  expect(key.type).toBe('public');
  expect(createPublicKey(spki(rsa.verifies)).equals(key)).toBe(true);
});
