import { durationMs } from '../common/duration-text.js';
import type { Project } from '../projects/project.entity.js';
import type { Resource } from '../resources/resource.entity.js';
import type { ConstraintList } from '../schedule/constraint.js';
import { bufferMsAtMost } from '../schedule/occupied.js';
import { availabilityModes, type AvailabilityMode } from '../schedule/offered-slots.js';
import { readPolicies, stricter, withBuffer, type Policies } from '../schedule/policies.js';

/** What decides about the times of a resource. */
export type ResourceRules = Pick<Resource, 'id' | 'timezone' | 'availabilityConstraints' | 'policies'>;

/** What decides about the times of a project's bookings. */
export type ProjectRules = Pick<Project, 'availability' | 'availabilityConstraints' | 'policies'>;

/** The policies in force for a booking: the stricter of the two, and the project's `availability.buffer` on both sides. */
export function policiesOf(
  resource: Pick<ResourceRules, 'policies'>,
  project: Pick<ProjectRules, 'policies' | 'availability'> | null,
): Policies {
  const own = readPolicies(resource.policies);
  if (project === null) return own;
  return withBuffer(
    stricter(own, readPolicies(project.policies)),
    bufferMsOf(project.availability['buffer']),
  );
}

/** The project's `availability.mode`; round robin in random order where it names none. */
export function modeOf(project: Pick<ProjectRules, 'availability'> | null): AvailabilityMode {
  const named = project?.availability['mode'];
  return availabilityModes.find((mode) => mode === named) ?? 'roundrobin_random';
}

/** The lists of the resource and of the project; a time must satisfy each. */
export const listsOf = (
  resource: Pick<ResourceRules, 'availabilityConstraints'>,
  project: Pick<ProjectRules, 'availability' | 'availabilityConstraints'> | null,
): readonly ConstraintList[] => [
  resource.availabilityConstraints as unknown as ConstraintList,
  ...projectListsOf(project),
];

/** Both places in which a project may keep constraints: its own list and that of its `availability`. */
export function projectListsOf(
  project: Pick<ProjectRules, 'availability' | 'availabilityConstraints'> | null,
): readonly ConstraintList[] {
  if (project === null) return [];
  const own = project.availabilityConstraints as unknown as ConstraintList;
  const further = project.availability['constraints'];
  return Array.isArray(further) ? [own, further] : [own];
}

/** Milliseconds of a stored buffer; 0 where it says nothing readable. */
function bufferMsOf(text: unknown): number {
  const ms = typeof text === 'string' ? durationMs(text) : null;
  return ms === null ? 0 : Math.min(Math.max(ms, 0), bufferMsAtMost);
}
