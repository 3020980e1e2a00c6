/** The JSON Web Signature algorithms this product knows (RFC 7518 section 3.1, RFC 8037 section 3.1). */
export const JWS_ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
] as const;

export type JwsAlgorithm = (typeof JWS_ALGORITHMS)[number];

export type JwsFamily = 'HMAC' | 'RSA' | 'RSA-PSS' | 'ECDSA' | 'EdDSA';
export type HashName = 'sha256' | 'sha384' | 'sha512';
/** JWK names of the curves (RFC 7518 section 6.2.1.1, RFC 8037 section 2). */
export type CurveName = 'P-256' | 'P-384' | 'P-521' | 'Ed25519';

/** What an algorithm demands of its key and its signature. */
export interface AlgorithmFacts {
  readonly family: JwsFamily;
  /** `undefined` for EdDSA, which hashes by itself. */
  readonly hash: HashName | undefined;
  /** The one curve of an ECDSA or EdDSA algorithm. */
  readonly curve: CurveName | undefined;
  /** Bytes of a signature or MAC; `undefined` for RSA, where the modulus decides. */
  readonly signatureBytes: number | undefined;
  /** Least bytes of an HMAC secret created here: the length of the hash (RFC 7518 section 3.2); 0 otherwise. */
  readonly minimumSecretBytes: number;
  readonly asymmetric: boolean;
  /** One verification takes so much CPU (0.4 to 1 ms) that it belongs off the event loop. */
  readonly slow: boolean;
}

/** Verification refuses an RSA modulus outside these bounds: below is forgeable, above is a way to burn CPU. */
export const RSA_MODULUS_BITS = Object.freeze({ least: 2048, most: 8192 });

/** No HMAC secret shorter than this is ever used, imported or not. */
export const LEAST_SECRET_BYTES = 16;

const hmac = (hash: HashName, bytes: number): AlgorithmFacts =>
  Object.freeze({
    family: 'HMAC',
    hash,
    curve: undefined,
    signatureBytes: bytes,
    minimumSecretBytes: bytes,
    asymmetric: false,
    slow: false,
  });

const publicKey = (
  family: JwsFamily,
  hash: HashName | undefined,
  curve?: CurveName,
  signatureBytes?: number,
  slow = false,
): AlgorithmFacts =>
  Object.freeze({ family, hash, curve, signatureBytes, minimumSecretBytes: 0, asymmetric: true, slow });

/** The one table of algorithms; everything else in the product asks it. */
export const ALGORITHM_FACTS: Readonly<Record<JwsAlgorithm, AlgorithmFacts>> = Object.freeze({
  HS256: hmac('sha256', 32),
  HS384: hmac('sha384', 48),
  HS512: hmac('sha512', 64),
  RS256: publicKey('RSA', 'sha256'),
  RS384: publicKey('RSA', 'sha384'),
  RS512: publicKey('RSA', 'sha512'),
  ES256: publicKey('ECDSA', 'sha256', 'P-256', 64),
  ES384: publicKey('ECDSA', 'sha384', 'P-384', 96, true),
  ES512: publicKey('ECDSA', 'sha512', 'P-521', 132, true),
  PS256: publicKey('RSA-PSS', 'sha256'),
  PS384: publicKey('RSA-PSS', 'sha384'),
  PS512: publicKey('RSA-PSS', 'sha512'),
  EdDSA: publicKey('EdDSA', undefined, 'Ed25519', 64),
});

/** What a JWK Set configuration may list. */
export const ASYMMETRIC_ALGORITHMS: readonly JwsAlgorithm[] = Object.freeze(
  JWS_ALGORITHMS.filter((name) => ALGORITHM_FACTS[name].asymmetric),
);

/** True for exactly the names in the table; `none`, other case and inherited names are not among them. */
export function isJwsAlgorithm(value: unknown): value is JwsAlgorithm {
  return typeof value === 'string' && Object.hasOwn(ALGORITHM_FACTS, value);
}
