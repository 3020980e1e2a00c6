import { z } from 'zod';
import type { CallerKind } from '../access/principal.js';
import type { Zone } from '../common/zone.js';
import type { Resource } from './resource.entity.js';

/** A resource as everyone sees it who sees one of its bookings; its own meta stays with the merchant. */
export const showResource = (resource: Resource) => ({
  id: resource.id,
  name: resource.name,
  timezone: resource.timezone,
  email: resource.email,
  first_name: resource.firstName,
  last_name: resource.lastName,
  description: resource.description,
  image: resource.image,
  tags: resource.tags,
});

/** A resource as anyone sees it who may book it: no address of theirs, and nothing that the merchant keeps for themselves. */
const showPublicResource = (resource: Resource) => {
  const { email: _, ...shown } = showResource(resource);
  return { ...shown, availability_constraints: resource.availabilityConstraints };
};

/** All of a resource, for the merchant's server. */
const showWholeResource = (resource: Resource, zone: Zone) => ({
  ...showResource(resource),
  meta: resource.meta,
  availability_constraints: resource.availabilityConstraints,
  policies: resource.policies,
  created_at: zone.write(resource.createdAt),
  updated_at: zone.write(resource.updatedAt),
});

/** How a caller of this kind sees resources. */
export const resourceFor = (kind: CallerKind, zone: Zone) => (resource: Resource) =>
  kind === 'app' ? showWholeResource(resource, zone) : showPublicResource(resource);

const text = z.string().nullable();
const time = z.iso.datetime({ offset: true });
const freeForm = z.record(z.string(), z.unknown());
const email = text;

const publicMembers = {
  id: z.uuid(),
  name: z.string(),
  timezone: z.string(),
  first_name: text,
  last_name: text,
  description: text,
  image: text,
  tags: z.array(z.string()),
};
const merchantMembers = { meta: freeForm, policies: freeForm, created_at: time, updated_at: time };
const availability_constraints = z.array(freeForm);

export const shownResourceSchema = z.object({ ...publicMembers, email });

export const wholeResourceSchema = z.object({
  ...publicMembers,
  email,
  availability_constraints,
  ...merchantMembers,
});

/** As {@link resourceFor} answers: the merchant's members stand there for their server alone. */
export const listedResourceSchema = z.object({
  ...publicMembers,
  availability_constraints,
  ...z.object({ email, ...merchantMembers }).partial().shape,
});
