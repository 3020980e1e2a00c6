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

/** A secret in clear, or a public key. */
interface Opened {
  readonly key: string | KeyObject;
  readonly until: number | undefined;
}

const most = 20_000;

/**
 * Keys held here, opened once per version of their configuration: the current one first, then the one a rotation overlaps. Secrets are
 * remembered as text: a KeyObject takes ten times as much, outside of the heap, where the dead ones wait long for their collection;
 * making one takes 2 µs.
 */
@Injectable()
export class HeldKeys {
  /** Takes its room at once, so it is made when the first key is opened. */
  private opened:
    LRUCache<string, { readonly version: number; readonly keys: readonly Opened[] }> | undefined;

  constructor(@Inject(SEALER) private readonly sealer: Sealer) {}

  /** Null where the row cannot be used: sealed under another master key, or damaged. */
  keysOf(configuration: JwtConfiguration): readonly HeldKey[] | null {
    const held = this.opened?.get(configuration.id);
    if (held?.version === configuration.version) return held.keys.map(asHeldKey);
    try {
      const keys = this.openAll(configuration);
      this.opened ??= new LRUCache({ max: most });
      this.opened.set(configuration.id, { version: configuration.version, keys });
      return keys.map(asHeldKey);
    } catch {
      return null;
    }
  }

  private openAll(configuration: JwtConfiguration): Opened[] {
    const { algorithm, currentKey, previousKey, previousUntil } = configuration;
    if (algorithm === null || currentKey === null) throw new Error('A configuration without a key.');
    const keys: Opened[] = [
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
  ): string | KeyObject {
    return ALGORITHM_FACTS[algorithm].asymmetric
      ? importPublicKey(text, algorithm)
      : this.sealer.open(text, configurationSecretPlace(configuration, column));
  }
}

const asHeldKey = ({ key, until }: Opened): HeldKey => ({
  key: typeof key === 'string' ? createSecretKey(key, 'utf8') : key,
  until,
});
