import { z } from 'zod';
import { zoneParameter } from '../common/answer-zone.js';
import { freeFormObjectSchema } from '../common/free-form.schemas.js';
import { listOf, pageQuery } from '../common/page.js';
import { instantText } from './creation/create-booking.schemas.js';
import { bookingOrder } from './lists/booking-list.js';
import { eventOrder } from './events/event-list.js';
import { allActions } from './graphs/graphs.js';
import { shownBookingSchema } from './shown/shown-booking.schemas.js';

const include = z
  .string('must be text')
  .max(1000, 'must have at most 1000 characters')
  .optional()
  .describe(
    'Comma list of `event`, `user`, `project`, `owner_booking`, `customer_action_links` (the links by which the customer may cancel or move it now) and, for the merchant’s server, `history` and `link_touches`. A customer is not shown `user`.',
  );

export const oneBookingQuerySchema = z.object({ include, timezone: zoneParameter });
export type OneBookingQuery = z.output<typeof oneBookingQuerySchema>;

const searchFields =
  'Pairs FIELD:VALUE separated by `;`, at most 20, all of which hold. Fields: `resource.id`, `project.id`, `user.id`, `graph`, `state`, `completed`, `customer.name` (case-insensitive, `*` at either end), `customer.email` (case-insensitive), `customer.phone`, `meta.KEY`.';

const search = z.string('must be text').optional().describe(searchFields);

/** Proven by the guard; named here for readers of the document. */
const signedSearch = z
  .string('must be text')
  .optional()
  .describe(
    'Credential of a customer: a JWT that the merchant’s server signed (HS256). Each of its pairs must stand in `search` with exactly the signed value; further pairs narrow. Instead of an Authorization header.',
  );

const window = {
  start: instantText.optional().describe('Bookings that end after this time: RFC 3339 with offset.'),
  end: instantText.optional().describe('Bookings that start before this time.'),
};

export const showBookingQuerySchema = oneBookingQuerySchema.extend({
  search: search.describe(`${searchFields} A booking that they do not find is missing (404).`),
  signed_search: signedSearch,
});
export type ShowBookingQuery = z.output<typeof showBookingQuerySchema>;

export const listBookingsQuerySchema = z.object({
  ...pageQuery(bookingOrder),
  search,
  ...window,
  include,
  timezone: zoneParameter,
});
export type ListBookingsQuery = z.output<typeof listBookingsQuerySchema>;

export const listBookingsOrSignedQuerySchema = listBookingsQuerySchema.extend({
  signed_search: signedSearch,
});

export const calendarQuerySchema = z.object({
  search,
  ...window,
  id: z.string('must be text').optional().describe('Of the one booking that the calendar is to hold.'),
  signed_search: signedSearch,
});
export type CalendarQuery = z.output<typeof calendarQuerySchema>;
export const calendarSchema = z.string().describe('RFC 5545.');

const eventPage = pageQuery(eventOrder);
/** Clients of groups read one page: it holds as many as a page may. */
export const listEventsQuerySchema = z.object({
  ...eventPage,
  limit: eventPage.limit
    .removeDefault()
    .default(1000)
    .describe('Rows on a page: 1 to 1000, which is the default.'),
  search: z
    .string('must be text')
    .optional()
    .describe('Pairs FIELD:VALUE separated by `;`. Fields: `project.id`, `resource.id`.'),
  include,
  timezone: zoneParameter,
});
export type ListEventsQuery = z.output<typeof listEventsQuerySchema>;

/** Ids that are no ids name no booking: they answer 404 like any other. */
export const bookingParametersSchema = z.object({ id: z.string() });
export type BookingParameters = z.output<typeof bookingParametersSchema>;
export const actionParametersSchema = z.object({
  id: z.string(),
  // For readers of the document: any other is answered with what is possible.
  action: z.string().meta({ enum: [...allActions] }),
});

/** `{}`, or the action's inputs under its name; other members pass and are named in `warnings`. */
export const actionBodySchema = z
  .looseObject({}, 'must be an object')
  .nullish()
  .describe(
    '`{}`, or the action’s inputs under its name: `message` of cancel, cancel_by_customer and decline; `start`, `end`, `resource_id`, `message` of reschedule_by_customer.',
  );

/** Members beside `meta` pass and are named in `warnings`. */
export const changeBookingBodySchema = z.looseObject(
  { meta: freeFormObjectSchema.optional() },
  'must be an object',
);
export const changeBookingMembers: ReadonlySet<string> = new Set(['meta']);

const warnings = z.array(z.string()).optional();
export const bookingAnswerSchema = z.object({ data: shownBookingSchema, warnings });
export const bookingListSchema = listOf(shownBookingSchema);
