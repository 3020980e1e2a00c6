import { Inject, Injectable } from '@nestjs/common';
import type { PageRequest, Slice } from '../common/page.js';
import type { ReadAccess } from '../database/access.js';
import { Database } from '../database/database.js';
import type { ProjectFilter, ProjectOrderField } from './project-list.js';
import type { Project } from './project.entity.js';
import { ProjectResourcesRepository } from './project-resources.repository.js';
import { ProjectsRepository } from './projects.repository.js';

/** A project and the ids of its resources in the merchant's order of priority. */
export interface ProjectWithResources {
  readonly project: Project;
  readonly resourceIds: readonly string[];
}

/** Kinds of appointments, for other features. Another tenant's project is not there, and neither is a removed one, except where a method says so. */
@Injectable()
export class ProjectsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProjectsRepository) private readonly projects: ProjectsRepository,
    @Inject(ProjectResourcesRepository) private readonly members: ProjectResourcesRepository,
  ) {}

  /** Null where there is no such project; text that is no id names none. */
  async find(access: ReadAccess, tenantId: string, id: string): Promise<ProjectWithResources | null> {
    const project = await this.projects.findById(access, tenantId, id);
    return project === null ? null : withResources(project, await this.resourceIds(access, project));
  }

  async findBySlug(access: ReadAccess, tenantId: string, slug: string): Promise<ProjectWithResources | null> {
    const project = await this.projects.findBySlug(access, tenantId, slug);
    return project === null ? null : withResources(project, await this.resourceIds(access, project));
  }

  /** A page of projects, each with the ids of its resources. */
  list(
    tenantId: string,
    filter: ProjectFilter,
    page: PageRequest<ProjectOrderField>,
  ): Promise<Slice<ProjectWithResources>> {
    return this.database.read(async (access) => {
      const { rows, total } = await this.projects.list(access, tenantId, filter, page);
      const ids = rows.map(({ id }) => id);
      const resources = await this.members.findIds(access, tenantId, ids);
      return { rows: rows.map((project) => withResources(project, resources)), total };
    });
  }

  findById(tenantId: string, id: string): Promise<ProjectWithResources | null> {
    return this.database.read((access) => this.find(access, tenantId, id));
  }

  /** The projects of these ids by id, **removed ones too** (which have no resources): for showing what bookings were made with. Inside a transaction, `access` is that transaction. */
  findByIds(
    tenantId: string,
    ids: Iterable<string>,
    access?: ReadAccess,
  ): Promise<ReadonlyMap<string, ProjectWithResources>> {
    const find = async (reader: ReadAccess) => {
      const found = await this.projects.findByIdsWithRemoved(reader, tenantId, ids);
      const resources = await this.members.findIds(
        reader,
        tenantId,
        found.map(({ id }) => id),
      );
      return new Map(found.map((project) => [project.id, withResources(project, resources)]));
    };
    return access === undefined ? this.database.read(find) : find(access);
  }

  /** Of each of these resources the oldest project that has it, by the resource's id. */
  async findOldestOf(
    access: ReadAccess,
    tenantId: string,
    resourceIds: readonly string[],
  ): Promise<ReadonlyMap<string, ProjectWithResources>> {
    const ids = await this.members.findOldestProjectIds(access, tenantId, resourceIds);
    const projects = await this.findByIds(tenantId, ids.values(), access);
    const ofResource = [...ids].flatMap(([resourceId, projectId]) => {
      const found = projects.get(projectId);
      return found === undefined ? [] : [[resourceId, found] as const];
    });
    return new Map(ofResource);
  }

  private resourceIds(access: ReadAccess, { tenantId, id }: Project) {
    return this.members.findIds(access, tenantId, [id]);
  }
}

const withResources = (
  project: Project,
  resources: ReadonlyMap<string, readonly string[]>,
): ProjectWithResources => ({ project, resourceIds: resources.get(project.id) ?? [] });
