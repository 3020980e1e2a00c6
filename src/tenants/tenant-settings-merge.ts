import { tenantSettingsSchema, type TenantSettings } from '../access/tenant-settings.js';
import type { Refusal } from './admin-refused.js';
import { refusalsOf } from './schema-refusals.js';

/**
 * What a tenant has set, after a change that names some settings: the others stay; undefined puts a setting back
 * to its default, and so does null where null is no value of its own. Only what was set is kept, so that later defaults reach every tenant.
 */
export function mergeSettings(
  set: Partial<TenantSettings>,
  changes: Readonly<Record<string, unknown>>,
): { readonly ok: Partial<TenantSettings> } | { readonly refused: readonly Refusal[] } {
  // A Map: a setting called __proto__ is a name like any other, and refused like any other unknown one.
  const merged = new Map<string, unknown>(Object.entries(set));
  for (const [name, value] of Object.entries(changes)) {
    const isTakenBack = value === undefined || (value === null && !takesNull(name));
    if (isTakenBack && Object.hasOwn(tenantSettingsSchema.shape, name)) merged.delete(name);
    else merged.set(name, value ?? null);
  }
  const parsed = tenantSettingsSchema.safeParse(Object.fromEntries(merged));
  if (merged.has('__proto__')) return unknownName('__proto__');
  if (!parsed.success) return { refused: refusalsOf(parsed.error, ['settings']) };
  const kept = Object.entries(parsed.data).filter(([name]) => merged.has(name));
  return { ok: Object.fromEntries(kept) };
}

const unknownName = (name: string) => ({
  refused: [{ path: `settings.${name}`, reason: 'there is no such member' }],
});

function takesNull(name: string): boolean {
  if (!Object.hasOwn(tenantSettingsSchema.shape, name)) return true;
  return tenantSettingsSchema.shape[name as keyof TenantSettings].safeParse(null).success;
}

/** All settings, those that are not set at their defaults. */
export const effectiveSettings = (set: Partial<TenantSettings>): TenantSettings =>
  tenantSettingsSchema.parse(set);
