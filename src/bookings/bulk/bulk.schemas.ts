import { z } from 'zod';
import { shownBookingSchema } from '../shown/shown-booking.schemas.js';

/** Entries of one bulk request at most. */
const entriesAtMost = 500;

const flag = z.boolean('must be true or false').nullish();

const members = {
  bookings: z
    .array(z.unknown(), 'must be a list')
    .min(1, 'must have at least one entry')
    .max(entriesAtMost, `must have at most ${entriesAtMost} entries`),
  delete_all_on_error: flag,
  stop_on_first_error: flag,
  relate_bookings: flag,
};

/** A bulk request; each entry is read by itself. Other members pass: they are named in `warnings`. */
export const bulkBodySchema = z.looseObject(members, 'must be an object');
export type BulkBody = z.output<typeof bulkBodySchema>;
export const knownBulkMembers: ReadonlySet<string> = new Set(Object.keys(members));

/** `{id, action, …inputs}`. */
export const bulkActionSchema = z.looseObject(
  { id: z.string('must be the id of a booking'), action: z.string('must be the name of an action') },
  'must be an object',
);

const entry = z.object({
  index: z.int(),
  status: z.int(),
  data: shownBookingSchema.optional(),
  warnings: z.array(z.string()).optional(),
  error: z.looseObject({ code: z.string(), detail: z.string() }).optional(),
});

export const bulkAnswerSchema = z.object({
  data: z.array(entry),
  warnings: z.array(z.string()).optional(),
});
