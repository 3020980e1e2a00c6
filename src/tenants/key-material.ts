import type { JsonWebKey } from 'node:crypto';
import { ALGORITHM_FACTS, type JwsAlgorithm } from '../crypto/algorithms.js';
import { importSecret } from '../crypto/hmac-secret.js';
import { KeyRefused } from '../crypto/key-refused.js';
import { importPublicKey } from '../crypto/public-key.js';
import { refused } from './admin-refused.js';
import { newSecret } from './api-key-secret.js';

/** A key an operator brings; neither member means: make a secret here. */
export interface OfferedKey {
  readonly secret?: string | undefined;
  readonly public_key?: string | JsonWebKey | undefined;
  readonly imported?: boolean | undefined;
}

/** A key that fits its algorithm: the secret in clear, or the public key as SPKI PEM. */
export interface KeyMaterial {
  readonly kind: 'secret' | 'public';
  readonly text: string;
  /** The secret was made here and must be shown, once. */
  readonly made: boolean;
  readonly warnings: readonly string[];
}

/**
 * Checks a key against the configuration's one algorithm. Throws AdminRefused at `secret`, `public_key` or `imported`:
 * private keys, weak secrets, keys of another type, size or curve, a secret where a public key belongs and the reverse.
 */
export function readKeyMaterial(algorithm: JwsAlgorithm, offered: OfferedKey): KeyMaterial {
  const { secret, public_key: publicKey, imported = false } = offered;
  if (secret !== undefined && publicKey !== undefined)
    throw refused('public_key', 'a configuration has a secret or a public key, not both');
  if (ALGORITHM_FACTS[algorithm].asymmetric) return readPublicKey(algorithm, secret, publicKey);
  if (publicKey !== undefined)
    throw refused(
      'public_key',
      `${algorithm} takes a shared secret; a public key would be a secret that everybody knows`,
    );
  if (secret === undefined) {
    return {
      kind: 'secret',
      text: newSecret(ALGORITHM_FACTS[algorithm].minimumSecretBytes),
      made: true,
      warnings: [],
    };
  }
  return { kind: 'secret', text: secret, made: false, warnings: secretWarnings(secret, algorithm, imported) };
}

function readPublicKey(
  algorithm: JwsAlgorithm,
  secret: string | undefined,
  publicKey: string | JsonWebKey | undefined,
): KeyMaterial {
  if (secret !== undefined) throw refused('secret', `${algorithm} takes a public key, not a shared secret`);
  if (publicKey === undefined)
    throw refused(
      'public_key',
      `${algorithm} needs the merchant's public key: SPKI PEM, an X.509 certificate in PEM, or a JWK`,
    );
  const key = explained('public_key', () => importPublicKey(publicKey, algorithm));
  return {
    kind: 'public',
    text: key.export({ type: 'spki', format: 'pem' }) as string,
    made: false,
    warnings: [],
  };
}

function secretWarnings(secret: string, algorithm: JwsAlgorithm, imported: boolean): readonly string[] {
  try {
    return importSecret(secret, algorithm, { imported }).warnings;
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error;
    const way =
      error.code === 'secret_too_short' && !imported
        ? ' One that comes from elsewhere and cannot change may have 16: say that it is imported.'
        : '';
    throw refused('secret', error.message + way);
  }
}

function explained<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof KeyRefused) throw refused(path, error.message);
    throw error;
  }
}
