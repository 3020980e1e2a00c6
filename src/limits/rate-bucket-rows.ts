import { sql } from '../common/sql.js';
import type { WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { mostSpentMs } from './shared-bucket.js';
import type { Spending } from './shared-buckets.js';

/** Rows that one statement removes. */
const batch = 1_000;

const clock = sql`clock AS MATERIALIZED (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now)`;

/**
 * Adds what was spent to the buckets that all processes share, each key once, as `fullAtAfter` says, and answers what all have
 * spent of them by now. PostgreSQL alone has them; times are its own. Rows are locked in the order of their keys, so that no two
 * processes wait for each other.
 */
export async function spendTogether(
  transaction: WriteTransaction,
  spendings: readonly Spending[],
): Promise<Spending[]> {
  const keys = spendings.map(({ key }) => key);
  const spent = spendings.map(({ spentMs }) => Math.ceil(spentMs));
  return ask<Spending>(
    transaction,
    sql`WITH ${clock}
      INSERT INTO rate_buckets AS held (key, full_at)
        SELECT key, now + least(spent, ${mostSpentMs}::bigint)
        FROM unnest(${keys}::text[], ${spent}::bigint[]) AS told (key, spent), clock ORDER BY key COLLATE "C"
      ON CONFLICT (key) DO UPDATE SET full_at = (
        SELECT least(
          greatest(CASE WHEN held.full_at <= now + ${mostSpentMs}::bigint THEN held.full_at ELSE now END, now)
            + excluded.full_at - now, now + ${mostSpentMs}::bigint)
        FROM clock)
      RETURNING key, (full_at - (SELECT now FROM clock))::double precision AS "spentMs"`,
  );
}

/** Removes buckets that are full again, but none that is spent from right now. Answers whether there may be more. */
export async function removeFull(transaction: WriteTransaction): Promise<boolean> {
  const removed = await change(
    transaction,
    sql`WITH ${clock}, full_again AS (
        SELECT key FROM rate_buckets, clock WHERE full_at <= now LIMIT ${batch} FOR UPDATE OF rate_buckets SKIP LOCKED)
      DELETE FROM rate_buckets USING full_again WHERE rate_buckets.key = full_again.key`,
  );
  return removed === batch;
}
