import { defaultTenantSettings } from '../../access/tenant-settings.js';
import type { Clock } from '../../common/clock.js';
import type { WriteTransaction } from '../../database/access.js';
import { ensureTemplate } from '../../minted-tokens/templates/put-template.js';
import type { TokenTemplate } from '../../minted-tokens/templates/token-template.entity.js';
import type { TemplateWish } from '../../minted-tokens/templates/template-wish.schemas.js';
import { AdminRefused } from '../../tenants/admin-refused.js';
import type { Applied } from '../../tenants/outcome.js';
import type { Tenant } from '../../tenants/tenant.entity.js';

/** Creates the template, or replaces the one of its name. Throws AdminRefused where it would make tokens that this server refuses. */
export async function ensureSeededTemplate(
  transaction: WriteTransaction,
  clock: Clock,
  { id, slug, settings }: Tenant,
  stated: TemplateWish,
): Promise<Applied<TokenTemplate>> {
  const tenant = { id, slug, settings: { ...defaultTenantSettings, ...settings } };
  const ensured = await ensureTemplate(transaction, tenant, stated, clock.nowMs());
  if ('ok' in ensured) return ensured.ok;
  throw new AdminRefused(
    Object.entries(ensured.refused).flatMap(([path, reasons]) => reasons.map((reason) => ({ path, reason }))),
  );
}
