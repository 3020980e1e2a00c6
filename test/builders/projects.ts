import type { ObjectLiteral } from 'typeorm';
import { newId } from '../../src/common/ids.js';
import { projectDocument } from '../../src/database/full-text/stored-document.js';
import { indexDocument } from '../../src/database/full-text/write-documents.js';
import { emptyProject } from '../../src/projects/project-members.js';
import { ProjectResource } from '../../src/projects/project-resource.entity.js';
import { Project } from '../../src/projects/project.entity.js';
import type { TestServer } from '../support/test-server.js';

/** A kind of appointment with these resources in this order, written straight into the rows and the search index. */
export async function buildProject(
  server: TestServer,
  tenant: { readonly id: string },
  members: Partial<Project> = {},
  resources: readonly { readonly id: string }[] = [],
): Promise<Project> {
  const id = newId();
  const project: Project = {
    ...emptyProject,
    tenantId: tenant.id,
    id,
    slug: `project-${id.slice(-12)}`,
    name: 'Haircut',
    createdAt: Date.now(),
    updatedAt: Date.now(),
    removedAt: null,
    ...members,
  };
  await server.database.write(async (transaction) => {
    const { manager } = transaction;
    await manager.getRepository<ObjectLiteral>(Project).insert(project);
    if (project.removedAt === null) indexDocument(transaction, tenant.id, projectDocument(project));
    for (const [position, { id: resourceId }] of resources.entries()) {
      await manager.insert(ProjectResource, {
        tenantId: tenant.id,
        projectId: project.id,
        resourceId,
        position,
      });
    }
  });
  return project;
}
