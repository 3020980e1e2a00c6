import type { ProjectWithResources } from '../projects/projects.service.js';
import { modeOf } from '../availability/booking-rules.js';

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
  if (mode === 'mutual') {
    const first = given ?? resourceIds[0];
    return first === undefined ? [] : [[first, ...resourceIds.filter((id) => id !== first)]];
  }
  if (given !== null) return [[given]];
  const order = mode === 'roundrobin_random' ? shuffled(resourceIds, chance) : resourceIds;
  return order.map((id) => [id]);
}

/** Fisher and Yates: every order is as likely as any other. */
function shuffled(ids: readonly string[], chance: () => number): readonly string[] {
  const order = [...ids];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const at = Math.floor(chance() * (last + 1));
    [order[last], order[at]] = [order[at] as string, order[last] as string];
  }
  return order;
}
