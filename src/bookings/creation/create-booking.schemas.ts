import { z } from 'zod';
import { freeFormFault, freeFormMemberFault } from '../../common/free-form.js';
import { freeFormObjectSchema } from '../../common/free-form.schemas.js';
import { readInstant } from '../../common/instants.js';
import { storableText } from '../../common/text.js';
import { graphsToCreate } from '../graphs/graphs.js';

const instantMessage = 'must be a date and time with offset, such as 2030-01-31T14:00:00+01:00 (RFC 3339)';

/** A point in time, RFC 3339 with offset; becomes Unix milliseconds. */
export const instantText = z
  .string(instantMessage)
  .max(64, instantMessage)
  .refine((text) => readInstant(text) !== null, instantMessage)
  .transform((text) => readInstant(text) ?? Number.NaN);

const text = (atMost: number) => storableText(atMost).nullish();

const namedCustomerMembers = {
  name: text(255),
  email: storableText(320)
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
    .nullish(),
  phone: text(64),
  voip: text(255),
  timezone: text(64),
  meta: freeFormObjectSchema.nullish(),
};

export const knownCustomerMembers: ReadonlySet<string> = new Set(Object.keys(namedCustomerMembers));

const customersFurtherMembersAtMost = 100;

const customer = z.looseObject(namedCustomerMembers, 'must be an object').superRefine((value, context) => {
  const further = Object.entries(value).filter(([name]) => !knownCustomerMembers.has(name));
  if (further.length > customersFurtherMembersAtMost) {
    context.addIssue({
      code: 'custom',
      message: `must have at most ${customersFurtherMembersAtMost} members of its own`,
    });
    return;
  }
  for (const [name, member] of further) {
    const fault = freeFormFault({ [name]: member });
    if (fault !== null) context.addIssue({ code: 'custom', path: [name], message: fault });
  }
  const tooLarge = context.issues.length === 0 ? freeFormMemberFault(Object.fromEntries(further)) : null;
  if (tooLarge !== null) context.addIssue({ code: 'custom', message: tooLarge });
});

const event = {
  start: instantText.nullish(),
  end: instantText.nullish(),
  what: text(1000),
  where: text(1000),
  description: text(10_000),
};

/** Body of a create, in the present form and in the older one with a nested `event`. Other members pass: they are named in `warnings`. */
export const createBookingSchema = z.looseObject(
  {
    resource_id: z
      .string('must be the id of a resource')
      .nullish()
      .describe('With a project and none named here, one that is free is chosen by the project’s mode.'),
    project_id: z
      .string('must be the id of a project')
      .nullish()
      .describe('Its `booking` says what the request leaves out.'),
    // For readers of the document: what is none of them is refused together with what else is wrong.
    graph: z
      .string('must be the name of a graph')
      .meta({ enum: [...graphsToCreate] })
      .nullish()
      .describe('`instant` by default; `group_customer` where a group owner is named.'),
    ...event,
    event: z
      .looseObject(event, 'must be an object')
      .nullish()
      .describe('The older form: what stands beside it wins.'),
    customer: customer
      .nullish()
      .describe(
        '`name` and `email` are needed, but of a group owner; a user’s profile stands in for what is left out. Members of your own are kept in its `meta`.',
      ),
    meta: freeFormObjectSchema.nullish(),
    settings: freeFormObjectSchema
      .nullish()
      .describe(
        'From the merchant’s server: `allow_double_bookings` and `allow_outside_hours`, false by default; `auto_complete_one_hour_after_booking_ends: {enabled}`, true by default.',
      ),
    action: z
      .string('must be the name of an action')
      .nullish()
      .describe('What the graph begins with: `confirm` or `create`, which need not be said.'),
    related: z
      .looseObject(
        { owner_booking_id: z.string('must be the id of a group owner').nullish() },
        'must be an object',
      )
      .nullish()
      .describe('The group in which to take a seat: its time and resource need not be said.'),
    group_booking: z
      .unknown()
      .optional()
      .describe('Of a group owner: `{"max_seats": 1 to 10000}`, by default as its project says.'),
    reservation_id: z
      .string('must be the id of a reservation')
      .nullish()
      .describe('The reservation whose time this booking takes over.'),
  },
  'must be an object',
);

export type CreateBookingBody = z.output<typeof createBookingSchema>;

export const knownMembers: ReadonlySet<string> = new Set(Object.keys(createBookingSchema.shape));
export const knownEventMembers: ReadonlySet<string> = new Set(Object.keys(event));
