import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { Zone } from '../common/zone.js';
import type { ReadAccess } from '../database/access.js';
import { ResourcesService } from '../resources/resources.service.js';
import { resourceFor } from '../resources/shown-resource.js';
import type { ProjectWithResources } from './projects.service.js';
import { projectFor } from './shown-project.js';

/** Parts of a project that are answered on demand; unknown names are ignored (contract 0). */
const includesResources = (include: string | undefined): boolean =>
  (include ?? '').split(',').some((name) => name.trim() === 'resources');

interface ProjectPresentation {
  readonly zone: Zone;
  readonly include: string | undefined;
}

/** Fetches what answers show beside the projects' rows: one query, however many projects. */
@Injectable()
export class ProjectPresenter {
  constructor(@Inject(ResourcesService) private readonly resources: ResourcesService) {}

  /** The function that shows each of these projects to the caller; resources as ids unless they are included. Inside a transaction, `access` is that transaction. */
  async forProjects(
    { tenant, kind }: Principal,
    projects: readonly ProjectWithResources[],
    { zone, include }: ProjectPresentation,
    access?: ReadAccess,
  ): Promise<(found: ProjectWithResources) => ReturnType<typeof projectFor>> {
    if (!includesResources(include))
      return ({ project, resourceIds }: ProjectWithResources) => projectFor(kind, zone, project, resourceIds);
    const found = await this.resources.findByIds(
      tenant.id,
      projects.flatMap(({ resourceIds }) => resourceIds),
      access,
    );
    const show = resourceFor(kind, zone);
    return ({ project, resourceIds }: ProjectWithResources) => {
      const resources = resourceIds.flatMap((id) => found.get(id) ?? []);
      return projectFor(kind, zone, project, resources.map(show));
    };
  }

  /** Those of these resources that are there, whole, in the order of the ids. */
  async resourcesOf({ tenant, kind }: Principal, ids: readonly string[], zone: Zone) {
    const found = await this.resources.findByIds(tenant.id, ids);
    return ids.flatMap((id) => found.get(id) ?? []).map(resourceFor(kind, zone));
  }
}
