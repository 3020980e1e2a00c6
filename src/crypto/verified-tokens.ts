import { LRUCache } from 'lru-cache';
import { refusalOfTimes, type TimeClaims, type TimeRules } from './claims.js';

/** What of a verified token has to be looked at again on every use. */
export interface StandingProof {
  readonly times: TimeClaims;
  readonly rules: TimeRules;
  /** End of the overlap of the key that verified it (Unix ms); undefined where the key has no end. */
  readonly keyUntil: number | undefined;
}

/** A verified token, and what its bearer turned out to be. */
export interface Remembered<Bearer, Token extends StandingProof = StandingProof> {
  readonly token: Token;
  readonly bearer: Bearer;
  /** Whatever ends the entry when it changes: ids of configuration or key, tenant, user. */
  readonly tags: readonly string[];
}

/**
 * Tokens that need no second verification, by their fingerprint (SHA-256; the text itself is kept nowhere). Times are
 * checked on every use. An entry dies at once with anything it is tagged with; what was verified while anything was
 * forgotten is not remembered, for it may rest on what is no longer true.
 */
export class VerifiedTokens<Bearer, Token extends StandingProof = StandingProof> {
  /** Takes the room of `most` entries at once, so it is made when the first is remembered. */
  private entries: LRUCache<string, Remembered<Bearer, Token>> | undefined;
  private readonly byTag = new Map<string, Set<string>>();
  private epoch = 0;
  hits = 0;
  misses = 0;

  /** `most` 0 remembers nothing. */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries?.size ?? 0;
  }

  /** Is there an entry, whether it still holds or not? Counts as no look-up. */
  knows(fingerprint: string): boolean {
    return this.entries?.has(fingerprint) === true;
  }

  /** To be taken before a verification starts and given back to `remember`. */
  get moment(): number {
    return this.epoch;
  }

  /** The entry, if its times and its key still hold at `nowMs` (Unix ms), and `stillHolds` has nothing against it either. */
  find(
    fingerprint: string,
    nowMs: number,
    stillHolds: (token: Token) => boolean = () => true,
  ): Remembered<Bearer, Token> | undefined {
    const entry = this.entries?.get(fingerprint);
    if (entry === undefined || !holds(entry.token, nowMs) || !stillHolds(entry.token)) {
      if (entry !== undefined) this.entries?.delete(fingerprint);
      this.misses += 1;
      return undefined;
    }
    this.hits += 1;
    return entry;
  }

  remember(fingerprint: string, entry: Remembered<Bearer, Token>, moment: number): void {
    if (moment !== this.epoch || this.most === 0) return;
    this.entries ??= new LRUCache({
      max: this.most,
      dispose: (old, key) => this.untag(old, key),
    });
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

  private untag(entry: Remembered<Bearer, Token>, fingerprint: string): void {
    for (const tag of entry.tags) {
      const tagged = this.byTag.get(tag);
      tagged?.delete(fingerprint);
      if (tagged?.size === 0) this.byTag.delete(tag);
    }
  }
}

const holds = ({ times, rules, keyUntil }: StandingProof, nowMs: number): boolean =>
  (keyUntil === undefined || nowMs < keyUntil) && refusalOfTimes(times, rules, nowMs) === undefined;
