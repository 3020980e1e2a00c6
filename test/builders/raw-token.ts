import { constants, createHmac, sign, type KeyObject } from 'node:crypto';
import type { JwsAlgorithm } from '../../src/crypto/algorithms.js';

type Part = string | Buffer | Readonly<Record<string, unknown>>;

/**
 * A compact JWS over header and payload exactly as they are written, signed with node:crypto alone: for what no JWT
 * library would make. Objects become JSON; the header says what it says, whatever `algorithm` signs.
 */
export function rawToken(
  header: Part,
  payload: Part,
  algorithm: JwsAlgorithm,
  key: KeyObject | string,
): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${signatureOver(input, algorithm, key).toString('base64url')}`;
}

export const encoded = (part: Part): string =>
  (Buffer.isBuffer(part)
    ? part
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
  ).toString('base64url');

export function signatureOver(input: string, algorithm: JwsAlgorithm, key: KeyObject | string): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  const bytes = Buffer.from(input);
  switch (algorithm.slice(0, 2)) {
    case 'HS':
      return createHmac(hash, key).update(bytes).digest();
    case 'PS':
      return sign(hash, bytes, {
        key: key as KeyObject,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    case 'ES':
      return sign(hash, bytes, { key: key as KeyObject, dsaEncoding: 'ieee-p1363' });
    case 'Ed':
      return sign(null, bytes, key);
    default:
      return sign(hash, bytes, key);
  }
}
