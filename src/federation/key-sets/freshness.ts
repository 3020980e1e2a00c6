const SECOND = 1000;
const SHORTEST_MS = 60 * SECOND;
const LONGEST_MS = 24 * 60 * 60 * SECOND;
const WITHOUT_MAX_AGE_MS = 10 * 60 * SECOND;

/** The instants (Unix milliseconds) that rule one held copy of a key set. */
export interface Freshness {
  /** From here on a background refresh is due: 80 % of the lifetime. */
  readonly refreshAt: number;
  /** From here on the copy is past its time and serves only while fetching fails. */
  readonly expiresAt: number;
  /** From here on the copy serves nobody. */
  readonly staleUntil: number;
}

/** Dates a copy fetched at `fetchedAt` that lives `lifetimeMs`, and `staleMs` more while fetching fails. */
export function freshnessOf(fetchedAt: number, lifetimeMs: number, staleMs: number): Freshness {
  const expiresAt = fetchedAt + lifetimeMs;
  return { refreshAt: fetchedAt + lifetimeMs * 0.8, expiresAt, staleUntil: expiresAt + staleMs };
}

/**
 * How long an answer is kept, in milliseconds: the `max-age` of its Cache-Control (RFC 9111 section 5.2.2.1) clamped
 * to 60 s … 24 h, the smallest where several stand there; `undefined` where none can be read.
 */
export function maxAgeOf(cacheControl: string | undefined): number | undefined {
  const ages = [...(cacheControl ?? '').matchAll(/(?:^|,)\s*max-age\s*=\s*("?)(\d+)\1\s*(?=,|$)/gi)];
  if (ages.length === 0) return undefined;
  const seconds = Math.min(...ages.map(([, , digits]) => Number(digits)));
  return Math.min(Math.max(seconds * SECOND, SHORTEST_MS), LONGEST_MS);
}

/** The lifetime of a new copy; 10 minutes where the answer names none. */
export function lifetimeOf(cacheControl: string | undefined): number {
  return maxAgeOf(cacheControl) ?? WITHOUT_MAX_AGE_MS;
}
