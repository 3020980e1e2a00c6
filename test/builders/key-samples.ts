import { generateKeyPairSync, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { ALGORITHM_FACTS, type JwsAlgorithm, type JwsFamily } from '../../src/crypto/algorithms.js';

export interface SigningPair {
  /** The private key, or the secret. */
  readonly signs: KeyObject;
  /** The public key, or the secret. */
  readonly verifies: KeyObject;
}

const made = new Map<string, SigningPair>();

/** A fresh key pair that fits the algorithm. One per kind of key and process: RSA pairs are slow to make. */
export function sampleKeys(algorithm: JwsAlgorithm): SigningPair {
  const { family, curve, minimumSecretBytes } = ALGORITHM_FACTS[algorithm];
  const kind = `${family === 'RSA-PSS' ? 'RSA' : family} ${curve ?? minimumSecretBytes}`;
  let pair = made.get(kind);
  if (pair === undefined) {
    pair = make(family, curve, minimumSecretBytes);
    made.set(kind, pair);
  }
  return pair;
}

function make(family: JwsFamily, curve: string | undefined, secretBytes: number): SigningPair {
  if (family === 'HMAC') {
    const secret = createSecretKey(randomBytes(secretBytes));
    return { signs: secret, verifies: secret };
  }
  if (family === 'EdDSA') return of(generateKeyPairSync('ed25519'));
  if (family === 'ECDSA') return of(generateKeyPairSync('ec', { namedCurve: curve as string }));
  return of(generateKeyPairSync('rsa', { modulusLength: 2048 }));
}

function of({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): SigningPair {
  return { signs: privateKey, verifies: publicKey };
}
