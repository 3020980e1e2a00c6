import type { Resource } from '../resources/resource.entity.js';
import type { OfferedSlot } from '../schedule/offered-slots.js';
import type { FoundSlots } from './availability.service.js';

export interface ShownResource {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
}

/** A resource as anyone sees it who may book it. */
export const showSlotResource = ({ id, name, timezone }: Resource): ShownResource => ({ id, name, timezone });

/** Of an answer that is JSON already. */
export const jsonType = 'application/json; charset=utf-8';

/**
 * A whole answer, `data` and what stands beside it, as JSON text. Slots by the thousand name the same few resources:
 * written as text once, these are not gone through again for each.
 */
export const slotsAnswer = (found: FoundSlots, beside: object): string => {
  const rest = JSON.stringify(beside).slice(1);
  return `{"data":[${slotTexts(found).join(',')}]${rest === '}' ? rest : `,${rest}`}`;
};

function slotTexts({ asked, slots }: FoundSlots): string[] {
  const { zone } = asked.question;
  const resourcesOf = resourceTexts(asked.resources);
  return slots.map(
    // Instants need no escapes.
    (slot) =>
      `{"start":"${zone.write(slot.start)}","end":"${zone.write(slot.end)}","resources":[${resourcesOf(slot)}]}`,
  );
}

/** Lists of ids are shared between slots where one resource is named. */
function resourceTexts(resources: readonly Resource[]): (slot: OfferedSlot) => string {
  const texts = new Map(
    resources.map((resource) => [resource.id, JSON.stringify(showSlotResource(resource))]),
  );
  const known = new Map<readonly string[], string>();
  return ({ resourceIds }) => {
    const held = known.get(resourceIds);
    if (held !== undefined) return held;
    const text = resourceIds.map((id) => texts.get(id)).join(',');
    known.set(resourceIds, text);
    return text;
  };
}
