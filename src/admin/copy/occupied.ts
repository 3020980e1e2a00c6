import type { ReadAccess } from '../../database/access.js';
import type { Database } from '../../database/database.js';

/** Are there tenants? A database whose schema was never made has none. */
export async function hasTenants(database: Database): Promise<boolean> {
  const runner = database.writer.createQueryRunner();
  try {
    if (!(await runner.hasTable('tenants'))) return false;
  } finally {
    await runner.release();
  }
  return database.read(holdsTenants);
}

export async function holdsTenants({ manager }: ReadAccess): Promise<boolean> {
  return (await manager.query<unknown[]>('SELECT 1 FROM tenants LIMIT 1')).length > 0;
}
