import { Buffer } from 'node:buffer';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { ALGORITHM_FACTS, ASYMMETRIC_ALGORITHMS, type CurveName, type JwsAlgorithm } from './algorithms.js';
import { isUsableEd25519Point } from './ed25519-point.js';
import { misfitOf, type KeyMisfit } from './key-fit.js';
import { normalizeKid } from './kid.js';

/** Why a JWK is skipped. */
export type JwkRefusal =
  | 'not_an_object'
  | 'unknown_kty'
  | 'unknown_crv'
  | 'symmetric'
  | 'private'
  | 'not_for_signatures'
  | 'algorithm_unknown'
  | 'algorithm_mismatch'
  | 'kid_invalid'
  | 'broken'
  | 'off_curve'
  | KeyMisfit;

export interface ImportedJwk {
  readonly key: KeyObject;
  /** `undefined` for a key without one, which no token can name. */
  readonly kid: string | undefined;
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly curve: CurveName | undefined;
  /** The algorithms the key may serve: by its type, narrowed to `alg` where the JWK names one. Never empty. */
  readonly algorithms: readonly JwsAlgorithm[];
}

export type JwkImport = { readonly ok: ImportedJwk } | { readonly refused: JwkRefusal };

type JwkMembers = Readonly<Record<string, unknown>>;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];
/** Bytes of one coordinate (RFC 7518 section 6.2.1.2). */
const COORDINATE_BYTES: Readonly<Record<string, number>> = Object.freeze({
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
});

/**
 * Reads one member of a JWK Set (RFC 7517) as a public key for signatures, or says why it is skipped: private or symmetric,
 * `use` other than `sig`, `key_ops` without `verify`, an `alg` that is unknown or not the key's, a `kid` that is
 * no text, an RSA key out of bounds, a point that is not on its curve. Never throws.
 */
export function importJwk(jwk: unknown): JwkImport {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return { refused: 'not_an_object' };
  const members = jwk as JwkMembers;
  const refusal = refusalOfMembers(members);
  if (refusal !== undefined) return { refused: refusal };
  const parsed = parseKey(members);
  if (typeof parsed === 'string') return { refused: parsed };
  const { alg, kid } = members;
  const fitting = ASYMMETRIC_ALGORITHMS.filter((name) => misfitOf(parsed.key, name, 'verify') === undefined);
  const first = fitting[0];
  if (first === undefined) return { refused: misfitOf(parsed.key, 'RS256', 'verify') ?? 'broken' };
  if (alg !== undefined && !fitting.includes(alg as JwsAlgorithm)) return { refused: 'algorithm_mismatch' };
  return {
    ok: {
      key: parsed.key,
      kid: kid as string | undefined,
      kty: parsed.kty,
      curve: ALGORITHM_FACTS[first].curve,
      algorithms: Object.freeze(alg === undefined ? fitting : [alg as JwsAlgorithm]),
    },
  };
}

function refusalOfMembers(jwk: JwkMembers): JwkRefusal | undefined {
  const { kty, use, key_ops: operations, alg, kid } = jwk;
  if (kty === 'oct' || Object.hasOwn(jwk, 'k')) return 'symmetric';
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return 'unknown_kty';
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) return 'private';
  if (use !== undefined && use !== 'sig') return 'not_for_signatures';
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return 'not_for_signatures';
  }
  if (alg !== undefined && !ASYMMETRIC_ALGORITHMS.includes(alg as JwsAlgorithm)) return 'algorithm_unknown';
  if (kid !== undefined && (typeof kid !== 'string' || 'refused' in normalizeKid(kid))) return 'kid_invalid';
  return undefined;
}

interface ParsedKey {
  readonly key: KeyObject;
  readonly kty: 'RSA' | 'EC' | 'OKP';
}

/** Only the members that make up the public key reach OpenSSL. */
function parseKey(jwk: JwkMembers): ParsedKey | JwkRefusal {
  const { kty, crv, n, e, x, y } = jwk;
  if (kty === 'RSA') {
    if (!isBase64url(n) || !isBase64url(e)) return 'broken';
    const key = create({ kty, n, e });
    return key === undefined ? 'broken' : { key, kty };
  }
  if (!isBase64url(x)) return typeof crv === 'string' ? 'broken' : 'unknown_crv';
  if (kty === 'OKP') {
    if (crv !== 'Ed25519') return 'unknown_crv';
    if (!isUsableEd25519Point(Buffer.from(x, 'base64url'))) return 'off_curve';
    const key = create({ kty, crv, x });
    return key === undefined ? 'broken' : { key, kty };
  }
  const bytes =
    typeof crv === 'string' && Object.hasOwn(COORDINATE_BYTES, crv) ? COORDINATE_BYTES[crv] : undefined;
  if (bytes === undefined) return 'unknown_crv';
  if (!isBase64url(y) || byteLength(x) !== bytes || byteLength(y) !== bytes) return 'broken';
  const key = create({ kty: 'EC', crv: crv as string, x, y });
  return key === undefined ? 'off_curve' : { key, kty: 'EC' };
}

function create(jwk: Record<string, string>): KeyObject | undefined {
  try {
    return createPublicKey({ format: 'jwk', key: jwk });
  } catch {
    return undefined;
  }
}

function isBase64url(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    Buffer.from(value, 'base64url').toString('base64url') === value
  );
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'base64url');
}
