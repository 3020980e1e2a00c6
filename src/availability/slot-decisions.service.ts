import { Inject, Injectable } from '@nestjs/common';
import type { Decision } from '../common/decision.js';
import type { ReadAccess } from '../database/access.js';
import { Occupancies } from '../occupancy/occupancies.service.js';
import type { Occupancy } from '../occupancy/occupancy.entity.js';
import type { Interval } from '../schedule/interval.js';
import { reachOf } from '../schedule/occupied.js';
import { decideSlot, type SlotRefusal } from '../schedule/slot-decision.js';
import type { ProjectRules, ResourceRules } from './booking-rules.js';
import { occupiedOf, slotFactsOf, type BookingRights } from './slot-facts.js';

export type SlotAnswer = Decision<'free', SlotRefusal>;

interface AskedSlot extends BookingRights {
  readonly tenantId: string;
  /** Null where the booking belongs to no project. */
  readonly project: ProjectRules | null;
  readonly slot: Interval;
  /** Bookings whose time does not count: the one that is moved, the hold that is taken over. */
  readonly without?: readonly string[] | undefined;
}

/**
 * Whether a slot can be booked: the one decision that availability and creating share. In a write transaction it sees
 * what that transaction has done; whoever books asks it there, with the resources locked.
 */
@Injectable()
export class SlotDecisions {
  constructor(@Inject(Occupancies) private readonly occupancies: Occupancies) {}

  async decide(
    access: ReadAccess,
    asked: AskedSlot & { readonly resource: ResourceRules },
  ): Promise<SlotAnswer> {
    const { resource } = asked;
    const decisions = await this.decideAll(access, { ...asked, resources: [resource] });
    return decisions.get(resource.id) ?? { refused: 'taken' };
  }

  /** By resource id, in the order of the resources, from one query. */
  async decideAll(
    access: ReadAccess,
    asked: AskedSlot & { readonly resources: readonly ResourceRules[] },
  ): Promise<ReadonlyMap<string, SlotAnswer>> {
    const { tenantId, resources, project, slot, without } = asked;
    const rows = await this.occupancies.overlapping(
      access,
      tenantId,
      resources.map(({ id }) => id),
      windowOf(resources, slot),
    );
    const byResource = grouped(rows);
    const answers = new Map<string, SlotAnswer>();
    for (const resource of resources) {
      const occupied = occupiedOf(byResource.get(resource.id) ?? [], asked.nowMs, without);
      answers.set(resource.id, decideSlot(slot, slotFactsOf(resource, project, occupied, asked)));
    }
    return answers;
  }
}

/** The window whose occupancies decide about the span on every one of the resources. */
export function windowOf(
  resources: readonly Pick<ResourceRules, 'timezone'>[],
  span: Interval,
): { from: number; to: number } {
  let [from, to] = [span.start, span.end];
  for (const zone of new Set(resources.map(({ timezone }) => timezone))) {
    const reach = reachOf(span, zone);
    from = Math.min(from, reach.start);
    to = Math.max(to, reach.end);
  }
  return { from, to };
}

export function grouped(rows: readonly Occupancy[]): ReadonlyMap<string, readonly Occupancy[]> {
  const groups = new Map<string, Occupancy[]>();
  for (const row of rows) {
    const group = groups.get(row.resourceId);
    if (group === undefined) groups.set(row.resourceId, [row]);
    else group.push(row);
  }
  return groups;
}
