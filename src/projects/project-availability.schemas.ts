import { z } from 'zod';
import { durationMs, readDuration } from '../common/duration-text.js';
import { readInstant } from '../common/instants.js';
import { dayMs } from '../common/time-spans.js';
import { constraintListSchema } from '../schedule/constraint.schemas.js';
import { bufferMsAtMost } from '../schedule/occupied.js';
import { availabilityModes } from '../schedule/offered-slots.js';
import { timeZoneSchema } from '../tenants/tenant.schemas.js';

const edgeMessage = 'must be now, tomorrow, a length of time such as 3 days, or a date and time with offset';
const edge = z
  .string(edgeMessage)
  .max(100, edgeMessage)
  .refine((text) => isEdge(text.trim().toLowerCase(), text), edgeMessage);

const isEdge = (word: string, text: string): boolean =>
  word === 'now' || word === 'tomorrow' || readInstant(text) !== null || readDuration(text) !== null;

const span = (leastMs: number, mostMs: number, mostText: string) => {
  const message = `must be a length of time such as 30 minutes, of at most ${mostText}`;
  return z.string(message).refine((text) => {
    const ms = durationMs(text);
    return ms !== null && ms >= leastMs && ms <= mostMs;
  }, message);
};

/** The members that availability has. */
export const availabilityMembers = {
  mode: z.enum(availabilityModes, `must be one of ${availabilityModes.join(', ')}`).nullish(),
  from: edge.nullish(),
  to: edge.nullish(),
  length: span(1, 366 * dayMs, '366 days').nullish(),
  buffer: span(0, bufferMsAtMost, '24 hours').nullish(),
  timeslot_increments: span(1, 366 * dayMs, '366 days').nullish(),
  round_to_nearest_hour: z.boolean('must be true or false').nullish(),
  output_timezone: timeZoneSchema.nullish(),
  constraints: constraintListSchema.nullish(),
};

export const knownAvailabilityMembers: ReadonlySet<string> = new Set(Object.keys(availabilityMembers));

/** What requests that name the project leave out. Members that availability does not have pass here and are left out by whoever keeps it. */
export const projectAvailabilitySchema = z.looseObject(availabilityMembers, 'must be an object');
