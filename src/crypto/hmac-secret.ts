import { Buffer } from 'node:buffer';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { ALGORITHM_FACTS, type JwsAlgorithm, LEAST_SECRET_BYTES } from './algorithms.js';
import { KeyRefused } from './key-refused.js';

/** Longest secret, in bytes. */
export const LONGEST_SECRET_BYTES = 4096;

export interface ImportedSecret {
  readonly key: KeyObject;
  /** What an operator should know about a secret that works nevertheless; complete sentences without the secret. */
  readonly warnings: readonly string[];
}

/**
 * An HMAC key from a secret as text: its UTF-8 bytes as they are, never decoded from hex or base64, nothing trimmed.
 * A secret made here has at least the bytes of the hash (RFC 7518 section 3.2); an `imported` one at least 16, with a warning
 * below the length of the hash. Throws {@link KeyRefused} otherwise, and for text with NUL or unpaired surrogates
 * (two such texts may give one key).
 */
export function importSecret(
  text: string,
  algorithm: JwsAlgorithm,
  { imported }: { imported: boolean },
): ImportedSecret {
  const { family, minimumSecretBytes } = ALGORITHM_FACTS[algorithm];
  if (family !== 'HMAC') {
    throw new KeyRefused('key_wrong_type', `${algorithm} takes a public key, not a shared secret.`);
  }
  if (typeof text !== 'string' || /[\0\p{Surrogate}]/u.test(text)) {
    throw new KeyRefused(
      'secret_not_text',
      'A secret must be well-formed Unicode text without NUL characters.',
    );
  }
  if (text.includes('-----BEGIN ')) {
    throw new KeyRefused(
      'secret_is_a_key',
      `This is a key in PEM form; ${algorithm} takes a secret only two parties know.`,
    );
  }
  const bytes = Buffer.from(text);
  const least = imported ? LEAST_SECRET_BYTES : minimumSecretBytes;
  if (bytes.length < least) {
    throw new KeyRefused(
      'secret_too_short',
      `A secret for ${algorithm} needs at least ${least} bytes; this one has ${bytes.length}.`,
    );
  }
  if (bytes.length > LONGEST_SECRET_BYTES) {
    throw new KeyRefused('secret_too_long', `A secret has at most ${LONGEST_SECRET_BYTES} bytes.`);
  }
  const warnings: string[] = [];
  if (bytes.length < minimumSecretBytes) {
    warnings.push(
      `The secret has ${bytes.length} bytes; ${algorithm} should have at least ${minimumSecretBytes}.`,
    );
  }
  if (text.trim() !== text) warnings.push('The secret begins or ends with white space, which is part of it.');
  return { key: createSecretKey(bytes), warnings };
}
