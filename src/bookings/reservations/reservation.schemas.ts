import { z } from 'zod';
import { durationMs } from '../../common/duration-text.js';
import { hourMs } from '../../common/time-spans.js';
import { instantText } from '../creation/create-booking.schemas.js';
import { timeFaults } from '../creation/draft-times.js';

const holdTimeMessage = 'must be 1 second to 1 hour, as text such as 2 minutes, or a whole number of seconds';
const standardHoldTimeMs = 30_000;
const longestHoldTimeMs = hourMs;

/** How long a hold lasts; becomes milliseconds. */
const holdTime = z
  .union([z.string(), z.number()], holdTimeMessage)
  .transform((given) => (typeof given === 'number' ? wholeSeconds(given) : durationMs(given)) ?? Number.NaN)
  .refine((ms) => ms >= 1_000 && ms <= longestHoldTimeMs, holdTimeMessage)
  .nullish()
  .transform((ms) => ms ?? standardHoldTimeMs);

const wholeSeconds = (given: number): number | null => (Number.isInteger(given) ? given * 1_000 : null);

const reserveMembers = {
  resource_id: z.string('must be the id of a resource'),
  start: instantText,
  end: instantText,
  reservation_time: holdTime,
};

/** Timekit's clients send a create's members too; those that a reservation does not have are named in `warnings`. */
export const reserveBodySchema = z
  .looseObject(reserveMembers, 'must be an object')
  .superRefine(({ start, end }, context) => {
    for (const [field, texts] of timeFaults(start, end))
      for (const message of texts) context.addIssue({ code: 'custom', path: [field], message });
  });
export type ReserveBody = z.output<typeof reserveBodySchema>;

const reservationId = z.string('must be the id of a reservation').nullish();

const extendMembers = { id: reservationId, reservation_id: reservationId, reservation_time: holdTime };

export const extendBodySchema = z.looseObject(extendMembers, 'must be an object');
export type ExtendBody = z.output<typeof extendBodySchema>;

export const reserveMemberNames: ReadonlySet<string> = new Set(Object.keys(reserveMembers));
export const extendMemberNames: ReadonlySet<string> = new Set(Object.keys(extendMembers));

export const shownHoldSchema = z.object({
  data: z.object({ id: z.uuid(), expires_at: z.iso.datetime({ offset: true }) }),
  warnings: z.array(z.string()).optional(),
});

/** Zone of the answer; see common/answer-zone. */
export const reservationQuerySchema = z.object({
  timezone: z
    .string('must be text')
    .optional()
    .describe('Zone of `expires_at`; wins over `Timekit-Timezone`.'),
});
export type ReservationQuery = z.output<typeof reservationQuerySchema>;
