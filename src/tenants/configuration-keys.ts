import { ALGORITHM_FACTS } from '../crypto/algorithms.js';
import type { Sealer } from '../crypto/seal.js';
import { AdminRefused, refused } from './admin-refused.js';
import type { JwtConfiguration } from './jwt-configuration.entity.js';
import { readKeyMaterial, type KeyMaterial } from './key-material.js';
import { configurationSecretPlace } from './sealed-places.js';

type Column = 'current_key' | 'previous_key';

/** How a configuration's key stands in its row: secrets sealed, public keys as they are. */
export class ConfigurationKeys {
  constructor(private readonly sealer: Sealer) {}

  /** What the row is to hold. */
  stored(
    row: Pick<JwtConfiguration, 'tenantId' | 'id'>,
    { kind, text }: Pick<KeyMaterial, 'kind' | 'text'>,
    column: Column = 'current_key',
  ): string {
    return kind === 'secret' ? this.sealer.seal(text, configurationSecretPlace(row, column)) : text;
  }

  /** The secret in clear, or null for a public key. Throws SealBroken under another master key. */
  secretOf(row: JwtConfiguration): string | null {
    if (row.currentKey === null || !isHmac(row)) return null;
    return this.sealer.open(row.currentKey, configurationSecretPlace(row, 'current_key'));
  }

  /** The secret in clear or the public key as PEM. */
  textOf(row: JwtConfiguration): string {
    return this.secretOf(row) ?? row.currentKey ?? '';
  }

  /** The row under another algorithm with the key it has. Refuses a key that does not fit; no older key is tried with it. */
  underNewAlgorithm(before: JwtConfiguration, after: JwtConfiguration): JwtConfiguration {
    if (after.algorithm === null || after.algorithm === before.algorithm) return after;
    const text = this.textOf(before);
    try {
      readKeyMaterial(
        after.algorithm,
        isHmac(before) ? { secret: text, imported: true } : { public_key: text },
      );
    } catch (error) {
      if (!(error instanceof AdminRefused)) throw error;
      throw refused(
        'algorithm',
        `the current key does not fit ${after.algorithm}; a configuration for another kind of key is a new one`,
      );
    }
    return { ...after, previousKey: null, previousUntil: null };
  }
}

const isHmac = ({ algorithm }: JwtConfiguration): boolean =>
  algorithm !== null && !ALGORITHM_FACTS[algorithm].asymmetric;
