import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { JwsAlgorithm } from '../../crypto/algorithms.js';
import type { FetchFailure, FetchKeySet } from './fetch-key-set.js';
import { lifetimeOf } from './freshness.js';
import { KeySet, type KeySetSurroundings } from './key-set.js';
import type { KeyAnswer, KeySetSource } from './key-set-answers.js';
import { describeKey, type KeyDescription, type KeySetDescription } from './key-set-description.js';
import type { SkippedKey } from './key-set-reader.js';

export interface KeySetStoreOptions extends Omit<KeySetSurroundings, 'nextGeneration' | 'changed'> {
  /** Sets held at most; the least recently used one gives way. */
  readonly mostSets: number;
}

/** What one look at an address found, for the operator's tools. */
export type KeySetLook =
  | {
      readonly ok: {
        readonly keys: readonly KeyDescription[];
        readonly skipped: readonly SkippedKey[];
        readonly keptForSeconds: number;
        readonly etag: string | undefined;
      };
    }
  | { readonly failed: FetchFailure };

/**
 * The key sets of all JWK Set configurations, each on its own: no lock, queue or limit is shared, so that one issuer's
 * silence holds up nobody else's users. What bounds the fetches is that each set makes one at a time.
 */
export class KeySetStore {
  readonly #sets: LRUCache<string, KeySet>;
  readonly #listeners = new Set<(configurationId: string) => void>();
  readonly #surroundings: KeySetSurroundings;
  readonly #fetch: FetchKeySet;
  #generation = 0;

  constructor(options: KeySetStoreOptions) {
    this.#fetch = options.fetch;
    this.#surroundings = {
      ...options,
      nextGeneration: () => (this.#generation += 1),
      changed: (configurationId) => this.#tell(configurationId),
    };
    this.#sets = new LRUCache({
      max: options.mostSets,
      disposeAfter: (set, configurationId) => {
        set.close();
        this.#tell(configurationId);
      },
    });
  }

  /** The answer where none has to be waited for, `undefined` where {@link keyFor} would fetch. */
  held(source: KeySetSource, kid: string, algorithm: JwsAlgorithm): KeyAnswer | undefined {
    if (!source.algorithms.includes(algorithm)) return { refused: 'algorithm_not_allowed' };
    return this.#setOf(source).held(kid, algorithm);
  }

  /** The one key for this kid and algorithm; fetches where contract 1, "JWK Sets" says so. Never rejects. */
  async keyFor(source: KeySetSource, kid: string, algorithm: JwsAlgorithm): Promise<KeyAnswer> {
    if (!source.algorithms.includes(algorithm)) return { refused: 'algorithm_not_allowed' };
    return this.#setOf(source).keyFor(kid, algorithm);
  }

  /** To be asked once after `tried` did not verify a signature: the key now under its kid, where it is another one. */
  async afterBadSignature(
    source: KeySetSource,
    kid: string,
    algorithm: JwsAlgorithm,
    tried: KeyObject,
  ): Promise<KeyAnswer> {
    if (!source.algorithms.includes(algorithm)) return { refused: 'algorithm_not_allowed' };
    return this.#setOf(source).afterBadSignature(kid, algorithm, tried);
  }

  /**
   * For whoever remembers verified tokens: the generation of the keys in use, to be compared with the one a token was
   * verified under; `undefined` where the set has to be asked for first. Counts as a use, so that a set whose tokens
   * are all remembered is refreshed like any other.
   */
  touch(configurationId: string): number | undefined {
    return this.#sets.get(configurationId)?.touch();
  }

  /** Forgets a configuration that was changed, disabled or removed; a running fetch for it ends. */
  drop(configurationId: string): void {
    this.#sets.delete(configurationId);
  }

  /** Calls `listener` whenever the usable keys of a set have changed or are no longer held. Returns how to stop it. */
  onChanged(listener: (configurationId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  describe(configurationId: string): KeySetDescription | undefined {
    return this.#sets.peek(configurationId)?.describe();
  }

  descriptions(): KeySetDescription[] {
    return [...this.#sets.values()].map((set) => set.describe());
  }

  /** Fetches an address and lists what it holds, with what is skipped and why; touches no set that is held. */
  async fetchOnce(jwksUri: string): Promise<KeySetLook> {
    const outcome = await this.#fetch(jwksUri, {});
    if ('failed' in outcome) return outcome;
    if ('notModified' in outcome) return { failed: 'unexpected' };
    const { keys, skipped, etag, cacheControl } = outcome.ok;
    const keptForSeconds = lifetimeOf(cacheControl) / 1000;
    return { ok: { keys: keys.map(describeKey), skipped, keptForSeconds, etag } };
  }

  /** Ends all fetches and timers. */
  close(): void {
    this.#listeners.clear();
    this.#sets.clear();
  }

  #setOf(source: KeySetSource): KeySet {
    const held = this.#sets.get(source.configurationId);
    // A request that still carries an older version of the configuration does not bring its address back.
    if (held !== undefined && isCurrent(held.source, source)) return held;
    const made = new KeySet(source, this.#surroundings);
    this.#sets.set(source.configurationId, made);
    return made;
  }

  #tell(configurationId: string): void {
    for (const listener of this.#listeners) listener(configurationId);
  }
}

function isCurrent(held: KeySetSource, asked: KeySetSource): boolean {
  return (held.jwksUri === asked.jwksUri && held.tenantId === asked.tenantId) || held.version > asked.version;
}
