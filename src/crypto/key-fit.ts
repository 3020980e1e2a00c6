import { Buffer } from 'node:buffer';
import { type KeyObject } from 'node:crypto';
import {
  ALGORITHM_FACTS,
  type CurveName,
  type JwsAlgorithm,
  LEAST_SECRET_BYTES,
  RSA_MODULUS_BITS,
} from './algorithms.js';
import { isPredictable } from './predictable-modulus.js';

/** Why a key cannot serve an algorithm. */
export type KeyMisfit =
  | 'wrong_type'
  | 'wrong_curve'
  | 'modulus_too_short'
  | 'modulus_too_long'
  | 'modulus_predictable'
  | 'exponent_unsafe'
  | 'secret_too_short';

interface KeyShape {
  readonly type: KeyObject['type'];
  readonly kind: 'HMAC' | 'RSA' | 'ECDSA' | 'EdDSA' | 'other';
  readonly curve: CurveName | undefined;
  readonly bits: number;
  /** What is wrong with it whatever the algorithm: computed once, for arithmetic on a bigint costs as much as a look-up. */
  readonly flaw: KeyMisfit | undefined;
}

/** Names of the curves in OpenSSL. */
const CURVES: Readonly<Record<string, CurveName>> = Object.freeze({
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
});

const LARGEST_EXPONENT = 2n ** 32n;

/** Node computes a key's details anew for each new object; a key is asked many thousand times. */
const shapes = new WeakMap<KeyObject, KeyShape>();

/**
 * Says why `key` must not be used with `algorithm` for this purpose, `undefined` when it may: the type of key, the one
 * curve of ES256/384/512 and EdDSA, an RSA modulus of 2048 to 8192 bits with an odd exponent from 3 to 2^32
 * (RFC 7518 sections 3.3 to 3.5) that is not {@link isPredictable}, an HMAC secret of at least 16 bytes. To verify takes a public key (or the secret), to sign
 * a private one.
 */
export function misfitOf(
  key: KeyObject,
  algorithm: JwsAlgorithm,
  purpose: 'verify' | 'sign',
): KeyMisfit | undefined {
  const shape = shapeOf(key);
  const facts = ALGORITHM_FACTS[algorithm];
  if (facts.family === 'HMAC') {
    if (shape.kind !== 'HMAC') return 'wrong_type';
    return shape.bits < 8 * LEAST_SECRET_BYTES ? 'secret_too_short' : undefined;
  }
  if (shape.type !== (purpose === 'verify' ? 'public' : 'private')) return 'wrong_type';
  if (facts.family === 'RSA' || facts.family === 'RSA-PSS') {
    return shape.kind === 'RSA' ? shape.flaw : 'wrong_type';
  }
  if (shape.kind !== facts.family) return 'wrong_type';
  return shape.curve === facts.curve ? undefined : 'wrong_curve';
}

/** Bytes of a signature by an RSA key: those of its modulus (RFC 8017 section 8). */
export function modulusBytes(key: KeyObject): number {
  return Math.ceil(shapeOf(key).bits / 8);
}

function shapeOf(key: KeyObject): KeyShape {
  let shape = shapes.get(key);
  if (shape === undefined) {
    shape = readShape(key);
    shapes.set(key, shape);
  }
  return shape;
}

function readShape(key: KeyObject): KeyShape {
  const shape = { type: key.type, curve: undefined, bits: 0, flaw: undefined };
  if (key.type === 'secret') return { ...shape, kind: 'HMAC', bits: 8 * (key.symmetricKeySize ?? 0) };
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa': {
      const bits = details?.modulusLength ?? 0;
      return { ...shape, kind: 'RSA', bits, flaw: flawOfRsa(key, bits, details?.publicExponent ?? 0n) };
    }
    case 'ec':
      return { ...shape, kind: 'ECDSA', curve: CURVES[details?.namedCurve ?? ''] };
    case 'ed25519':
      return { ...shape, kind: 'EdDSA', curve: 'Ed25519' };
    default:
      return { ...shape, kind: 'other' };
  }
}

function flawOfRsa(key: KeyObject, bits: number, exponent: bigint): KeyMisfit | undefined {
  if (bits < RSA_MODULUS_BITS.least) return 'modulus_too_short';
  if (bits > RSA_MODULUS_BITS.most) return 'modulus_too_long';
  if (exponent < 3n || exponent > LARGEST_EXPONENT || exponent % 2n === 0n) return 'exponent_unsafe';
  return isPredictable(modulusOf(key)) ? 'modulus_predictable' : undefined;
}

const modulusOf = (key: KeyObject): bigint =>
  BigInt(`0x${Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex') || '0'}`);
