import { createPublicKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import type { JwsAlgorithm } from '../../src/crypto/algorithms.js';
import { sampleKeys } from '../builders/key-samples.js';
import { signatureOver } from '../builders/raw-token.js';
import { privateKeyFor } from '../builders/tenancy.js';
import type { TokenKind } from './token-kinds.js';

/** Who may sign a token, rightly and wrongly; each answers what stands in the place of the signature. */
export const signers = {
  rightKey: ({ algorithm: by, key }: TokenKind, input: string) => signatureOver(input, by, key),
  anotherKey: (kind: TokenKind, input: string) => signatureOver(input, kind.algorithm, otherKey(kind)),
  otherAlgorithm: ({ algorithm: by, key }: TokenKind, input: string) =>
    signatureOver(input, sisterOf(by), key),
  macOfPem: (kind: TokenKind, input: string) => signatureOver(input, 'HS256', publicText(kind, 'pem')),
  macOfDer: (kind: TokenKind, input: string) => signatureOver(input, 'HS256', publicText(kind, 'der')),
  macOfNothing: (_kind: TokenKind, input: string) =>
    signatureOver(input, 'HS256', createSecretKey(Buffer.alloc(0))),
  decodedSecret: ({ algorithm: by, key }: TokenKind, input: string) =>
    typeof key === 'string' && by.startsWith('HS')
      ? signatureOver(input, by, createSecretKey(Buffer.from(key, 'base64url')))
      : Buffer.alloc(64),
  derOfPoint: ({ algorithm: by, key }: TokenKind, input: string) =>
    by.startsWith('ES')
      ? sign(`sha${by.slice(2)}`, Buffer.from(input), key)
      : signatureOver(input, by, key).reverse(),
  zeros: ({ algorithm: by, key }: TokenKind, input: string) =>
    Buffer.alloc(signatureOver(input, by, key).length),
  nobody: () => Buffer.alloc(0),
} satisfies Record<string, (kind: TokenKind, input: string) => Buffer>;

/** Another algorithm that takes the same key. */
function sisterOf(by: JwsAlgorithm): JwsAlgorithm {
  if (by.startsWith('HS')) return by === 'HS256' ? 'HS512' : 'HS256';
  if (by.startsWith('RS')) return by.replace('RS', 'PS') as JwsAlgorithm;
  return by.replace('PS', 'RS') as JwsAlgorithm;
}

/** A key that the algorithm takes, and that belongs to somebody else here. */
function otherKey({ algorithm: by, key }: TokenKind): KeyObject | string {
  if (typeof key === 'string') return 'k'.repeat(64);
  const { signs } = sampleKeys(by);
  return key === signs ? privateKeyFor(by) : signs;
}

function publicText({ key }: TokenKind, format: 'pem' | 'der'): KeyObject {
  if (typeof key === 'string') return createSecretKey(Buffer.from(`${key}\n`));
  const exported = createPublicKey(key).export({ type: 'spki', format } as { type: 'spki'; format: 'pem' });
  return createSecretKey(Buffer.from(exported));
}
