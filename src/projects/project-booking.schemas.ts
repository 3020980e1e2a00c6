import { z } from 'zod';
import { freeFormMemberFault } from '../common/free-form.js';
import { freeFormObjectSchema } from '../common/free-form.schemas.js';
import { storableText } from '../common/text.js';
import { bookingGraphs } from './graph-names.js';

const seatsMessage = 'must be a whole number from 1 to 10,000';

const groupBooking = z.looseObject(
  { max_seats: z.int(seatsMessage).min(1, seatsMessage).max(10_000, seatsMessage).nullish() },
  'must be an object',
);

/** What creates that name the project leave out: the members that mean something there have their form, the others are the merchant's. */
export const projectBookingSchema = z
  .looseObject(
    {
      graph: z.enum(bookingGraphs, `must be one of ${bookingGraphs.join(', ')}`).nullish(),
      what: storableText(1000).nullish(),
      where: storableText(1000).nullish(),
      description: storableText(10_000).nullish(),
      settings: freeFormObjectSchema.nullish(),
      group_booking: groupBooking.nullish(),
      meta: freeFormObjectSchema.nullish(),
    },
    'must be an object',
  )
  .superRefine((value, context) => {
    const fault = freeFormMemberFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });
