import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { invalid, Problem } from '../common/problem.js';
import type { Zone } from '../common/zone.js';
import type { ReadAccess } from '../database/access.js';
import { Database } from '../database/database.js';
import { Occupancies } from '../occupancy/occupancies.service.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsService } from '../projects/projects.service.js';
import type { Resource } from '../resources/resource.entity.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { ResourceFacts, SlotRequest } from '../schedule/offered-slots.js';
import { questionOf, type AvailabilityQuestion } from './availability-question.js';
import { resourcesAtMost, type AvailabilityBody } from './availability.schemas.js';
import { sizeFault } from './question-size.js';
import { occupiedOf } from './slot-facts.js';
import { windowOf } from './slot-window.js';
import { timeRulesOf, type TimeRules } from './time-rules.js';

/** A question with all facts that answer it. */
export interface AskedAvailability {
  readonly question: AvailabilityQuestion;
  readonly request: SlotRequest;
  readonly project: Project | null;
  /** In order of priority, as `facts`. */
  readonly resources: readonly Resource[];
  readonly facts: readonly ResourceFacts[];
}

/** Reads what decides about a question, from the rows of the caller's tenant. */
@Injectable()
export class AvailabilityFacts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(Occupancies) private readonly occupancies: Occupancies,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * `zone` is the answer's where neither request nor project names one; the time of the booking `without` counts as free.
   * Throws validation_failed naming what is wrong.
   */
  async of(
    { tenant }: Pick<Principal, 'tenant'>,
    body: AvailabilityBody,
    zone: Zone,
    without: string | null = null,
  ): Promise<AskedAvailability> {
    const isForEveryone = (body.project_id ?? body.resources ?? null) === null;
    const everyone = isForEveryone ? await this.everyone(tenant.id) : null;
    return this.database.read(async (access) => {
      const { project, resourceIds } = await this.project(access, tenant.id, body.project_id ?? null);
      const nowMs = this.clock.nowMs();
      const decision = questionOf(body, { defaults: project?.availability ?? null, nowMs, zone });
      if ('refused' in decision) throw new Problem('validation_failed', { errors: decision.refused });
      const question = decision.ok;
      const resources = everyone ?? (await this.named(access, tenant.id, body.resources ?? [], resourceIds));
      const rules = resources.map((resource) => timeRulesOf(resource, project, question));
      const tooLarge = sizeFault(question, rules);
      if (tooLarge !== null) throw invalid(...tooLarge);
      return {
        question,
        request: { ...question, nowMs, isPastAllowed: false },
        project,
        resources,
        facts: await this.facts(access, tenant.id, rules, { ...question, nowMs, without }),
      };
    });
  }

  private async project(access: ReadAccess, tenantId: string, id: string | null) {
    if (id === null) return { project: null, resourceIds: null };
    const found = await this.projects.find(access, tenantId, id);
    if (found === null) throw invalid('project_id', 'names no project');
    return found;
  }

  /** Those the request names, in its order; else the project's. */
  private async named(
    access: ReadAccess,
    tenantId: string,
    asked: readonly string[],
    ofProject: readonly string[] | null,
  ): Promise<readonly Resource[]> {
    if (asked.length === 0 && ofProject === null)
      throw invalid('resources', 'must name a resource, or be left out');
    const wanted = [...new Set(asked.length === 0 ? ofProject : asked)];
    if (wanted.length > resourcesAtMost) throw tooMany();
    const found = await this.resources.findForBooking(access, tenantId, wanted, { lock: false });
    const byId = new Map(found.map((resource) => [resource.id, resource]));
    const missing = asked.findIndex((id) => !byId.has(id));
    if (missing !== -1) throw invalid(`resources.${missing}`, 'names no resource');
    return wanted.flatMap((id) => byId.get(id) ?? []);
  }

  private async everyone(tenantId: string): Promise<readonly Resource[]> {
    const { rows } = await this.resources.list(
      tenantId,
      { name: null, email: null },
      {
        limit: resourcesAtMost,
        page: 1,
        offset: 0,
        after: null,
        counted: false,
        ordering: { field: 'created_at', direction: 'asc' },
        list: { name: 'resources', tenantId, filters: [], ordering: 'created_at asc' },
      },
    );
    if (rows.length > resourcesAtMost) throw tooMany();
    return rows;
  }

  private async facts(
    access: ReadAccess,
    tenantId: string,
    rules: readonly TimeRules[],
    {
      from,
      to,
      nowMs,
      without,
    }: {
      readonly from: number;
      readonly to: number;
      readonly nowMs: number;
      readonly without: string | null;
    },
  ): Promise<readonly ResourceFacts[]> {
    if (rules.length === 0) return [];
    const zones = rules.map(({ zone }) => ({ timezone: zone }));
    const window = windowOf(zones, { start: from, end: to });
    const ids = rules.map(({ id }) => id);
    const times = await this.occupancies.timesOverlapping(access, tenantId, ids, window, without);
    return rules.map((rule) => ({ ...rule, occupied: occupiedOf(times.get(rule.id) ?? [], nowMs) }));
  }
}

const tooMany = (): Problem =>
  invalid(
    'resources',
    `must name the resources that are asked for, because there are more than ${resourcesAtMost}`,
  );
