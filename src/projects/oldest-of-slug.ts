import { sql } from '../common/sql.js';
import type { ReadAccess } from '../database/access.js';
import { ask } from '../database/ask.js';

export interface ProjectPlace {
  readonly tenantId: string;
  readonly id: string;
}

/**
 * Whose project a bare slug names: the oldest of all tenants' that is there. The one look at projects that knows no
 * tenant, because the page that asks knows none either; whoever uses it goes on with the tenant it answers.
 */
export async function findOldestOfSlug(access: ReadAccess, slug: string): Promise<ProjectPlace | null> {
  const [place] = await ask<ProjectPlace>(
    access,
    sql`SELECT p.tenant_id AS "tenantId", p.id AS "id" FROM projects p
      WHERE p.slug = ${slug} AND p.removed_at IS NULL ORDER BY p.created_at, p.id LIMIT 1`,
  );
  return place ?? null;
}
