import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { invalid, notFound } from '../common/problem.js';
import type { WriteTransaction } from '../database/access.js';
import { isDuplicate } from '../database/database-errors.js';
import { Database } from '../database/database.js';
import { projectDocument } from '../database/full-text/stored-document.js';
import { forgetDocument, indexChange, indexDocument } from '../database/full-text/write-documents.js';
import { ResourcesService } from '../resources/resources.service.js';
import { emptyProject, namedColumns } from './project-members.js';
import { ProjectResourcesRepository } from './project-resources.repository.js';
import type { Project } from './project.entity.js';
import { resourcesAtMost, type ChangeProjectBody, type CreateProjectBody } from './project.schemas.js';
import { ProjectsRepository } from './projects.repository.js';
import type { ProjectWithResources } from './projects.service.js';
import { freeSlug, slugFrom } from './slug.js';

/** Times a slug made from a name is looked for when others take it first; from the second on it is one that nobody else makes. */
const attempts = 3;
const slugsLookedAt = 1000;

/** Changes of a tenant's projects. What is wrong is a validation_failed naming the field, and then nothing is written; a project that is not there is not_found. */
@Injectable()
export class ProjectWritingService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProjectsRepository) private readonly projects: ProjectsRepository,
    @Inject(ProjectResourcesRepository) private readonly members: ProjectResourcesRepository,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Without a slug one is made from the name, and made another while it is taken. Answers what `answer` makes of it, within the transaction. */
  async create<Answer>(
    tenantId: string,
    body: CreateProjectBody,
    answer: (transaction: WriteTransaction, created: ProjectWithResources) => Promise<Answer>,
  ): Promise<Answer> {
    const given = body.slug ?? null;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.write(async (transaction) =>
          answer(transaction, await this.createIn(transaction, tenantId, body, attempt > 1)),
        );
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        if (given !== null || attempt === attempts) throw slugTaken();
      }
    }
  }

  /** Changes the members named, each as a whole. */
  async change(tenantId: string, id: string, body: ChangeProjectBody): Promise<ProjectWithResources> {
    try {
      return await this.database.write((transaction) => this.changeIn(transaction, tenantId, id, body));
    } catch (error) {
      throw isDuplicate(error) ? slugTaken() : error;
    }
  }

  async remove(tenantId: string, id: string): Promise<void> {
    await this.database.write(async (transaction) => {
      if (!(await this.projects.remove(transaction, tenantId, id, this.clock.nowMs())))
        throw notFound('Project');
      await this.members.replace(transaction, tenantId, id, []);
      forgetDocument(transaction, tenantId, { type: 'project', id });
    });
  }

  /** The ids after it was put at the end; one that is there already stays where it is. */
  addResource(tenantId: string, id: string, resourceId: string): Promise<readonly string[]> {
    return this.database.write(async (transaction) => {
      const before = await this.lockedIds(transaction, tenantId, id);
      const [resource] = await this.resources.findForBooking(transaction, tenantId, [resourceId], {
        lock: true,
      });
      if (resource === undefined) throw invalid('resource_id', 'names no resource');
      if (before.includes(resourceId)) return before;
      if (before.length >= resourcesAtMost)
        throw invalid('resource_id', `is one too many: a project has at most ${resourcesAtMost} resources`);
      const after = [...before, resourceId];
      await this.replace(transaction, tenantId, id, after);
      return after;
    });
  }

  setResources(tenantId: string, id: string, ids: readonly string[]): Promise<readonly string[]> {
    return this.database.write(async (transaction) => {
      await this.lockedIds(transaction, tenantId, id);
      await this.requireResources(transaction, tenantId, ids);
      await this.replace(transaction, tenantId, id, ids);
      return ids;
    });
  }

  /** A resource that the project does not have is not there. */
  async removeResource(tenantId: string, id: string, resourceId: string): Promise<void> {
    await this.database.write(async (transaction) => {
      await this.lockedIds(transaction, tenantId, id);
      if (!(await this.members.remove(transaction, tenantId, id, resourceId))) throw notFound('Resource');
      await this.projects.update(transaction, tenantId, id, { updatedAt: this.clock.nowMs() });
    });
  }

  private async createIn(
    transaction: WriteTransaction,
    tenantId: string,
    body: CreateProjectBody,
    hasRivals: boolean,
  ): Promise<ProjectWithResources> {
    const now = this.clock.nowMs();
    const resourceIds = body.resources ?? [];
    const project: Project = {
      ...emptyProject,
      ...namedColumns(body),
      tenantId,
      id: newId(),
      name: body.name,
      slug: body.slug ?? (await this.slugFor(transaction, tenantId, body.name, hasRivals)),
      createdAt: now,
      updatedAt: now,
      removedAt: null,
    };
    await this.projects.insert(transaction, project);
    await this.requireResources(transaction, tenantId, resourceIds);
    await this.members.replace(transaction, tenantId, project.id, resourceIds);
    indexDocument(transaction, tenantId, projectDocument(project));
    return { project, resourceIds };
  }

  private async changeIn(
    transaction: WriteTransaction,
    tenantId: string,
    id: string,
    body: ChangeProjectBody,
  ): Promise<ProjectWithResources> {
    const row = await this.projects.findLocked(transaction, tenantId, id);
    if (row === null) throw notFound('Project');
    const columns = { ...namedColumns(body), updatedAt: this.clock.nowMs() };
    await this.projects.update(transaction, tenantId, id, columns);
    const project = { ...row, ...columns };
    indexChange(transaction, tenantId, projectDocument(row), projectDocument(project));
    if (body.resources === undefined)
      return { project, resourceIds: await this.idsOf(transaction, tenantId, id) };
    const resourceIds = body.resources ?? [];
    await this.requireResources(transaction, tenantId, resourceIds);
    await this.members.replace(transaction, tenantId, id, resourceIds);
    return { project, resourceIds };
  }

  private async slugFor(
    transaction: WriteTransaction,
    tenantId: string,
    name: string,
    hasRivals: boolean,
  ): Promise<string> {
    const wanted = slugFrom(name);
    // Room for a number at the end.
    const start = wanted.slice(0, 56);
    const taken = await this.projects.findSlugsFrom(transaction, tenantId, start, slugsLookedAt);
    if (!hasRivals && taken.length < slugsLookedAt) return freeSlug(wanted, new Set(taken));
    return `${start.slice(0, 51)}-${newId().slice(-12)}`;
  }

  /** Ids of the project's resources; nobody else changes them until the transaction ends. */
  private async lockedIds(
    transaction: WriteTransaction,
    tenantId: string,
    id: string,
  ): Promise<readonly string[]> {
    if ((await this.projects.findLocked(transaction, tenantId, id)) === null) throw notFound('Project');
    return this.idsOf(transaction, tenantId, id);
  }

  private async idsOf(transaction: WriteTransaction, tenantId: string, id: string) {
    return (await this.members.findIds(transaction, tenantId, [id])).get(id) ?? [];
  }

  private async replace(
    transaction: WriteTransaction,
    tenantId: string,
    id: string,
    ids: readonly string[],
  ): Promise<void> {
    await this.members.replace(transaction, tenantId, id, ids);
    await this.projects.update(transaction, tenantId, id, { updatedAt: this.clock.nowMs() });
  }

  private async requireResources(
    transaction: WriteTransaction,
    tenantId: string,
    ids: readonly string[],
  ): Promise<void> {
    const repeated = ids.findIndex((id, index) => ids.indexOf(id) < index);
    if (repeated !== -1) throw invalid(`resources.${repeated}`, 'stands in the list before');
    const found = await this.resources.findForBooking(transaction, tenantId, ids, { lock: true });
    const known = new Set(found.map(({ id }) => id));
    const unknown = ids.findIndex((id) => !known.has(id));
    if (unknown !== -1) throw invalid(`resources.${unknown}`, 'names no resource');
  }
}

const slugTaken = () => invalid('slug', 'is the slug of another project');
