import { Buffer } from 'node:buffer';
import { createHmac, sign, type KeyObject } from 'node:crypto';
import { ALGORITHM_FACTS, type JwsAlgorithm } from './algorithms.js';
import { misfitOf } from './key-fit.js';
import { refuseMisfit } from './key-refused.js';
import { withSignatureOptions } from './signature-options.js';
import { type JsonObject } from './strict-json.js';

/**
 * A compact JWS (RFC 7515 section 7.1) over the JSON of `payload`; the header's `alg` is always
 * `algorithm`. Throws KeyRefused when the key does not fit the algorithm; to sign takes a private key or the secret.
 */
export function signJws(
  header: JsonObject,
  payload: JsonObject,
  algorithm: JwsAlgorithm,
  key: KeyObject,
): string {
  const headerText = JSON.stringify({ ...header, alg: algorithm });
  return signTexts(headerText, JSON.stringify(payload), algorithm, key);
}

/**
 * A compact JWS over header and payload exactly as given, as text (taken as UTF-8) or bytes; nothing in them is looked at.
 * Throws KeyRefused when the key does not fit.
 */
export function signTexts(
  header: string | Buffer,
  payload: string | Buffer,
  algorithm: JwsAlgorithm,
  key: KeyObject,
): string {
  const misfit = misfitOf(key, algorithm, 'sign');
  if (misfit !== undefined) refuseMisfit(misfit, algorithm);
  const signingInput = `${base64url(header)}.${base64url(payload)}`;
  return `${signingInput}.${signatureOf(signingInput, algorithm, key).toString('base64url')}`;
}

function signatureOf(signingInput: string, algorithm: JwsAlgorithm, key: KeyObject): Buffer {
  const { family, hash } = ALGORITHM_FACTS[algorithm];
  if (family === 'HMAC') {
    return createHmac(hash as string, key)
      .update(signingInput)
      .digest();
  }
  return sign(hash, Buffer.from(signingInput), withSignatureOptions(family, key));
}

function base64url(value: string | Buffer): string {
  return Buffer.from(value as string).toString('base64url');
}
