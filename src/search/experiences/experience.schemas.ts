import { z } from 'zod';
import type { JsonObject } from '../../common/free-form.js';
import { listOf, pageQuery } from '../../common/page.js';
import { zoneParameter } from '../../common/answer-zone.js';
import { readFilter, searchedTypes } from '../search-filter.js';
import { resultMembers } from '../result-members.js';
import { experienceOrder } from './experience-list.js';

/** Results of one page at most. */
export const resultsAtMost = 50;

const keyMessage = 'must be 1 to 100 of A-Z, a-z, 0-9, _, - and, after the first, the full stop';
const key = z
  .string({ error: ({ input }) => (input === undefined ? 'is needed' : keyMessage) })
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/, keyMessage);

const once = (values: readonly string[]) => new Set(values).size === values.length;

const typesMessage = `must be a list of ${searchedTypes.join(', ')}, each once`;
const types = z
  .array(z.enum(searchedTypes, typesMessage), typesMessage)
  .min(1, typesMessage)
  .refine(once, typesMessage);

const filters = z
  .unknown()
  .superRefine((filter, context) => {
    if (filter === null) return;
    const read = readFilter(filter);
    if ('refused' in read) context.addIssue({ code: 'custom', message: read.refused });
  })
  .transform((filter) => filter as JsonObject | null)
  .meta({ type: ['object', 'null'] });

const fieldsMessage = `must be a list of members of results, each once: ${resultMembers.join(', ')}`;
const fields = z
  .array(z.string(fieldsMessage), fieldsMessage)
  .max(resultMembers.length, fieldsMessage)
  .refine((names) => once(names) && names.every((name) => resultMembers.includes(name)), fieldsMessage);

const limitMessage = `must be a whole number from 1 to ${resultsAtMost}`;
const limit = z.int(limitMessage).min(1, limitMessage).max(resultsAtMost, limitMessage);

const members = {
  types: types.optional().describe('What is searched; both by default.'),
  filters: filters
    .optional()
    .describe('What every result must be, whatever the request asks for: `{"tags": {"$eq": "beard"}}`.'),
  fields: fields
    .nullish()
    .describe(
      'The members that results show besides `type` and `id`; all that the caller may see by default.',
    ),
  limit: limit.nullish().describe('Results of a page where the request says nothing.'),
};

/** A new experience, and one in a seed file. */
export const newExperienceSchema = z.strictObject({ key, ...members }, 'must be an object');
export type NewExperienceBody = z.output<typeof newExperienceSchema>;
/** What an experience says, without its name. */
export type StatedExperience = Omit<NewExperienceBody, 'key'>;

/** The whole experience; the path names it. */
export const putExperienceSchema = z.strictObject({ key: key.optional(), ...members }, 'must be an object');
export type PutExperienceBody = z.output<typeof putExperienceSchema>;

/** What is no key names no experience, and answers 404 like any other. */
export const experienceParametersSchema = z.object({ experience: z.string() });
export const newKeySchema = key;

export const experienceQuerySchema = z.object({ timezone: zoneParameter });
export const listExperiencesQuerySchema = z.object({
  ...pageQuery(experienceOrder),
  timezone: zoneParameter,
});
export type ListExperiencesQuery = z.output<typeof listExperiencesQuerySchema>;

const time = z.iso.datetime({ offset: true });
const shownExperienceSchema = z.object({
  key: z.string(),
  types: z.array(z.enum(searchedTypes)),
  filters: z.record(z.string(), z.unknown()),
  fields: z.array(z.string()).nullable(),
  limit: z.int().nullable(),
  created_at: time,
  updated_at: time,
});
export const experienceAnswerSchema = z.object({ data: shownExperienceSchema });
export const experienceListSchema = listOf(shownExperienceSchema);

/** The columns of an experience; what is not said is the default. */
export const experienceColumns = ({ types, filters, fields, limit }: StatedExperience) => ({
  types: types ?? [...searchedTypes],
  filters: filters ?? {},
  fields: fields ?? null,
  limit: limit ?? null,
});
