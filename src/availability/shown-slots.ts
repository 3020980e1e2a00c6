import type { Resource } from '../resources/resource.entity.js';
import type { FoundSlots } from './availability.service.js';

export interface ShownResource {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
}

export interface ShownSlot {
  readonly start: string;
  readonly end: string;
  readonly resources: readonly ShownResource[];
}

/** A resource as anyone sees it who may book it. */
export const showSlotResource = ({ id, name, timezone }: Resource): ShownResource => ({ id, name, timezone });

/** Slots as clients see them. Lists of resources are shared between slots. */
export function showSlots({ asked, slots }: FoundSlots): ShownSlot[] {
  const { zone } = asked.question;
  const byId = new Map(asked.resources.map((resource) => [resource.id, showSlotResource(resource)]));
  const lists = new Map<readonly string[], readonly ShownResource[]>();
  return slots.map(({ start, end, resourceIds }) => {
    let resources = lists.get(resourceIds);
    if (resources === undefined) {
      resources = resourceIds.flatMap((id) => byId.get(id) ?? []);
      lists.set(resourceIds, resources);
    }
    return { start: zone.write(start), end: zone.write(end), resources };
  });
}
