import { effectiveSettings } from '../tenants/tenant-settings-merge.js';
import type { Tenant } from '../tenants/tenant.entity.js';

/** A tenant as the command line prints it; `settings` holds all of them, defaults filled in. */
export const shownTenant = (tenant: Tenant) => ({
  slug: tenant.slug,
  name: tenant.name,
  mode: tenant.mode,
  timezone: tenant.timezone,
  id: tenant.id,
  created_at: new Date(tenant.createdAt).toISOString(),
  updated_at: new Date(tenant.updatedAt).toISOString(),
  settings: effectiveSettings(tenant.settings),
});
