import type { WriteTransaction } from '../database/access.js';
import { isPostgres } from '../database/is-postgres.js';
import { Tenant } from './tenant.entity.js';

/**
 * Changes of one tenant's keys and configurations wait for each other until the transaction ends, so that what was
 * looked up stays true. SQLite has one writer anyway.
 */
export async function lockTenant(transaction: WriteTransaction, tenantId: string): Promise<void> {
  if (!isPostgres(transaction)) return;
  await transaction.manager
    .createQueryBuilder(Tenant, 'tenant')
    .select('tenant.id')
    .where('tenant.id = :tenantId', { tenantId })
    .setLock('pessimistic_write')
    .getOne();
}
