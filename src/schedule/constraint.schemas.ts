import { z } from 'zod';
import { weekdayNames, type Constraint } from './constraint.js';
import { readPeriodEdge, readTimeOfDay } from './local-time-text.js';

const timeMessage =
  'must be a whole hour from 0 to 24, or a time such as 09:30 (24:00 is the end of the day)';

const timeOfDay = z
  .union([z.number(), z.string()], timeMessage)
  .refine((time) => readTimeOfDay(time) !== null, timeMessage);

const dayMessage = `must be a day of the week in English: ${weekdayNames.join(', ')}`;

const day = z
  .string(dayMessage)
  .refine((name) => (weekdayNames as readonly string[]).includes(name.toLowerCase()), dayMessage);

const edgeMessage =
  'must be a date such as 2026-12-24, a local time such as 2026-12-24T10:00:00, or a time with offset such as 2026-12-24T10:00:00+01:00';

const edge = (which: 'start' | 'end') =>
  z.string(edgeMessage).refine((text) => readPeriodEdge(text, which) !== null, edgeMessage);

interface TimeSpan {
  start: number | string;
  end: number | string;
}

const isForward = ({ start, end }: TimeSpan): boolean =>
  (readTimeOfDay(start) ?? 0) < (readTimeOfDay(end) ?? Infinity);

const forward = {
  path: ['end'],
  message: 'must be later than start; write hours that pass midnight as two constraints, one for each day',
};

const members = 'must be an object with';
const nothing = z.strictObject({}, 'must be an empty object, {}');

const period = z
  .strictObject({ start: edge('start'), end: edge('end') }, `${members} start and end`)
  .superRefine(({ start, end }, context) => {
    const [from, to] = [readPeriodEdge(start, 'start'), readPeriodEdge(end, 'end')];
    if (from === null || to === null) return;
    const message =
      from.isLocal !== to.isLocal
        ? 'must be written like start: both with an offset or both without one'
        : from.at >= to.at
          ? 'must be later than start'
          : null;
    if (message !== null) context.addIssue({ code: 'custom', path: ['end'], message });
  });

/** What each kind of constraint holds. */
const kinds = {
  day_and_time: z
    .strictObject({ day, start: timeOfDay, end: timeOfDay }, `${members} day, start and end`)
    .refine(isForward, forward),
  hours: z
    .strictObject({ start: timeOfDay, end: timeOfDay }, `${members} start and end`)
    .refine(isForward, forward),
  day: z.strictObject({ day }, `${members} day`),
  period,
  weekdays: nothing,
  weekends: nothing,
};

const words = Object.entries(kinds).flatMap(([kind, held]) => [
  [`allow_${kind}`, held.optional()] as const,
  [`block_${kind}`, held.optional()] as const,
]);

const oneMember = 'must hold exactly one constraint; write each constraint as an object of its own';

const constraint = z
  .strictObject(
    Object.fromEntries(words),
    'must be an object such as {"allow_hours": {"start": 9, "end": 17}}',
  )
  .superRefine((value, context) => {
    const isOne = Object.keys(value).length === 1;
    if (!isOne && context.issues.length === 0) context.addIssue({ code: 'custom', message: oneMember });
  })
  .transform((value) => value as unknown as Constraint);

const constraintsAtMost = 1000;

/** A list of constraints. What comes out is what went in: rows keep it as it is, and reading it again changes nothing. */
export const constraintListSchema = z
  .array(constraint, 'must be a list of constraints')
  .max(constraintsAtMost, `must have at most ${constraintsAtMost} constraints`);
