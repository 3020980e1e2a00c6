import { z } from 'zod';

const text = z.string('must be given once, as text');

export const slugParametersSchema = z.object({ slug: text });

/** In the address, and in the form of a POST. Whatever else stands there is passed over. */
export const signOnSchema = z.object({
  jwt: text.optional().describe('The token that the merchant’s login system signed.'),
  return_to: text.optional().describe('Where to go then; the overview by default.'),
});
export type SignOn = z.output<typeof signOnSchema>;

/** A form without fields. */
export const signOutSchema = z.object({}).optional();
