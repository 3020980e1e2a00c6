import { z } from 'zod';
import { expirySchema } from '../common/expiry.schemas.js';
import { storableText } from '../common/text.js';

/** A member for each pair, under the literal name of the search field: what a field may be called is not a schema's to say. */
export const createSignedSearchSchema = z
  .object(
    { exp: expirySchema.optional().describe('When the token ends; without it, never.') },
    'must be an object',
  )
  .catchall(storableText(4096, 1))
  .describe(
    'At least one of `customer.email` and `meta.KEY`; beside it any field of a search of bookings that narrows further.',
  )
  .meta({ examples: [{ 'customer.email': 'ann@example.com', exp: '2030-01-31T14:00:00+01:00' }] });
export type CreateSignedSearchBody = z.output<typeof createSignedSearchSchema>;

export const signedSearchAnswerSchema = z.object({
  data: z.object({
    token: z.string().describe('The JWT, for `signed_search`.'),
    url: z.string().describe('Lists the customer’s bookings.'),
    overview_url: z.string().describe('The page that shows them; the token stands behind `#`.'),
  }),
});
