import { z } from 'zod';
import { membersBeside, shownNames } from '../common/ignored-members.js';
import { projectAvailabilitySchema } from '../projects/project-availability.schemas.js';

/** Resources that one question may name, or that a tenant or project may have without naming some. */
export const resourcesAtMost = 500;

const resources = z
  .array(z.string('must be the id of a resource'), 'must be a list of ids of resources')
  .max(resourcesAtMost, `must have at most ${resourcesAtMost} resources`);

const { shape } = projectAvailabilitySchema;

const members = {
  project_id: z.string('must be the id of a project').nullish(),
  resources: resources
    .nullish()
    .describe('Ids, in order of priority. The project’s by default; without a project everyone.'),
  mode: shape.mode.describe(
    '`roundrobin_random` (default) and `roundrobin_prioritized` name one free resource a slot, `exclusive` all that are free; `mutual` offers slots in which all are.',
  ),
  from: shape.from.describe(
    'RFC 3339 with offset, `now` (default), `tomorrow`, or a length of time from now such as `3 days 2 weeks`.',
  ),
  to: shape.to.describe('Like `from`; `4 weeks` by default, at most 6 months after `from`.'),
  length: shape.length.describe(
    'Of a slot, `1 hour` by default. Null asks for free intervals of any length.',
  ),
  buffer: shape.buffer.describe(
    'Kept free on both sides of bookings, where the policies do not ask for more.',
  ),
  timeslot_increments: shape.timeslot_increments.describe(
    'From one start to the next, `length` by default. The grid begins where an allowed period begins and at each local midnight.',
  ),
  round_to_nearest_hour: shape.round_to_nearest_hour.describe('Begins the grid at full hours.'),
  output_timezone: shape.output_timezone.describe(
    'In which the answer is written; the project’s, that of `Timekit-Timezone`, or UTC by default.',
  ),
  constraints: shape.constraints.describe(
    'A further list beside those of resource and project; a slot satisfies each list.',
  ),
};

/** What is asked of availability. Other members pass: they are named in `warnings`. */
export const availabilityBodySchema = z.looseObject(members, 'must be an object');

export const explainedAvailabilityBodySchema = z.looseObject(
  { ...members, explain: z.boolean('must be true or false').nullish() },
  'must be an object',
);

export type AvailabilityBody = z.output<typeof availabilityBodySchema>;
export type ExplainedAvailabilityBody = z.output<typeof explainedAvailabilityBodySchema>;

const known: ReadonlySet<string> = new Set(Object.keys(members));
const knownWithExplain: ReadonlySet<string> = new Set([...known, 'explain']);

/** Names of what was not read; `explain` too, except where it may be. */
export const ignoredAvailabilityMembers = (body: AvailabilityBody, mayExplain: boolean): string[] =>
  shownNames(membersBeside(body, mayExplain ? knownWithExplain : known));

export const availabilityQuerySchema = z.object({
  timezone: z
    .string('must be text')
    .optional()
    .describe('Zone of the answer, where `output_timezone` names none; wins over `Timekit-Timezone`.'),
});

const instant = z.iso.datetime({ offset: true });

const shownResource = z
  .object({ id: z.uuid(), name: z.string(), timezone: z.string() })
  .meta({ id: 'SlotResource' });

const slotSchema = z
  .object({ start: instant, end: instant, resources: z.array(shownResource).min(1) })
  .meta({ id: 'Slot' });

const explanationSchema = z
  .object({
    resource: shownResource,
    unoffered: z.array(
      z.object({
        start: instant,
        end: instant,
        reason: z.enum([
          'past',
          'notice',
          'window',
          'constraint',
          'booking',
          'hold',
          'buffer',
          'max_per_day',
          'length',
        ]),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'ResourceExplanation' });

const warnings = z.array(z.string()).optional();
const date = z.iso.date();

export const slotsAnswerSchema = z.object({
  data: z.array(slotSchema),
  warnings,
  explanation: z
    .array(explanationSchema)
    .optional()
    .meta({ description: 'With `explain`: why the rest of the window is not offered.' }),
});

export const unavailableAnswerSchema = z.object({ data: z.array(slotSchema), warnings });

export const datesAnswerSchema = z.object({
  data: z.array(z.object({ date, resources: z.array(z.uuid()).min(1) })),
  warnings,
});

export const countAnswerSchema = z.object({
  data: z.array(z.object({ date, count: z.int().min(1) })),
  total: z.int(),
  warnings,
});
