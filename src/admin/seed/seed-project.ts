import { IsNull, type EntityManager, type ObjectLiteral } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import type { WriteTransaction } from '../../database/access.js';
import { projectDocument } from '../../database/full-text/stored-document.js';
import { indexDocument } from '../../database/full-text/write-documents.js';
import { emptyProject, namedColumns } from '../../projects/project-members.js';
import { ProjectResource } from '../../projects/project-resource.entity.js';
import { Project } from '../../projects/project.entity.js';
import { Resource } from '../../resources/resource.entity.js';
import { AdminRefused, refused, type Refusal } from '../../tenants/admin-refused.js';
import { sameJson, type Applied } from '../../tenants/outcome.js';
import type { SeedProject } from './project.schemas.js';

/** Creates the project, or changes what the file names of the one of that slug. */
export async function ensureProject(
  transaction: WriteTransaction,
  clock: Clock,
  tenantId: string,
  stated: SeedProject,
): Promise<Applied<Project>> {
  const { manager } = transaction;
  // TypeORM's types do not get to the bottom of free-form JSON.
  const table = manager.getRepository<ObjectLiteral>(Project);
  const before = (await table.findOneBy({
    tenantId,
    slug: stated.slug,
    removedAt: IsNull(),
  })) as Project | null;
  const resourceIds =
    stated.resources === undefined ? undefined : await idsOf(manager, tenantId, stated.resources);
  const columns = namedColumns({ ...stated, resources: undefined });
  const now = clock.nowMs();
  if (before === null) {
    const row: Project = {
      ...emptyProject,
      ...columns,
      tenantId,
      id: newId(),
      slug: stated.slug,
      name: stated.name,
      createdAt: now,
      updatedAt: now,
      removedAt: null,
    };
    await table.insert({ ...row });
    await putResources(manager, row, resourceIds ?? []);
    indexDocument(transaction, tenantId, projectDocument(row));
    return { outcome: 'created', row, warnings: [] };
  }
  const after: Project = { ...before, ...columns };
  const held = await heldIds(manager, before);
  const areTheirs = resourceIds === undefined || sameJson(held, resourceIds);
  if (sameJson(before, after) && areTheirs) return { outcome: 'unchanged', row: before, warnings: [] };
  const { id, ...members } = { ...after, updatedAt: now };
  await table.update({ tenantId, id }, members);
  if (resourceIds !== undefined) await putResources(manager, after, resourceIds);
  indexDocument(transaction, tenantId, projectDocument(after));
  return { outcome: 'updated', row: { ...after, updatedAt: now }, warnings: [] };
}

/** Ids of the resources that are named, by name or id. Throws AdminRefused for each that names none, or several. */
async function idsOf(manager: EntityManager, tenantId: string, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  const refusals: Refusal[] = [];
  for (const [index, name] of names.entries()) {
    const found = await manager.find(Resource, {
      where: { tenantId, removedAt: IsNull(), ...(isId(name) ? { id: name } : { name }) },
      order: { id: 'ASC' },
      take: 2,
    });
    const [resource] = found;
    const reason =
      resource === undefined
        ? `there is no resource ${JSON.stringify(name)}`
        : found.length > 1
          ? `several resources are called ${JSON.stringify(name)}: name the id`
          : ids.includes(resource.id)
            ? `${JSON.stringify(name)} stands in the list before`
            : null;
    if (reason !== null) refusals.push(...refused(`resources[${index}]`, reason).refusals);
    else if (resource !== undefined) ids.push(resource.id);
  }
  if (refusals.length > 0) throw new AdminRefused(refusals);
  return ids;
}

async function heldIds(manager: EntityManager, { tenantId, id }: Project): Promise<string[]> {
  const rows = await manager.find(ProjectResource, {
    where: { tenantId, projectId: id },
    order: { position: 'ASC' },
  });
  return rows.map(({ resourceId }) => resourceId);
}

async function putResources(
  manager: EntityManager,
  { tenantId, id: projectId }: Project,
  ids: readonly string[],
): Promise<void> {
  await manager.delete(ProjectResource, { tenantId, projectId });
  const rows = ids.map((resourceId, position) => ({ tenantId, projectId, resourceId, position }));
  if (rows.length > 0) await manager.insert(ProjectResource, rows);
}
