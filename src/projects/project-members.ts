import { ordinary, type JsonObject } from '../common/free-form.js';
import { knownAvailabilityMembers } from './project-availability.schemas.js';
import type { ChangeProjectBody } from './project.schemas.js';
import type { ProjectColumns } from './projects.repository.js';

/** A project that says nothing of itself. */
export const emptyProject = {
  description: null,
  availability: {},
  availabilityConstraints: [],
  booking: {},
  customerFields: {},
  ui: {},
  policies: {},
  meta: {},
} satisfies ProjectColumns;

/** The columns that the request names, each whole; null empties one. Resources stand in rows of their own. */
export function namedColumns(body: ChangeProjectBody): ProjectColumns {
  const named = {
    name: body.name,
    slug: body.slug ?? undefined,
    description: body.description,
    availability: body.availability === undefined ? undefined : knownOf(body.availability ?? {}),
    availabilityConstraints: orEmpty(body.availability_constraints, []),
    booking: body.booking === undefined ? undefined : ordinary((body.booking ?? {}) as JsonObject),
    customerFields:
      body.customer_fields === undefined ? undefined : ordinary((body.customer_fields ?? {}) as JsonObject),
    ui: orEmpty(body.ui, {}),
    policies: orEmpty(body.policies, {}),
    meta: orEmpty(body.meta, {}),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

const orEmpty = <Value>(value: Value | null | undefined, empty: Value) => (value === null ? empty : value);

const knownOf = (value: object): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => knownAvailabilityMembers.has(name)));
