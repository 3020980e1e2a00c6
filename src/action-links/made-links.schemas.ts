import { z } from 'zod';
import { expirySchema } from '../common/expiry.schemas.js';

const clean = 'must be an absolute http(s) address without user name, backslash or control characters';

export const makeLinkBodySchema = z.strictObject(
  {
    action: z
      .string({ error: ({ input }) => (input === undefined ? 'is needed' : 'must be text') })
      .describe('An action of the booking’s graph.'),
    redirect: z
      .string('must be text')
      .max(2000, clean)
      .nullish()
      .describe(
        'Where the browser is sent after the act, whether its origin is in `allowed_redirects` or not.',
      ),
    exp: expirySchema
      .nullish()
      .describe('When the link ends: Unix seconds or RFC 3339. The booking’s end by default.'),
  },
  'must be an object',
);
export type MakeLinkBody = z.output<typeof makeLinkBodySchema>;

export const uncleanRedirect = clean;

export const madeLinkAnswerSchema = z.object({
  data: z.object({ url: z.url(), expires_at: z.iso.datetime({ offset: true }) }),
});
