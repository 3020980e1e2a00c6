import type { Found } from './token-bucket.js';

/** Which limit a request counts against; the names are public (docs/operations.md). */
export type LimitName =
  | 'credential'
  | 'tenant'
  | 'auth_failures'
  | 'signs_per_user'
  | 'signs_per_key'
  | 'attaches_per_user'
  | 'attaches_per_key';

/** One limit as one request met it. */
export interface MetLimit {
  readonly name: LimitName;
  readonly perMinute: number;
  readonly taken: Found;
}

/** `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-10 prints them: quota, window, remaining, seconds to a full quota. */
export function rateLimitHeaders({ name, perMinute, taken }: MetLimit): Record<string, string> {
  return {
    'RateLimit-Policy': `"${name}";q=${perMinute};w=60`,
    RateLimit: `"${name}";r=${taken.remaining};t=${Math.ceil(taken.fullInMs / 1000)}`,
  };
}

/** A client learns of its limit when less than half is left: before that there is nothing to slow down for. */
export const isWorthTelling = ({ perMinute, taken }: MetLimit): boolean => taken.remaining * 2 < perMinute;
