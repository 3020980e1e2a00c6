import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ALGORITHM_FACTS, type JwsAlgorithm } from '../crypto/algorithms.js';
import { importPublicKey } from '../crypto/public-key.js';
import type { Sealer } from '../crypto/seal.js';
import { configurationSecretPlace } from '../tenants/sealed-places.js';
import { SEALER } from '../tenants/sealer.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';

/** A key that may verify, and until when (Unix ms; undefined: no end). */
export interface HeldKey {
  readonly key: KeyObject;
  readonly until: number | undefined;
}

const most = 20_000;

/** Keys held here, parsed once per version of their configuration: the current one first, then the one a rotation overlaps. */
@Injectable()
export class HeldKeys {
  private readonly parsed = new LRUCache<
    string,
    { readonly version: number; readonly keys: readonly HeldKey[] }
  >({ max: most });

  constructor(@Inject(SEALER) private readonly sealer: Sealer) {}

  /** Null where the row cannot be used: sealed under another master key, or damaged. */
  keysOf(configuration: JwtConfiguration): readonly HeldKey[] | null {
    const held = this.parsed.get(configuration.id);
    if (held?.version === configuration.version) return held.keys;
    try {
      const keys = this.parse(configuration);
      this.parsed.set(configuration.id, { version: configuration.version, keys });
      return keys;
    } catch {
      return null;
    }
  }

  private parse(configuration: JwtConfiguration): HeldKey[] {
    const { algorithm, currentKey, previousKey, previousUntil } = configuration;
    if (algorithm === null || currentKey === null) throw new Error('A configuration without a key.');
    const keys: HeldKey[] = [
      { key: this.open(configuration, 'current_key', currentKey, algorithm), until: undefined },
    ];
    if (previousKey !== null && previousUntil !== null) {
      keys.push({
        key: this.open(configuration, 'previous_key', previousKey, algorithm),
        until: previousUntil,
      });
    }
    return keys;
  }

  private open(
    configuration: JwtConfiguration,
    column: 'current_key' | 'previous_key',
    text: string,
    algorithm: JwsAlgorithm,
  ): KeyObject {
    if (ALGORITHM_FACTS[algorithm].asymmetric) return importPublicKey(text, algorithm);
    return createSecretKey(
      Buffer.from(this.sealer.open(text, configurationSecretPlace(configuration, column)), 'utf8'),
    );
  }
}
