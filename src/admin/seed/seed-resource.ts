import { IsNull, type ObjectLiteral } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { WriteTransaction } from '../../database/access.js';
import { resourceDocument } from '../../database/full-text/stored-document.js';
import { indexDocument } from '../../database/full-text/write-documents.js';
import { emptyResource } from '../../resources/resource-members.js';
import { Resource } from '../../resources/resource.entity.js';
import { refused } from '../../tenants/admin-refused.js';
import { sameJson, type Applied } from '../../tenants/outcome.js';
import type { SeedResource } from './resource.schemas.js';

/** Creates the resource, or changes what the file names of the one that is there. */
export async function ensureResource(
  transaction: WriteTransaction,
  clock: Clock,
  tenant: { readonly id: string; readonly timezone: string },
  stated: SeedResource,
): Promise<Applied<Resource>> {
  const tenantId = tenant.id;
  // A name means one that is there; an id also one that was removed, which comes back.
  const which = stated.id === undefined ? { name: stated.name, removedAt: IsNull() } : { id: stated.id };
  // TypeORM's types do not get to the bottom of free-form JSON.
  const table = transaction.manager.getRepository<ObjectLiteral>(Resource);
  const same = (await table.findBy({ tenantId, ...which })) as Resource[];
  if (same.length > 1)
    throw refused('name', `several resources are called ${JSON.stringify(stated.name)}: name the id`);
  const [before] = same;
  const now = clock.nowMs();
  if (before === undefined) {
    const row: Resource = {
      ...emptyResource,
      removedAt: null,
      timezone: tenant.timezone,
      ...named(stated),
      tenantId,
      id: stated.id ?? newId(),
      name: stated.name,
      createdAt: now,
      updatedAt: now,
    };
    await table.insert({ ...row });
    indexDocument(transaction, tenantId, resourceDocument(row));
    return { outcome: 'created', row, warnings: [] };
  }
  const after: Resource = { ...before, ...named(stated), removedAt: null };
  if (sameJson(before, after)) return { outcome: 'unchanged', row: before, warnings: [] };
  const { id, ...members } = { ...after, updatedAt: now };
  await table.update({ tenantId, id }, members);
  indexDocument(transaction, tenantId, resourceDocument(after));
  return { outcome: 'updated', row: { ...after, updatedAt: now }, warnings: [] };
}

function named(stated: SeedResource): Partial<Resource> {
  const members = {
    name: stated.name,
    timezone: stated.timezone,
    email: stated.email,
    firstName: stated.first_name,
    lastName: stated.last_name,
    description: stated.description,
    image: stated.image,
    tags: stated.tags,
    meta: stated.meta,
    availabilityConstraints: stated.availability_constraints,
    policies: stated.policies,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
