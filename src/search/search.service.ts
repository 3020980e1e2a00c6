import { Inject, Injectable } from '@nestjs/common';
import { invalid } from '../common/problem.js';
import type { ReadAccess } from '../database/access.js';
import { Database } from '../database/database.js';
import { ProjectsService, type ProjectWithResources } from '../projects/projects.service.js';
import { ResourcesService } from '../resources/resources.service.js';
import { SearchIndex, type SearchHits } from '../search-index/search-index.service.js';
import { ExperiencesService } from './experiences/experiences.service.js';
import { NamedProjects } from './named-projects.service.js';
import { ResultSlots } from './result-slots.service.js';
import { planOf, type SearchPlan } from './search-plan.js';
import type { FoundResults, SearchResult } from './search-result.js';
import type { SearchQuery } from './search.schemas.js';

const nothing: SearchHits = { hits: [], total: 0, totalIsCapped: false };

/** Finds a tenant's resources and projects by words (contract 5, "Search"). Removed ones are not there. */
@Injectable()
export class SearchService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SearchIndex) private readonly index: SearchIndex,
    @Inject(ExperiencesService) private readonly experiences: ExperiencesService,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(NamedProjects) private readonly named: NamedProjects,
    @Inject(ResultSlots) private readonly slots: ResultSlots,
  ) {}

  /** Throws not_found where there is no such experience, validation_failed naming what is wrong. */
  search(tenantId: string, query: SearchQuery): Promise<FoundResults> {
    return this.database.read(async (access) => {
      const { experienceKey: key } = query;
      const experience = key === undefined ? null : await this.experiences.get(access, tenantId, key);
      const plan = planOf(query, experience);
      if ('refused' in plan) throw invalid(plan.field, plan.refused);
      const offering = await this.named.of(access, tenantId, plan.ok.projects);
      const { hits, total } = await this.hits(access, tenantId, { ...plan.ok, input: query.input }, offering);
      const results = await this.rows(access, tenantId, hits);
      const isAsked = query.with_availability === 'true';
      const slots = isAsked ? await this.slots.of(access, tenantId, results, offering?.[0] ?? null) : null;
      return { results, total, fields: experience?.fields ?? null, slots };
    });
  }

  /** `offering` are the projects that must all have the resource; null where none is named. */
  private hits(
    access: ReadAccess,
    tenantId: string,
    { types, tags, limit, offset, input }: SearchPlan & { readonly input: string },
    offering: readonly ProjectWithResources[] | null,
  ): Promise<SearchHits> {
    const searched = types
      .map((type) => (type === 'resources' ? 'resource' : 'project'))
      .filter((type) => offering === null || type === 'resource');
    const among = offering === null ? null : inAll(offering.map(({ resourceIds }) => resourceIds));
    if (searched.length === 0 || among?.length === 0) return Promise.resolve(nothing);
    return this.index.find(access, tenantId, { input, types: searched, tags, among, limit, offset });
  }

  /** The rows in the order of the hits. */
  private async rows(
    access: ReadAccess,
    tenantId: string,
    hits: SearchHits['hits'],
  ): Promise<readonly SearchResult[]> {
    const idsOf = (wanted: string) => hits.filter(({ type }) => type === wanted).map(({ id }) => id);
    const resources = await this.resources.findByIds(tenantId, idsOf('resource'), access);
    const projects = await this.projects.findByIds(tenantId, idsOf('project'), access);
    return hits.flatMap(({ type, id }): SearchResult[] => {
      const [resource, found] = [resources.get(id), projects.get(id)];
      if (type === 'resource')
        return resource === undefined || resource.removedAt !== null ? [] : [{ type, id, resource }];
      return found === undefined || found.project.removedAt !== null ? [] : [{ type, id, found }];
    });
  }
}

/** Ids that stand in every one of the lists. */
function inAll([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const sets = others.map((ids) => new Set(ids));
  return first.filter((id) => sets.every((ids) => ids.has(id)));
}
