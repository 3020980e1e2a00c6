import { z } from 'zod';
import { zoneParameter } from '../common/answer-zone.js';
import { freeFormMemberFault } from '../common/free-form.js';
import { freeFormObjectSchema } from '../common/free-form.schemas.js';
import { membersBeside, shownNames } from '../common/ignored-members.js';
import { listOf, pageQuery } from '../common/page.js';
import { storableText } from '../common/text.js';
import { listedResourceSchema } from '../resources/shown-resource.js';
import { constraintListSchema } from '../schedule/constraint.schemas.js';
import { policiesSchema } from '../schedule/policies.schemas.js';
import { knownAvailabilityMembers, projectAvailabilitySchema } from './project-availability.schemas.js';
import { projectBookingSchema } from './project-booking.schemas.js';
import { projectOrder } from './project-list.js';
import { memberOrder } from './project-resource-list.js';
import { shownProjectSchema } from './shown-project.js';
import { isSlug } from './slug.js';

/** How many resources a project has at most. */
export const resourcesAtMost = 500;

const resourceIdMessage = 'must be the id of a resource';

/** An id, or an object that holds one, as projects are answered with `include=resources`. */
const resourceId = z
  .union(
    [z.string(), z.looseObject({ resource_id: z.string() }), z.looseObject({ id: z.string() })],
    resourceIdMessage,
  )
  .transform((value) =>
    typeof value === 'string' ? value : String('resource_id' in value ? value.resource_id : value.id),
  );

const resourceIds = z
  .array(resourceId, 'must be a list of ids')
  .max(resourcesAtMost, `must have at most ${resourcesAtMost} resources`);

/** Forms of a page are objects too: a page that shows them reads members of each. */
const customerFields = z
  .record(z.string(), z.looseObject({}, 'must be an object'), 'must be an object')
  .superRefine((value, context) => {
    const fault = freeFormMemberFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

/** What may be said of a project. */
export const projectMembers = {
  name: storableText(255, 1),
  slug: z
    .string('must be 1 to 64 of a-z, 0-9 and -')
    .refine(isSlug, 'must be 1 to 64 of a-z, 0-9 and -')
    .nullish(),
  description: storableText(10_000).nullish(),
  resources: resourceIds.nullish(),
  availability: projectAvailabilitySchema.nullish(),
  booking: projectBookingSchema.nullish(),
  availability_constraints: constraintListSchema.nullish(),
  policies: policiesSchema.nullish(),
  customer_fields: customerFields.nullish(),
  ui: freeFormObjectSchema.nullish(),
  meta: freeFormObjectSchema.nullish(),
};

/** Other members pass: they are named in `warnings`. */
export const createProjectSchema = z.looseObject(projectMembers, 'must be an object');
export const changeProjectSchema = z.looseObject(
  { ...projectMembers, name: projectMembers.name.optional() },
  'must be an object',
);

export type CreateProjectBody = z.output<typeof createProjectSchema>;
export type ChangeProjectBody = z.output<typeof changeProjectSchema>;

const known: ReadonlySet<string> = new Set(Object.keys(projectMembers));

export const ignoredProjectMembers = (body: ChangeProjectBody): string[] =>
  shownNames([
    ...membersBeside(body, known),
    ...membersBeside(body.availability, knownAvailabilityMembers, 'availability.'),
  ]);

export const addResourceSchema = z.looseObject(
  { resource_id: z.string(resourceIdMessage) },
  'must be an object',
);
export const ignoredAddMembers = (body: z.output<typeof addResourceSchema>): string[] =>
  shownNames(membersBeside(body, new Set(['resource_id'])));

/** The bare list that is the body of `PUT …/resources`. */
export const setResourcesSchema = resourceIds;

/** Ids that are no ids name no project: they answer 404 like any other. */
export const projectParametersSchema = z.object({ id: z.string() });
export const slugParametersSchema = z.object({ slug: z.string() });
export const memberParametersSchema = z.object({ id: z.string(), resource_id: z.string() });

const include = z
  .string('must be text')
  .max(1000, 'must have at most 1000 characters')
  .optional()
  .describe('`resources` answers them whole instead of their ids.');
export const projectQuerySchema = z.object({ include, timezone: zoneParameter });
export const listProjectsQuerySchema = z.object({
  ...pageQuery(projectOrder),
  search: z.string('must be text').optional().describe('Fields `slug` and `name`, both exact.'),
  include,
  timezone: zoneParameter,
});
export type ListProjectsQuery = z.output<typeof listProjectsQuerySchema>;
export const listMembersQuerySchema = z.object({ ...pageQuery(memberOrder), timezone: zoneParameter });
export const membersQuerySchema = z.object({ timezone: zoneParameter });

const warnings = z.array(z.string()).optional();
export const projectAnswerSchema = z.object({ data: shownProjectSchema, warnings });
export const projectListSchema = listOf(shownProjectSchema);
export const membersListSchema = listOf(listedResourceSchema).extend({ warnings });
