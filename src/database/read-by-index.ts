import type { ReadAccess } from './access.js';
import { isPostgres } from './is-postgres.js';

interface Client {
  query(statement: string): Promise<unknown>;
}

/**
 * What PostgreSQL is told: whole tables are neither read nor sorted where an index has the rows, or their order, and no other
 * process helps with what is done before it would have started.
 */
export const byIndexOnly =
  'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL max_parallel_workers_per_gather = 0';

/**
 * Runs reads whose indexes the product knows better than the database, which guesses how rare a beginning of a word is and,
 * before it has looked at a table, everything. Inside a transaction, and on SQLite, they run as they are.
 */
export async function readByIndex<T>(
  access: ReadAccess,
  work: (access: ReadAccess) => Promise<T>,
): Promise<T> {
  if (!isPostgres(access) || access.manager.queryRunner !== undefined) return work(access);
  const runner = access.manager.connection.createQueryRunner();
  try {
    const client = (await runner.connect()) as Client;
    // Not waited for: the first statement goes out right behind it, and fails with it.
    const begun = client.query(`START TRANSACTION READ ONLY; ${byIndexOnly}`);
    begun.catch(() => undefined);
    try {
      const result = await work({ manager: runner.manager });
      await begun;
      return result;
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
