import type { ReadAccess } from '../../database/access.js';
import type { Database } from '../../database/database.js';

/**
 * Runs `work` on the database as it stands at one instant. On SQLite this is the one write transaction that there can be:
 * whoever else wants to write waits, and then is refused rather than missed. On PostgreSQL later writes are not seen.
 */
export function withSnapshot<T>(database: Database, work: (access: ReadAccess) => Promise<T>): Promise<T> {
  return database.write(async (transaction) => {
    if (database.dialect === 'postgres')
      await transaction.manager.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return work(transaction);
  });
}
