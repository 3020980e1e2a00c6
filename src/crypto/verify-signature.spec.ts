import { describe, expect, it } from '@jest/globals';
import { createPublicKey, createSecretKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { sampleKeys } from '../../test/builders/key-samples.js';
import { JWS_ALGORITHMS, type JwsAlgorithm } from './algorithms.js';
import { readCompactJws, type CompactJws } from './compact-jws.js';
import { KeyRefused } from './key-refused.js';
import { signJws } from './sign-jws.js';
import { verifySignature, verifySignatureOffLoop } from './verify-signature.js';

const jwsOf = (token: string): CompactJws => {
  const reading = readCompactJws(token);
  if (!('ok' in reading)) throw new Error(reading.detail);
  return reading.ok;
};

const signed = (algorithm: JwsAlgorithm, key = sampleKeys(algorithm).signs): CompactJws =>
  jwsOf(signJws({ kid: 'k' }, { id: 'ü' }, algorithm, key));

const answers = async (algorithm: JwsAlgorithm, key: KeyObject, jws: CompactJws): Promise<boolean[]> => [
  verifySignature(algorithm, key, jws),
  await verifySignatureOffLoop(algorithm, key, jws),
];

describe.each(JWS_ALGORITHMS)('%s', (algorithm) => {
  const { verifies } = sampleKeys(algorithm);

  it('verifies what was signed, with `alg` in the header whatever the caller put there', async () => {
    const jws = jwsOf(
      signJws({ alg: 'none', kid: 'k' }, { id: 'a' }, algorithm, sampleKeys(algorithm).signs),
    );
    expect(jws.header['alg']).toBe(algorithm);
    expect(await answers(algorithm, verifies, jws)).toEqual([true, true]);
  });

  it('refuses another signing input', async () => {
    const jws = signed(algorithm);
    const other = { ...jws, signingInput: jws.signingInput.replace(/.$/, 'A') + 'A' };
    expect(await answers(algorithm, verifies, other)).toEqual([false, false]);
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['one byte', () => Buffer.alloc(1)],
    ['all zero', (s: Buffer) => Buffer.alloc(s.length)],
    ['all ones', (s: Buffer) => Buffer.alloc(s.length, 255)],
    ['one byte short', (s: Buffer) => s.subarray(0, -1)],
    ['one byte long', (s: Buffer) => Buffer.concat([s, Buffer.alloc(1)])],
    ['with a zero in front', (s: Buffer) => Buffer.concat([Buffer.alloc(1), s])],
    ['of 16 KiB', () => Buffer.alloc(16_384, 1)],
  ])('refuses a signature that is %s', async (_case, change) => {
    const jws = signed(algorithm);
    const spoiled = { ...jws, signature: change(jws.signature) };
    expect(await answers(algorithm, verifies, spoiled)).toEqual([false, false]);
  });

  it('refuses the signature of every other algorithm, and every key that is not its own kind', async () => {
    for (const other of JWS_ALGORITHMS) {
      if (other === algorithm) continue;
      expect(await answers(algorithm, verifies, signed(other))).toEqual([false, false]);
      const { verifies: foreign } = sampleKeys(other);
      if (foreign !== verifies)
        expect(await answers(algorithm, foreign, signed(algorithm))).toEqual([false, false]);
    }
  });

  it('refuses to verify with a private key', async () => {
    const { signs } = sampleKeys(algorithm);
    if (signs.type !== 'private') return expect(signs.type).toBe('secret');
    expect(await answers(algorithm, signs, signed(algorithm))).toEqual([false, false]);
  });
});

describe('a key that does not fit', () => {
  it('verifies nothing: RSA of 1024 bits', async () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const jws = signed('RS256');
    const signature = sign('sha256', Buffer.from(jws.signingInput), small.privateKey);
    expect(await answers('RS256', small.publicKey, { ...jws, signature })).toEqual([false, false]);
    expect(() => signJws({}, {}, 'RS256', small.privateKey)).toThrow(KeyRefused);
  });

  it('verifies nothing: RSA with the exponent 1, under which anyone can sign', async () => {
    const jwk = sampleKeys('RS256').verifies.export({ format: 'jwk' });
    const exponentOne = createPublicKey({ format: 'jwk', key: { ...jwk, e: 'AQ' } });
    expect(await answers('RS256', exponentOne, signed('RS256'))).toEqual([false, false]);
  });

  it('verifies nothing: a curve of the same size that is not P-256', async () => {
    const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const jws = signed('ES256');
    const signature = sign('sha256', Buffer.from(jws.signingInput), {
      key: koblitz.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    expect(await answers('ES256', koblitz.publicKey, { ...jws, signature })).toEqual([false, false]);
  });

  it('verifies nothing: a public key taken as an HMAC secret', async () => {
    const pem = sampleKeys('RS256').verifies.export({ format: 'pem', type: 'spki' });
    const forged = signed('HS256', createSecretKey(Buffer.from(pem)));
    expect(await answers('HS256', sampleKeys('RS256').verifies, forged)).toEqual([false, false]);
    expect(await answers('RS256', sampleKeys('RS256').verifies, forged)).toEqual([false, false]);
  });

  it('verifies nothing: an HMAC secret of 15 bytes', async () => {
    const short = createSecretKey(Buffer.alloc(15, 1));
    expect(() => signJws({}, {}, 'HS256', short)).toThrow(KeyRefused);
    expect(await answers('HS256', short, signed('HS256'))).toEqual([false, false]);
  });
});

it('an ECDSA signature in DER is refused', async () => {
  const jws = signed('ES256');
  const signature = sign('sha256', Buffer.from(jws.signingInput), sampleKeys('ES256').signs);
  expect(await answers('ES256', sampleKeys('ES256').verifies, { ...jws, signature })).toEqual([false, false]);
});

it('the event loop turns while a slow signature is verified off it', async () => {
  const jws = signed('ES512');
  let turned = false;
  setImmediate(() => (turned = true));
  const many = Array.from({ length: 20 }, () =>
    verifySignatureOffLoop('ES512', sampleKeys('ES512').verifies, jws),
  );
  expect(await Promise.all(many)).toEqual(many.map(() => true));
  expect(turned).toBe(true);
});
