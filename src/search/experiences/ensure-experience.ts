import type { Decision } from '../../common/decision.js';
import type { WriteTransaction } from '../../database/access.js';
import { sameJson, type Applied } from '../../tenants/outcome.js';
import { lockTenant } from '../../tenants/tenant-lock.js';
import { experienceColumns, type NewExperienceBody } from './experience.schemas.js';
import { ExperiencesRepository } from './experiences.repository.js';
import type { SearchExperience } from './search-experience.entity.js';

/** Experiences of one tenant at most. */
export const experiencesAtMost = 200;
export const tooManyExperiences = `is one too many: a tenant has at most ${experiencesAtMost} experiences`;

const experiences = new ExperiencesRepository();

/**
 * Creates the experience, or changes the members that are stated of the one of that key; what is as stated already is
 * not written. Changes of one tenant's experiences wait for each other.
 */
export async function ensureExperience(
  transaction: WriteTransaction,
  tenantId: string,
  { key, ...stated }: NewExperienceBody,
  nowMs: number,
): Promise<Decision<Applied<SearchExperience>, 'too_many'>> {
  await lockTenant(transaction, tenantId);
  const before = await experiences.findByKey(transaction, tenantId, key);
  if (before === null) {
    if ((await experiences.count(transaction, tenantId)) >= experiencesAtMost) return { refused: 'too_many' };
    const row = { tenantId, key, ...experienceColumns(stated), createdAt: nowMs, updatedAt: nowMs };
    await experiences.insert(transaction, row);
    return { ok: { outcome: 'created', row, warnings: [] } };
  }
  const named = Object.keys(stated) as (keyof typeof stated)[];
  const all = experienceColumns(stated);
  const columns = Object.fromEntries(
    named.filter((name) => stated[name] !== undefined).map((name) => [name, all[name]]),
  );
  const after = { ...before, ...columns };
  if (sameJson(before, after)) return { ok: { outcome: 'unchanged', row: before, warnings: [] } };
  const row = { ...after, updatedAt: nowMs };
  await experiences.update(transaction, tenantId, key, { ...columns, updatedAt: nowMs });
  return { ok: { outcome: 'updated', row, warnings: [] } };
}
