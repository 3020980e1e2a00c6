import type { CallerKind } from '../access/principal.js';
import type { Zone } from '../common/zone.js';
import { showSlotResource } from '../availability/shown-slots.js';
import { projectFor } from '../projects/shown-project.js';
import { resourceFor } from '../resources/shown-resource.js';
import type { FoundResults, SearchResult, SlotOfResult } from './search-result.js';

/** The results as a caller of this kind sees them: what lists of resources and projects show it, or the members that the experience chooses of that. */
export const showResults = ({ results, fields, slots }: FoundResults, kind: CallerKind, zone: Zone) =>
  results.map((result) => {
    const slot = slots?.get(result.id);
    return {
      type: result.type,
      id: result.id,
      ...chosen(membersOf(result, kind, zone), fields),
      ...(slot !== undefined && showSlot(slot, zone)),
    };
  });

const membersOf = (result: SearchResult, kind: CallerKind, zone: Zone): Readonly<Record<string, unknown>> =>
  result.type === 'resource'
    ? resourceFor(kind, zone)(result.resource)
    : projectFor(kind, zone, result.found.project, result.found.resourceIds);

const chosen = (members: Readonly<Record<string, unknown>>, fields: readonly string[] | null) =>
  fields === null
    ? members
    : Object.fromEntries(Object.entries(members).filter(([name]) => fields.includes(name)));

const showSlot = (slot: SlotOfResult, zone: Zone) => {
  if ('refused' in slot) return { next_slot: null, availability_error: reasons[slot.refused] };
  const { next, projectId } = slot;
  if (next === null) return { next_slot: null };
  return {
    next_slot: {
      start: zone.write(next.start),
      end: zone.write(next.end),
      project_id: projectId,
      resources: next.resources.map(showSlotResource),
    },
  };
};

const reasons: Readonly<Record<Extract<SlotOfResult, { refused: string }>['refused'], string>> = {
  no_resources: 'The project has no resources.',
  too_many_resources: 'There are too many resources to ask at once: search for fewer results.',
  too_long: 'It would take too long to find out: ask POST /v2/availability for a shorter time.',
  seats: 'Its bookings are seats of groups, which GET /v2/bookings/groups lists.',
};
