import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';

export interface TestKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The public half. */
  readonly jwk: JsonWebKey;
}

function pair({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): TestKeyPair {
  return { privateKey, publicKey, jwk: publicKey.export({ format: 'jwk' }) };
}

export const rsaPair = (bits = 2048): TestKeyPair =>
  pair(generateKeyPairSync('rsa', { modulusLength: bits }));

export const ecPair = (curve: 'P-256' | 'P-384' | 'P-521' | 'secp256k1' = 'P-256'): TestKeyPair =>
  pair(generateKeyPairSync('ec', { namedCurve: curve }));

export const ed25519Pair = (): TestKeyPair => pair(generateKeyPairSync('ed25519'));
