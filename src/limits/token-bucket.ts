/** Every limit is a count per minute; a bucket holds a minute's worth. */
export const windowMs = 60_000;

/**
 * A token bucket, measured in time: `spentMs` of its minute are spent, as of `atMs` (Unix ms). It refills continuously,
 * a millisecond per millisecond, and a token costs a minute divided by the limit. A changed limit changes the number of
 * tokens, not how full the bucket is. What several processes let through before they told each other is a debt: more is
 * spent than a minute, and no token is there until it has flowed in.
 */
export interface Bucket {
  readonly spentMs: number;
  readonly atMs: number;
}

export const fullBucket: Bucket = { spentMs: 0, atMs: 0 };

/** What one request found in a bucket. */
export interface Found {
  readonly allowed: boolean;
  /** Whole tokens. */
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly fullInMs: number;
  /** Until a token is there; 0 where one is. */
  readonly waitMs: number;
}

const tokenMs = (perMinute: number): number => windowMs / perMinute;

/** The same bucket at another instant. Where the clock was set back, nothing flows in and nothing is lost. */
export const refilled = ({ spentMs, atMs }: Bucket, nowMs: number): Bucket => ({
  spentMs: Math.max(spentMs - Math.max(nowMs - atMs, 0), 0),
  atMs: nowMs,
});

/** What is in the bucket at its own instant; `perMinute` is above 0. */
export function lookInto({ spentMs }: Bucket, perMinute: number): Found {
  // A millionth of a token makes up for sums of fractions.
  const tokens = (windowMs - spentMs) / tokenMs(perMinute) + 1e-6;
  const allowed = tokens >= 1;
  return {
    allowed,
    remaining: Math.max(Math.floor(tokens), 0),
    fullInMs: spentMs,
    waitMs: allowed ? 0 : (1 - tokens) * tokenMs(perMinute),
  };
}

/** The bucket without one token, or without what was left of one. */
export const spent = ({ spentMs, atMs }: Bucket, perMinute: number): Bucket => ({
  spentMs: Math.max(Math.min(spentMs + tokenMs(perMinute), windowMs), spentMs),
  atMs,
});
