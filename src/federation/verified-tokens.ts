import { LRUCache } from 'lru-cache';
import { refusalOfTimes } from '../crypto/claims.js';
import type { StandingToken } from './verified-token.js';

/** A verified token, and what its bearer turned out to be. */
export interface Remembered<Bearer> {
  readonly token: StandingToken;
  readonly bearer: Bearer;
  /** Whatever ends the entry when it changes: ids of configuration, tenant, user. */
  readonly tags: readonly string[];
}

/**
 * Tokens that need no second verification, by their fingerprint (SHA-256; the text itself is kept nowhere). Times are
 * checked on every use. An entry dies at once with its configuration, tenant, user or key set; what was verified while
 * anything was forgotten is not remembered, for it may rest on what is no longer true.
 */
export class VerifiedTokens<Bearer> {
  private readonly entries: LRUCache<string, Remembered<Bearer>> | null;
  private readonly byTag = new Map<string, Set<string>>();
  private epoch = 0;
  hits = 0;
  misses = 0;

  /** `most` 0 remembers nothing. */
  constructor(most: number) {
    this.entries =
      most === 0
        ? null
        : new LRUCache({ max: most, dispose: (entry, fingerprint) => this.untag(entry, fingerprint) });
  }

  get size(): number {
    return this.entries?.size ?? 0;
  }

  /** To be taken before a verification starts and given back to `remember`. */
  get moment(): number {
    return this.epoch;
  }

  /** The entry, if its times still hold at `nowMs` (Unix ms) and its key set is of the generation that `generationOf` answers. */
  find(
    fingerprint: string,
    nowMs: number,
    generationOf: (configurationId: string) => number | undefined,
  ): Remembered<Bearer> | undefined {
    const entry = this.entries?.get(fingerprint);
    if (entry === undefined || !holds(entry.token, nowMs, generationOf)) {
      if (entry !== undefined) this.entries?.delete(fingerprint);
      this.misses += 1;
      return undefined;
    }
    this.hits += 1;
    return entry;
  }

  remember(fingerprint: string, entry: Remembered<Bearer>, moment: number): void {
    if (moment !== this.epoch || this.entries === null) return;
    this.entries.set(fingerprint, entry);
    for (const tag of entry.tags) {
      const tagged = this.byTag.get(tag);
      if (tagged === undefined) this.byTag.set(tag, new Set([fingerprint]));
      else tagged.add(fingerprint);
    }
  }

  forget(tag: string): void {
    this.epoch += 1;
    for (const fingerprint of [...(this.byTag.get(tag) ?? [])]) this.entries?.delete(fingerprint);
  }

  forgetAll(): void {
    this.epoch += 1;
    this.entries?.clear();
    this.byTag.clear();
  }

  private untag(entry: Remembered<Bearer>, fingerprint: string): void {
    for (const tag of entry.tags) {
      const tagged = this.byTag.get(tag);
      tagged?.delete(fingerprint);
      if (tagged?.size === 0) this.byTag.delete(tag);
    }
  }
}

function holds(
  token: StandingToken,
  nowMs: number,
  generationOf: (configurationId: string) => number | undefined,
): boolean {
  if (token.keyUntil !== undefined && token.keyUntil <= nowMs) return false;
  if (token.generation !== undefined && generationOf(token.configuration.id) !== token.generation)
    return false;
  return refusalOfTimes(token.times, token.rules, nowMs) === undefined;
}
