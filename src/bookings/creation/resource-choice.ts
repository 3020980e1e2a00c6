import { modeOf } from '../../availability/booking-rules.js';
import type { ProjectWithResources } from '../../projects/projects.service.js';
import { shuffled } from '../../schedule/offered-slots.js';

/** Resources that a booking holds together, the one it shows first; none where it holds no resource. */
export type ResourceSet = readonly string[];

/**
 * The sets of resources that a booking may hold, the most wanted first: the one that was asked for; in mode `mutual` all
 * of the project's together; else each of the project's alone, in its order or, round robin by chance, in any. None where
 * the project has no resource to choose from.
 */
export function resourceSets(
  given: string | null,
  found: ProjectWithResources | null,
  chance: () => number,
): readonly ResourceSet[] {
  if (found === null) return given === null ? [[]] : [[given]];
  const { project, resourceIds } = found;
  const mode = modeOf(project);
  const first = given ?? (mode === 'mutual' ? resourceIds[0] : null);
  if (first === undefined) return [];
  if (first !== null) return [heldTogether(first, found)];
  const order = mode === 'roundrobin_random' ? shuffled(resourceIds, chance) : resourceIds;
  return order.map((id) => [id]);
}

/** The resources that a booking of one of them holds, that one first: in mode `mutual` all of the project's. */
export const heldTogether = (resourceId: string, found: ProjectWithResources | null): ResourceSet =>
  found !== null && modeOf(found.project) === 'mutual'
    ? [resourceId, ...found.resourceIds.filter((id) => id !== resourceId)]
    : [resourceId];
