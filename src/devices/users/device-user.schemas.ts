import { z } from 'zod';
import { metadataSchema } from '../calls/client-body.schemas.js';
import { isUserText, userAtMost } from './user-text.js';

/** A merchant's id of a user whose devices are meant. */
export const deviceUserSchema = z
  .string({ error: ({ input }) => (input === undefined ? 'is needed' : 'must be text') })
  .min(1, 'must not be empty')
  .refine(isUserText, `must be well-formed Unicode of at most ${userAtMost} characters, without NUL`)
  .describe('Your id of the user.');

/** In a path; a `/` in it cannot be sent so. */
export const deviceUserParametersSchema = z.object({ user: deviceUserSchema });

export const deviceUserChangesSchema = z
  .strictObject({
    metadata: metadataSchema,
    suspended: z.boolean('must be true or false').optional(),
  })
  .meta({ examples: [{ metadata: { plan: 'family' }, suspended: false }] });

export const successSchema = z.object({ success: z.literal(true) });
