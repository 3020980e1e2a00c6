import type { FetchedKeySet, Validators } from './fetch-key-set.js';
import { freshnessOf, lifetimeOf, maxAgeOf, type Freshness } from './freshness.js';
import type { KeySetKey, SkippedKey } from './key-set-reader.js';

/** What was last fetched of one key set, with the instants that rule its use. */
export interface HeldCopy extends Freshness {
  readonly byKid: ReadonlyMap<string, readonly KeySetKey[]>;
  readonly keys: readonly KeySetKey[];
  readonly skipped: readonly SkippedKey[];
  readonly digest: string;
  readonly etag: string | undefined;
  readonly lifetimeMs: number;
  /** Unix milliseconds of the last answer, 304 included. */
  readonly confirmedAt: number;
  /** Grows whenever the usable keys change; never the same for two contents in one process. */
  readonly generation: number;
}

export function newCopy(fetched: FetchedKeySet, generation: number, now: number, staleMs: number): HeldCopy {
  const lifetimeMs = lifetimeOf(fetched.cacheControl);
  const { keys, skipped, digest, etag } = fetched;
  const byKid = new Map<string, KeySetKey[]>();
  for (const key of keys) byKid.set(key.kid, [...(byKid.get(key.kid) ?? []), key]);
  const dates = freshnessOf(now, lifetimeMs, staleMs);
  return { byKid, keys, skipped, digest, etag, lifetimeMs, confirmedAt: now, generation, ...dates };
}

/** The same content, newly dated; what a 304 does not say stays as it was (RFC 9111 section 4.3.4). */
export function confirmed(copy: HeldCopy, validators: Validators, now: number, staleMs: number): HeldCopy {
  const lifetimeMs = maxAgeOf(validators.cacheControl) ?? copy.lifetimeMs;
  const etag = validators.etag ?? copy.etag;
  return { ...copy, etag, lifetimeMs, confirmedAt: now, ...freshnessOf(now, lifetimeMs, staleMs) };
}
