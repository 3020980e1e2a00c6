import { z } from 'zod';
import type { CallerKind } from '../access/principal.js';
import { isJsonObject, isOrdinaryName, type Json, type JsonObject } from '../common/free-form.js';
import type { Zone } from '../common/zone.js';
import { listedResourceSchema } from '../resources/shown-resource.js';
import type { Project } from './project.entity.js';

/** The members of a project's `booking` that anyone may see who may book it; the others are the merchant's. */
const publicBookingMembers = ['graph', 'what', 'where', 'description'];

export const publicBooking = (booking: JsonObject): JsonObject => picked(booking, publicBookingMembers);

/** The object without the members that are not named, and without those that are null. */
export const picked = (value: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(value, name) && value[name] !== null)
      .map((name) => [name, value[name] as Json]),
  );

/** The value without members that are null, however deep; a list keeps its nulls. */
export function withoutNulls(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([name, member]) => member !== null && isOrdinaryName(name));
  return Object.fromEntries(
    kept.map(([name, member]) => [name, isJsonObject(member) ? withoutNulls(member) : member]),
  );
}

/** A project as anyone sees it who may book it: without meta and policies, and of `booking` what a page needs. */
const showPublicProject = (project: Project, resources: readonly unknown[]) => ({
  id: project.id,
  slug: project.slug,
  name: project.name,
  description: project.description,
  resources,
  availability: project.availability,
  booking: publicBooking(project.booking),
  availability_constraints: project.availabilityConstraints,
  customer_fields: project.customerFields,
  ui: project.ui,
});

/** All of a project, for the merchant's server. `resources` are ids, or whole resources where they are included. */
const showProject = (project: Project, resources: readonly unknown[], zone: Zone) => ({
  ...showPublicProject(project, resources),
  booking: project.booking,
  policies: project.policies,
  meta: project.meta,
  created_at: zone.write(project.createdAt),
  updated_at: zone.write(project.updatedAt),
});

/** The project as a caller of this kind sees it. */
export const projectFor = (kind: CallerKind, zone: Zone, project: Project, resources: readonly unknown[]) =>
  kind === 'app' ? showProject(project, resources, zone) : showPublicProject(project, resources);

const freeForm = z.record(z.string(), z.unknown());
const time = z.iso.datetime({ offset: true });

/** As {@link projectFor} answers: the merchant's members stand there for their server alone. */
export const shownProjectSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  resources: z.array(z.union([z.uuid(), listedResourceSchema])),
  availability: freeForm,
  booking: freeForm,
  availability_constraints: z.array(freeForm),
  customer_fields: freeForm,
  ui: freeForm,
  policies: freeForm.optional(),
  meta: freeForm.optional(),
  created_at: time.optional(),
  updated_at: time.optional(),
});
