import { z } from 'zod';
import { isUserText, userAtMost } from '../users/user-text.js';

export const signTokenSchema = z
  .strictObject(
    {
      user: z
        .string({ error: ({ input }) => (input === undefined ? 'is needed' : 'must be text') })
        .refine(isUserText, `must be well-formed Unicode of at most ${userAtMost} characters, without NUL`)
        .describe('Your id of the user; `""` where there is none yet.'),
      expires_in: z
        .int('must be a whole number of seconds')
        .min(1, 'must be at least 1')
        .optional()
        .describe('Seconds, at most the tenant’s `security_token_max_age_s`.'),
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'must be an object' : undefined) },
  )
  .meta({ examples: [{ user: 'u-1837', expires_in: 3600 }] });
export type SignTokenBody = z.output<typeof signTokenSchema>;

export const signedTokenSchema = z.object({
  secret: z.string().describe('The security token: give it to that user’s clients, and to nobody else.'),
  expires_at: z.string().nullable().describe('RFC 3339; null where it lasts as long as its key.'),
});
