import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ApiKey } from '../../tenants/api-key.entity.js';
import { apiKeyState } from '../../tenants/api-key-state.js';
import { sameJson, type Applied } from '../../tenants/outcome.js';
import { lockTenant } from '../../tenants/tenant-lock.js';
import { faultsOfTemplate, type FieldErrors, type MintingTenant } from './template-rules.js';
import type { TokenTemplate } from './token-template.entity.js';
import type { TemplateWish } from './template-wish.schemas.js';
import { TokenTemplatesRepository } from './token-templates.repository.js';

/** Templates of a tenant at most. */
const templatesAtMost = 200;

const templates = new TokenTemplatesRepository();

export type TemplateTenant = MintingTenant & { readonly id: string };

type Put = { readonly ok: Applied<TokenTemplate> } | { readonly refused: FieldErrors };

/** Creates the template, or replaces the one of its name where it `mayReplace` it. Says what is wrong, and then writes nothing. */
export async function putTemplate(
  transaction: WriteTransaction,
  tenant: TemplateTenant,
  { name, kid: keyId, claims, scope = null }: TemplateWish,
  { nowMs, mayReplace }: { readonly nowMs: number; readonly mayReplace: boolean },
): Promise<Put> {
  await lockTenant(transaction, tenant.id);
  const before = await templates.find(transaction, tenant.id, name);
  const faults: Record<string, readonly string[]> = {
    ...(before !== null && !mayReplace && { name: ['is the name of a template that stands'] }),
    ...((await maySign(transaction, tenant.id, keyId, nowMs)) ? {} : { kid: [noKey] }),
    ...faultsOfTemplate({ kid: keyId, claims, scope }, tenant, nowMs),
  };
  if (before === null && (await templates.count(transaction, tenant.id)) >= templatesAtMost)
    faults['name'] = [`is one too many: there are at most ${templatesAtMost} templates`];
  if (Object.keys(faults).length > 0) return { refused: faults };
  const after = { tenantId: tenant.id, name, keyId, claims, scope, updatedAt: nowMs };
  if (before !== null) {
    await templates.update(transaction, after);
    return { ok: { outcome: 'updated', row: { ...before, ...after }, warnings: [] } };
  }
  const row = { ...after, createdAt: nowMs };
  await templates.insert(transaction, row);
  return { ok: { outcome: 'created', row, warnings: [] } };
}

/** As {@link putTemplate}, but one that is as wished already stays as it is, whatever has become of its end and its key since. */
export async function ensureTemplate(
  transaction: WriteTransaction,
  tenant: TemplateTenant,
  wish: TemplateWish,
  nowMs: number,
): Promise<Put> {
  const before = await templates.find(transaction, tenant.id, wish.name);
  const { kid, claims, scope = null } = wish;
  const isSame =
    before !== null &&
    sameJson({ kid: before.keyId, claims: before.claims, scope: before.scope }, { kid, claims, scope });
  if (isSame) return { ok: { outcome: 'unchanged', row: before, warnings: [] } };
  return putTemplate(transaction, tenant, wish, { nowMs, mayReplace: true });
}

/** One answer for a key that is missing, another tenant's, a widget's, or ended. */
const noKey = 'names no API key of yours that signs: see "countersign key list"';

export async function maySign(
  { manager }: ReadAccess,
  tenantId: string,
  id: string,
  nowMs: number,
): Promise<boolean> {
  const key = await manager.findOneBy(ApiKey, { tenantId, id, type: 'api' });
  const state = key === null ? null : apiKeyState(key, nowMs);
  return state === 'active' || state === 'expiring';
}
