import { z } from 'zod';
import { zoneParameter } from '../common/answer-zone.js';
import { freeFormObjectSchema } from '../common/free-form.schemas.js';
import { membersBeside, shownNames } from '../common/ignored-members.js';
import { listOf, pageQuery } from '../common/page.js';
import { storableText } from '../common/text.js';
import { constraintListSchema } from '../schedule/constraint.schemas.js';
import { policiesSchema } from '../schedule/policies.schemas.js';
import { timeZoneSchema } from '../tenants/tenant.schemas.js';
import { resourceOrder } from './resource-list.js';
import { listedResourceSchema } from './shown-resource.js';

const text = (atMost: number) => storableText(atMost).nullish();

/** What a client may say of a resource. */
const members = {
  name: storableText(255, 1),
  timezone: timeZoneSchema,
  email: storableText(320)
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
    .nullish(),
  first_name: text(255),
  last_name: text(255),
  description: text(10_000),
  image: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2000, 'must have at most 2000 characters')
    .nullish(),
  tags: z
    .array(storableText(255, 1), 'must be a list of texts')
    .max(100, 'must have at most 100 tags')
    .nullish(),
  meta: freeFormObjectSchema.nullish(),
  availability_constraints: constraintListSchema.nullish(),
  policies: policiesSchema.nullish(),
};

/** Other members pass: they are named in `warnings`. */
export const createResourceSchema = z.looseObject(members, 'must be an object');
export const changeResourceSchema = z.looseObject(
  { ...members, name: members.name.optional(), timezone: members.timezone.optional() },
  'must be an object',
);

export type CreateResourceBody = z.output<typeof createResourceSchema>;
export type ChangeResourceBody = z.output<typeof changeResourceSchema>;

const known: ReadonlySet<string> = new Set(Object.keys(members));

export const ignoredResourceMembers = (body: ChangeResourceBody): string[] =>
  shownNames(membersBeside(body, known));

/** Ids that are no ids name no resource: they answer 404 like any other. */
export const resourceParametersSchema = z.object({ id: z.string() });
export const emailParametersSchema = z.object({ email: z.string() });

export const resourceQuerySchema = z.object({ timezone: zoneParameter });
export const listResourcesQuerySchema = z.object({
  ...pageQuery(resourceOrder),
  search: z
    .string('must be text')
    .optional()
    .describe('Fields `name` and, for the merchant’s server, `email`, both exact.'),
  timezone: zoneParameter,
});
export type ListResourcesQuery = z.output<typeof listResourcesQuerySchema>;

const warnings = z.array(z.string()).optional();
export const resourceAnswerSchema = z.object({ data: listedResourceSchema, warnings });
export const resourceListSchema = listOf(listedResourceSchema);

export const resourceTimezoneSchema = z.object({
  data: z.object({
    timezone: z.string(),
    utc_offset: z.number().meta({ description: 'Hours ahead of UTC now.' }),
  }),
});
