import type { Project } from '../projects/project.entity.js';
import type { Resource } from '../resources/resource.entity.js';
import type { ResourceFacts } from '../schedule/offered-slots.js';
import { withBuffer } from '../schedule/policies.js';
import type { AvailabilityQuestion } from './availability-question.js';
import { listsOf, policiesOf } from './booking-rules.js';

/** What decides about a resource's times, but for what holds them. */
export type TimeRules = Omit<ResourceFacts, 'occupied'>;

export const timeRulesOf = (
  resource: Resource,
  project: Project | null,
  { constraints, bufferMs }: Pick<AvailabilityQuestion, 'constraints' | 'bufferMs'>,
): TimeRules => ({
  id: resource.id,
  zone: resource.timezone,
  lists: [...listsOf(resource, project), constraints],
  policies: withBuffer(policiesOf(resource, project), bufferMs),
});
