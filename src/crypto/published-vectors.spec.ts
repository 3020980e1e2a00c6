import { describe, expect, it } from '@jest/globals';
import { createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ALGORITHM_FACTS, type JwsAlgorithm } from './algorithms.js';
import { checkClaims } from './claims.js';
import { readCompactJws } from './compact-jws.js';
import { importSecret } from './hmac-secret.js';
import { checkHeader } from './header-rules.js';
import { importPublicKey } from './public-key.js';
import { verifySignature, verifySignatureOffLoop, type SignedPart } from './verify-signature.js';

interface Vector {
  readonly algorithm: JwsAlgorithm;
  readonly key: JsonWebKey;
  readonly header?: object;
  readonly token: string;
}
interface Cookbook {
  readonly payload: string;
  readonly keys: Record<string, JsonWebKey>;
  readonly signatures: readonly {
    readonly section: string;
    readonly algorithm: JwsAlgorithm;
    readonly key: string;
    readonly header: string;
    readonly payload?: string;
    readonly signature: string;
  }[];
}

const load = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../test/vectors/${name}`, import.meta.url), 'utf8'));

const rfc7515 = load('rfc7515-appendix-a.json') as Record<'a1' | 'a2' | 'a3' | 'a4', Vector> & {
  readonly joe_payload: object;
  readonly a5: { readonly token: string };
};
const cookbook = load('rfc7520-section-4.json') as Cookbook;
const yext = load('yext-minted-token.json') as {
  readonly signing_key: string;
  readonly kid: string;
  readonly token: string;
  readonly payload: object;
  readonly valid_before_unix: number;
};

/** The RFCs print HMAC keys as bytes, which is not how the product takes a secret. */
const keyOf = (jwk: JsonWebKey, algorithm: JwsAlgorithm): KeyObject =>
  ALGORITHM_FACTS[algorithm].family === 'HMAC'
    ? createSecretKey(Buffer.from(String(jwk.k), 'base64url'))
    : importPublicKey(jwk, algorithm);

const partsOf = (token: string): SignedPart => {
  const at = token.lastIndexOf('.');
  return { signingInput: token.slice(0, at), signature: Buffer.from(token.slice(at + 1), 'base64url') };
};

/** The same signature with one bit of it turned. */
const spoiled = ({ signingInput, signature }: SignedPart): SignedPart => {
  const other = Buffer.from(signature);
  other[7] = (other[7] ?? 0) ^ 1;
  return { signingInput, signature: other };
};

describe('RFC 7515 appendix A', () => {
  it.each(['a1', 'a2', 'a3'] as const)('reads and verifies example %s', async (name) => {
    const { algorithm, key: jwk, header, token } = rfc7515[name];
    const reading = readCompactJws(token);
    if (!('ok' in reading)) throw new Error(reading.detail);
    const key = keyOf(jwk, algorithm);
    expect({ ...reading.ok.header }).toEqual(header);
    expect(reading.ok.payload).toEqual(rfc7515.joe_payload);
    expect(checkHeader(reading.ok.header, algorithm)).toEqual({ ok: algorithm });
    expect(verifySignature(algorithm, key, reading.ok)).toBe(true);
    expect(await verifySignatureOffLoop(algorithm, key, reading.ok)).toBe(true);
    expect(verifySignature(algorithm, key, spoiled(reading.ok))).toBe(false);
  });

  it('verifies the signature of example A.4, whose payload is no JSON object and is not read', async () => {
    const { algorithm, key: jwk, token } = rfc7515.a4;
    const key = keyOf(jwk, algorithm);
    expect(verifySignature(algorithm, key, partsOf(token))).toBe(true);
    expect(await verifySignatureOffLoop(algorithm, key, partsOf(token))).toBe(true);
    expect(await verifySignatureOffLoop(algorithm, key, spoiled(partsOf(token)))).toBe(false);
    expect(readCompactJws(token)).toEqual({ refused: 'token_malformed', detail: 'payload_not_json' });
  });

  it('refuses the unsecured token of example A.5', () => {
    expect(readCompactJws(rfc7515.a5.token)).toEqual({
      refused: 'token_malformed',
      detail: 'not_three_parts',
    });
  });
});

describe('RFC 7520 section 4 and RFC 8037 appendix A.4', () => {
  it.each(cookbook.signatures)('verifies the $algorithm signature of $section', async (vector) => {
    const { algorithm, header, payload, signature } = vector;
    const key = keyOf(cookbook.keys[vector.key] ?? {}, algorithm);
    const signed = partsOf(`${header}.${payload ?? cookbook.payload}.${signature}`);
    expect(verifySignature(algorithm, key, signed)).toBe(true);
    expect(await verifySignatureOffLoop(algorithm, key, signed)).toBe(true);
    expect(verifySignature(algorithm, key, spoiled(signed))).toBe(false);
    expect(verifySignature(algorithm, key, { ...signed, signingInput: `${signed.signingInput}A` })).toBe(
      false,
    );
  });
});

describe('the token printed in the guide of Yext', () => {
  const reading = readCompactJws(yext.token);
  const jws = 'ok' in reading ? reading.ok : undefined;

  it('verifies with the key taken as UTF-8 text', () => {
    const { key } = importSecret(yext.signing_key, 'HS256', { imported: true });
    expect(jws?.kid).toEqual({ ok: yext.kid });
    expect(jws?.payload).toEqual(yext.payload);
    expect(jws && verifySignature('HS256', key, jws)).toBe(true);
  });

  it('does not verify with the key decoded from hex, which it looks like', () => {
    const decoded = createSecretKey(Buffer.from(yext.signing_key, 'hex'));
    expect(jws && verifySignature('HS256', decoded, jws)).toBe(false);
  });

  it('is acceptable before its exp and expired from then on', () => {
    const rules = { clockToleranceSeconds: 0, requireExp: true, audience: ['/v2/accounts/me/answers'] };
    const exp = yext.valid_before_unix * 1000;
    expect(checkClaims(jws?.payload ?? {}, rules, exp - 1)).toHaveProperty('ok');
    expect(checkClaims(jws?.payload ?? {}, rules, exp)).toEqual({ refused: 'expired' });
  });
});
