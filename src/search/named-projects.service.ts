import { Inject, Injectable } from '@nestjs/common';
import { invalid } from '../common/problem.js';
import type { ReadAccess } from '../database/access.js';
import { ProjectsService, type ProjectWithResources } from '../projects/projects.service.js';
import { isSlug } from '../projects/slug.js';
import type { SearchPlan } from './search-plan.js';

/** Projects that searches name by id or slug. */
@Injectable()
export class NamedProjects {
  constructor(@Inject(ProjectsService) private readonly projects: ProjectsService) {}

  /**
   * Those that the request names first; null where none is named at all. Throws validation_failed where the request
   * names one that is not there; one that is not there any more, which an experience names, has no resources.
   */
  async of(
    access: ReadAccess,
    tenantId: string,
    { asked, saved }: SearchPlan['projects'],
  ): Promise<readonly ProjectWithResources[] | null> {
    if (asked.length + saved.length === 0) return null;
    const found: ProjectWithResources[] = [];
    for (const name of asked) {
      const project = await this.find(access, tenantId, name);
      if (project === null) throw invalid('project', 'names no project');
      found.push(project);
    }
    for (const name of saved) {
      const project = await this.find(access, tenantId, name);
      if (project === null) return [];
      found.push(project);
    }
    return found;
  }

  private async find(access: ReadAccess, tenantId: string, name: string) {
    const byId = await this.projects.find(access, tenantId, name);
    return byId ?? (isSlug(name) ? this.projects.findBySlug(access, tenantId, name) : null);
  }
}
