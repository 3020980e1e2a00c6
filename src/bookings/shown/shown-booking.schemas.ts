import { z } from 'zod';
import { shownProjectSchema } from '../../projects/shown-project.js';
import { shownResourceSchema } from '../../resources/shown-resource.js';
import { shownContact } from '../../users/user.schemas.js';
import { allActions, allStates, graphNames } from '../graphs/graphs.js';

const text = z.string().nullable();
const time = z.iso.datetime({ offset: true });
const freeForm = z.record(z.string(), z.unknown());
const eventInfo = z.object({ start: time, end: time, what: text, where: text, description: text });
const actions = z.array(z.enum(allActions));

const shownCustomer = z.object({
  id: z.uuid(),
  name: text,
  email: text,
  phone: text,
  voip: text,
  timezone: text,
  meta: freeForm,
});

const shownHistory = z.array(
  z.object({
    sequence: z.int(),
    action: z.string(),
    from: text,
    to: text,
    at: time,
    by: z.object({ kind: z.string(), credential_id: text, user_id: text }),
    request_id: text,
    fingerprint: text,
    details: freeForm,
    hash: z.string(),
  }),
);

/** Only what graph, state and policy allow the customer now. */
const shownLinks = z.object({
  cancel_by_customer: z.url().optional(),
  reschedule_by_customer: z.url().optional(),
});

const shownTouches = z.array(
  z.object({
    method: z.string(),
    action: z.string(),
    at: time,
    link_age_s: z.int().nullable(),
    user_agent: z.string(),
    cookie: z.boolean(),
    outcome: z.string(),
  }),
);

/** What every answer has of a booking. */
const plain = {
  id: z.uuid(),
  graph: z.enum(graphNames),
  state: z.enum(allStates),
  completed: z.boolean(),
  created_at: time,
  updated_at: time,
  available_actions: actions,
  possible_actions: actions,
  attributes: z.object({
    event_info: eventInfo,
    group_booking: z.object({ max_seats: z.int(), current_seats: z.int() }).optional(),
  }),
  relation_id: z.uuid().optional(),
  event: eventInfo.optional(),
  customers: z.array(shownCustomer),
  resource: shownResourceSchema.nullable(),
  project: shownProjectSchema.nullable().optional(),
  meta: freeForm,
};

/** As showBooking and showPublicEvent answer. */
export const shownBookingSchema = z.object({
  ...plain,
  user: z.object(shownContact).nullable().optional(),
  owner_booking: z.object(plain).nullable().optional(),
  history: shownHistory.optional(),
  customer_action_links: shownLinks.optional(),
  link_touches: shownTouches.optional(),
});
