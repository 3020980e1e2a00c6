import type { Workspace } from './workspace.js';

/** The slug of the tenant with this id. */
export async function slugOf({ tenants }: Pick<Workspace, 'tenants'>, tenantId: string): Promise<string> {
  return (await tenants.findById(tenantId))?.slug ?? tenantId;
}
