import { windowMs } from './token-bucket.js';

/**
 * A bucket that several processes spend from, as the database holds it: the instant (Unix ms, by the database's clock) at which
 * it is full again. `rate-buckets.repository.ts` says the same in SQL.
 */
export type FullAt = number;

/**
 * No debt is larger: whoever emptied a bucket on many nodes at once waits a minute for the first token, not a minute for each
 * node. It is far above what nodes let through between two exchanges, so that in the long run no more passes than the limit.
 */
export const mostSpentMs = 2 * windowMs;

/**
 * The bucket when `spentMs` more were spent of it. As long as it is neither full nor deepest in debt, what all spent adds up, in
 * whatever order and in however many parts they tell. An instant beyond all debts is of a clock that was set back: the bucket
 * counts as full.
 */
export function fullAtAfter(before: FullAt | null, spentMs: number, databaseNowMs: number): FullAt {
  const known = before !== null && before <= databaseNowMs + mostSpentMs ? before : databaseNowMs;
  return Math.min(Math.max(known, databaseNowMs) + spentMs, databaseNowMs + mostSpentMs);
}
