import { z } from 'zod';

const text = z.string('must be given once, as text');

export const slugParametersSchema = z.object({ slug: text });

/** In the address, and in the form of a POST. Whatever else stands there is passed over. */
export const signOnSchema = z.object({ jwt: text.optional(), return_to: text.optional() });
export type SignOn = z.output<typeof signOnSchema>;

export const overviewQuerySchema = z.object({ notice: text.optional() });

/** A form without fields. */
export const signOutSchema = z.object({}).optional();
