import type { JsonObject } from '../common/free-form.js';
import type { ChangeResourceBody, CreateResourceBody } from './resource.schemas.js';
import type { ResourceColumns } from './resources.repository.js';
import type { NewResource } from './resources.service.js';

/** A resource that says nothing of itself but its name and its zone. */
export const emptyResource = {
  email: null,
  firstName: null,
  lastName: null,
  description: null,
  image: null,
  tags: [],
  meta: {},
  availabilityConstraints: [],
  policies: {},
} satisfies ResourceColumns;

/** A new resource; what the request does not say is empty. */
export const newResource = (body: CreateResourceBody): NewResource => ({
  ...emptyResource,
  ...changedMembers(body),
  name: body.name,
  timezone: body.timezone,
});

/** The members that the request names, each whole; null empties one. */
export function changedMembers(body: ChangeResourceBody): ResourceColumns {
  const named = {
    name: body.name,
    timezone: body.timezone,
    email: body.email,
    firstName: body.first_name,
    lastName: body.last_name,
    description: body.description,
    image: body.image,
    tags: body.tags === null ? [] : body.tags,
    meta: body.meta === null ? {} : body.meta,
    availabilityConstraints:
      body.availability_constraints === undefined ? undefined : asRows(body.availability_constraints ?? []),
    policies: body.policies === undefined ? undefined : asRow(body.policies ?? {}),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

const asRow = (value: object): JsonObject => value as JsonObject;
const asRows = (values: readonly object[]): JsonObject[] => values as unknown as JsonObject[];
