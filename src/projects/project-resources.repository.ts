import { Injectable } from '@nestjs/common';
import { isId } from '../common/ids.js';
import { joined, ours, sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';

/** Which resources a project has, in the merchant's order. Every query names its tenant first. */
@Injectable()
export class ProjectResourcesRepository {
  /** Ids of the resources of each of these projects, the first in the merchant's order first; a project without any is not in the answer. */
  async findIds(
    access: ReadAccess,
    tenantId: string,
    projectIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const byProject = new Map<string, string[]>();
    if (projectIds.length === 0) return byProject;
    const found = await ask<{ projectId: string; resourceId: string }>(
      access,
      sql`SELECT l.project_id AS "projectId", l.resource_id AS "resourceId" FROM project_resources l
        WHERE l.tenant_id = ${tenantId} AND ${isAmong(access, ours('l.project_id'), projectIds)} ORDER BY l.project_id, l.position`,
    );
    for (const { projectId, resourceId } of found) {
      const ids = byProject.get(projectId);
      if (ids === undefined) byProject.set(projectId, [resourceId]);
      else ids.push(resourceId);
    }
    return byProject;
  }

  /** Of each of these resources the oldest project that has it; a resource that none has is not in the answer. */
  async findOldestProjectIds(
    access: ReadAccess,
    tenantId: string,
    resourceIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (resourceIds.length === 0) return new Map();
    const found = await ask<{ resourceId: string; projectId: string | null }>(
      access,
      sql`SELECT r.id AS "resourceId", (SELECT p.id FROM project_resources l CROSS JOIN projects p
          WHERE l.tenant_id = r.tenant_id AND l.resource_id = r.id AND p.tenant_id = l.tenant_id AND p.id = l.project_id
            AND p.removed_at IS NULL ORDER BY p.created_at, p.id LIMIT 1) AS "projectId"
        FROM resources r WHERE r.tenant_id = ${tenantId} AND ${isAmong(access, ours('r.id'), resourceIds)}`,
    );
    return new Map(
      found.flatMap(({ resourceId, projectId }) =>
        projectId === null ? [] : [[resourceId, projectId] as const],
      ),
    );
  }

  /** The project has these resources, in this order, and no other. */
  async replace(
    transaction: WriteTransaction,
    tenantId: string,
    projectId: string,
    resourceIds: readonly string[],
  ): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM project_resources WHERE tenant_id = ${tenantId} AND project_id = ${projectId}`,
    );
    if (resourceIds.length === 0) return;
    const values = resourceIds.map(
      (resourceId, position) => sql`(${tenantId}, ${projectId}, ${resourceId}, ${position})`,
    );
    await change(
      transaction,
      sql`INSERT INTO project_resources (tenant_id, project_id, resource_id, position) VALUES ${joined(values, ', ')}`,
    );
  }

  /** Answers whether the project had it. */
  async remove(
    transaction: WriteTransaction,
    tenantId: string,
    projectId: string,
    resourceId: string,
  ): Promise<boolean> {
    if (!isId(resourceId)) return false;
    const touched = await change(
      transaction,
      sql`DELETE FROM project_resources WHERE tenant_id = ${tenantId} AND project_id = ${projectId} AND resource_id = ${resourceId}`,
    );
    return touched === 1;
  }

  /** No project has it any more. */
  async removeFromAll(transaction: WriteTransaction, tenantId: string, resourceId: string): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM project_resources WHERE tenant_id = ${tenantId} AND resource_id = ${resourceId}`,
    );
  }
}
