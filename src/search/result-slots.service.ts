import { Inject, Injectable } from '@nestjs/common';
import { modeOf } from '../availability/booking-rules.js';
import { NextSlots, type NextSlotDecision, type SlotWish } from '../availability/next-slots.service.js';
import type { ReadAccess } from '../database/access.js';
import { ProjectsService, type ProjectWithResources } from '../projects/projects.service.js';
import type { SearchResult, SlotOfResult } from './search-result.js';

interface ResultWish {
  readonly id: string;
  /** Null where there is nothing to ask. */
  readonly wish: SlotWish | null;
}

/** The next free slots of what was found. */
@Injectable()
export class ResultSlots {
  constructor(
    @Inject(NextSlots) private readonly nextSlots: NextSlots,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
  ) {}

  /**
   * By the id of each result: a project's by its own settings, a resource's by `offering`, else by its oldest project, else
   * an hour by its own rules. Seats of groups are no slots.
   */
  async of(
    access: ReadAccess,
    tenantId: string,
    results: readonly SearchResult[],
    offering: ProjectWithResources | null,
  ): Promise<ReadonlyMap<string, SlotOfResult>> {
    const resourceIds = results.filter(({ type }) => type === 'resource').map(({ id }) => id);
    const oldest = offering === null ? await this.projects.findOldestOf(access, tenantId, resourceIds) : null;
    const wanted = results.map((result) => wishFor(result, offering ?? oldest?.get(result.id) ?? null));
    const wishes = wanted.flatMap(({ wish }) => wish ?? []);
    const decisions = await this.nextSlots.find(access, tenantId, wishes);
    const byWish = new Map(wishes.map((wish, index) => [wish, decisions[index]]));
    return new Map(
      wanted.map(({ id, wish }) => [id, slotOf(wish, wish === null ? undefined : byWish.get(wish))]),
    );
  }
}

function wishFor(result: SearchResult, offering: ProjectWithResources | null): ResultWish {
  const { id } = result;
  if (result.type === 'project') {
    const { project, resourceIds } = result.found;
    return { id, wish: hasSeats(result.found) ? null : { project, resourceIds } };
  }
  if (offering === null || hasSeats(offering)) return { id, wish: { project: null, resourceIds: [id] } };
  const { project, resourceIds } = offering;
  // A booking of one of them holds all: they must be free together.
  const others = modeOf(project) === 'mutual' ? resourceIds.filter((other) => other !== id) : [];
  return { id, wish: { project, resourceIds: [id, ...others] } };
}

/** Are its bookings seats of groups that the merchant makes? */
const hasSeats = ({ project }: ProjectWithResources): boolean => {
  const { graph } = project.booking;
  return typeof graph === 'string' && graph.startsWith('group_');
};

function slotOf(wish: SlotWish | null, decision: NextSlotDecision | undefined): SlotOfResult {
  if (wish === null || decision === undefined) return { refused: 'seats' };
  return 'refused' in decision ? decision : { next: decision.ok, projectId: wish.project?.id ?? null };
}
