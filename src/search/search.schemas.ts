import { z } from 'zod';
import { zoneParameter } from '../common/answer-zone.js';
import { wholeNumber } from '../common/page.js';
import { storableText } from '../common/text.js';
import { shownProjectSchema } from '../projects/shown-project.js';
import { listedResourceSchema } from '../resources/shown-resource.js';
import { resultsAtMost } from './experiences/experience.schemas.js';
import { conditionsAtMost, readFilterText, searchedTypes, type SearchCondition } from './search-filter.js';

const inputAtMost = 10_000;

/** Results that a client may go through by pages. */
export const deepestResult = 1000;

const tagText = storableText(255, 1);
const tagsMessage = `must be 1 to ${conditionsAtMost} tags, joined by commas`;
const tags = z
  .string(tagsMessage)
  .transform((text) => text.split(',', conditionsAtMost + 1).map((tag) => tag.trim()))
  .refine(
    (list) => list.length <= conditionsAtMost && list.every((tag) => tagText.safeParse(tag).success),
    tagsMessage,
  );

const filters = z.string('must be text').transform((text, context): readonly SearchCondition[] => {
  const read = readFilterText(text);
  if ('ok' in read) return read.ok;
  context.addIssue({ code: 'custom', message: read.refused });
  return z.NEVER;
});

/** Parameters that are not known are ignored: Yext's pages send some that mean nothing here. */
export const searchQuerySchema = z.object({
  experienceKey: z
    .string('must be text')
    .optional()
    .describe('A saved experience, which says what is searched and what every result must be.'),
  input: z
    .string('must be text')
    .max(inputAtMost, `must have at most ${inputAtMost} characters`)
    .default('')
    .describe(
      'What is looked for: any text, never query syntax. Every word must match the beginning of a word of the name, the tags or the description; the first ten count. Empty finds everything, by name.',
    ),
  limit: wholeNumber(resultsAtMost)
    .optional()
    .describe(
      `Results of a page: 1 to ${resultsAtMost}, with \`with_availability\` to 20. The experience's by default, or 20.`,
    ),
  page: wholeNumber(deepestResult)
    .default(1)
    .describe(`From 1, as far as the result number ${deepestResult}.`),
  with_availability: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .describe('`true` shows the next free slot of each result within 28 days.'),
  type: z
    .enum(searchedTypes, `must be one of ${searchedTypes.join(', ')}`)
    .optional()
    .describe('Only these; both by default.'),
  tags: tags.optional().describe('Tags that a result must have, all of them, joined by commas.'),
  project: storableText(255, 1).optional().describe('Id or slug: only resources of this project.'),
  filters: filters
    .optional()
    .describe(
      'JSON as Yext’s pages write it: `{"tags": {"$eq": "beard"}}`, `{"$and": […]}`. Fields `type`, `tags` and `project`, operator `$eq`.',
    ),
  timezone: zoneParameter,
});

export type SearchQuery = z.output<typeof searchQuerySchema>;

const time = z.iso.datetime({ offset: true });

const nextSlotSchema = z
  .object({
    start: time,
    end: time,
    project_id: z.uuid().nullable(),
    resources: z.array(z.object({ id: z.uuid(), name: z.string(), timezone: z.string() })).min(1),
  })
  .meta({ id: 'NextSlot' });

const slotMembers = {
  next_slot: nextSlotSchema
    .nullable()
    .optional()
    .meta({ description: 'With `with_availability`: null where nothing is free within 28 days.' }),
  availability_error: z.string().optional().meta({ description: 'Why a next slot could not be looked for.' }),
};

const resultSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('resource'),
    ...listedResourceSchema.partial().shape,
    id: z.uuid(),
    ...slotMembers,
  }),
  z.object({
    type: z.literal('project'),
    ...shownProjectSchema.partial().shape,
    id: z.uuid(),
    ...slotMembers,
  }),
]);

export const searchAnswerSchema = z.object({
  meta: z.object({ uuid: z.uuid(), errors: z.array(z.unknown()) }),
  response: z.object({
    results: z.array(resultSchema),
    resultsCount: z.int().meta({ description: 'Of all pages; large numbers are not counted to the end.' }),
    queryId: z.uuid(),
  }),
  data: z.array(resultSchema).meta({ description: 'The results once more, where other lists have theirs.' }),
});
