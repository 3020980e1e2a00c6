import { Buffer } from 'node:buffer';
import { createHmac, createVerify, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { ALGORITHM_FACTS, type AlgorithmFacts, type JwsAlgorithm } from './algorithms.js';
import { misfitOf, modulusBytes } from './key-fit.js';
import { withSignatureOptions } from './signature-options.js';

/** What of a token its signature is about. */
export interface SignedPart {
  /** ASCII text. */
  readonly signingInput: string;
  readonly signature: Buffer;
}

/**
 * True when the signature was made over exactly this signing input by the holder of `key` with `algorithm`.
 * The key must fit the algorithm ({@link misfitOf}) and the signature must have its exact length, otherwise false;
 * ECDSA signatures are raw R‖S. MACs are compared in constant time. Never throws.
 */
export function verifySignature(algorithm: JwsAlgorithm, key: KeyObject, jws: SignedPart): boolean {
  const facts = ALGORITHM_FACTS[algorithm];
  if (!isWorthVerifying(algorithm, facts, key, jws)) return false;
  try {
    if (facts.family === 'HMAC') return macEquals(facts, key, jws);
    const options = withSignatureOptions(facts.family, key);
    // The stream form takes half a microsecond less than the one-shot form, but does not know EdDSA.
    if (facts.hash === undefined) return verify(facts.hash, signingBytes(jws), options, jws.signature);
    return createVerify(facts.hash).update(jws.signingInput).verify(options, jws.signature);
  } catch {
    return false;
  }
}

/**
 * The same answer from a thread of libuv's pool, so that the event loop goes on meanwhile; meant for algorithms that
 * and keys that are slow ({@link isSlowToVerify}), where the way there and back is small against the work. Never rejects.
 */
export function verifySignatureOffLoop(
  algorithm: JwsAlgorithm,
  key: KeyObject,
  jws: SignedPart,
): Promise<boolean> {
  const facts = ALGORITHM_FACTS[algorithm];
  if (facts.family === 'HMAC') return Promise.resolve(verifySignature(algorithm, key, jws));
  if (!isWorthVerifying(algorithm, facts, key, jws)) return Promise.resolve(false);
  return new Promise((resolve) => {
    try {
      const options = withSignatureOptions(facts.family, key);
      verify(facts.hash, signingBytes(jws), options, jws.signature, (error, valid) => {
        resolve(error === null && valid);
      });
    } catch {
      resolve(false);
    }
  });
}

/** False where the cheap questions settle it that {@link verifySignature} answers false. */
export const couldBeSigned = (algorithm: JwsAlgorithm, key: KeyObject, jws: SignedPart): boolean =>
  isWorthVerifying(algorithm, ALGORITHM_FACTS[algorithm], key, jws);

/** One verification takes so much CPU (0.1 to 1.5 ms) that it belongs off the event loop: P-384, P-521, and RSA of 4096 bits and more. */
export const isSlowToVerify = (algorithm: JwsAlgorithm, key: KeyObject): boolean => {
  const { slow, family } = ALGORITHM_FACTS[algorithm];
  return slow || ((family === 'RSA' || family === 'RSA-PSS') && modulusBytes(key) >= slowModulusBytes);
};

/** Twice the modulus costs four times as much. */
const slowModulusBytes = 4096 / 8;

/** The cheap questions, asked before any cryptography. */
function isWorthVerifying(
  algorithm: JwsAlgorithm,
  facts: AlgorithmFacts,
  key: KeyObject,
  jws: SignedPart,
): boolean {
  if (misfitOf(key, algorithm, 'verify') !== undefined) return false;
  return jws.signature.length === (facts.signatureBytes ?? modulusBytes(key));
}

function macEquals(facts: AlgorithmFacts, key: KeyObject, jws: SignedPart): boolean {
  const mac = createHmac(facts.hash as string, key)
    .update(jws.signingInput, 'latin1')
    .digest();
  return mac.length === jws.signature.length && timingSafeEqual(mac, jws.signature);
}

function signingBytes(jws: SignedPart): Buffer {
  return Buffer.from(jws.signingInput, 'latin1');
}
