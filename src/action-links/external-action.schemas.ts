import { z } from 'zod';
import { zoneParameter } from '../common/answer-zone.js';
import { allActions } from '../bookings/graphs/graphs.js';
import { shownBookingSchema } from '../bookings/shown/shown-booking.schemas.js';
import { undoAction } from '../bookings/actions/undo-window.js';

export const externalActionParametersSchema = z.object({
  id: z.string(),
  // For readers of the document: any other is answered like a link that proves nothing.
  action: z.string().meta({ enum: [...allActions, undoAction] }),
});

export const externalActionQuerySchema = z.object({
  signature: z.string().optional().describe('The token: HS256, signed with an API key of the tenant.'),
  redirect: z
    .string()
    .optional()
    .describe(
      'Where the browser is sent after the act: an address of an origin in the tenant’s `allowed_redirects`, or the very `redirect` of the token. Another one is not followed.',
    ),
  from: z
    .string()
    .optional()
    .describe('Of a reschedule: the day (`YYYY-MM-DD`) with which the week of free times begins.'),
  timezone: zoneParameter,
});
export type ExternalActionQuery = z.output<typeof externalActionQuerySchema>;

export const externalActionBodySchema = z
  .looseObject({}, 'must be an object')
  .nullish()
  .describe(
    'Nothing, or `message` (of cancel, cancel_by_customer and decline); of a reschedule `start`, `end` (as long as before by default) and `resource_id`. A form (application/x-www-form-urlencoded) or JSON.',
  );

const time = z.iso.datetime({ offset: true });
const undo = z.object({ url: z.url(), expires_at: time });

export const possibleAnswerSchema = z.object({
  data: z.object({
    booking: shownBookingSchema,
    action: z.string(),
    possible: z.literal(true),
    slots: z.array(z.object({ start: time, end: time })).optional(),
    earlier: z.url().nullable().optional(),
    later: z.url().nullable().optional(),
    reschedule_url: z.url().optional(),
  }),
});

export const actedAnswerSchema = z.object({ data: shownBookingSchema, undo: undo.optional() });
