import { z } from 'zod';
import { storableText } from '../../common/text.js';
import { numberedListOf, numberedPageQuery } from './numbered-page.js';

const id = (what: string) => storableText(100, 1).optional().describe(`Id of ${what}.`);

const filters = {
  user: storableText(510, 1).optional().describe('The merchant’s user id, exact.'),
  device: id('a device'),
  identity: id('an identity'),
  signed: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((text) => text === 'true')
    .optional()
    .describe('Whether a security token or the merchant’s server stood behind it.'),
};

const filterNames = Object.keys(filters) as (keyof typeof filters)[];

/** `GET /v2/proj/access-history`: at least one filter; several must all hold. */
export const accessHistoryQuerySchema = z
  .object({ ...numberedPageQuery, ...filters })
  .refine((query) => filterNames.some((name) => query[name] !== undefined), {
    path: ['user'],
    message: `is needed, or another filter: ${filterNames.slice(1).join(', ')}`,
  });

export const accessHistorySchema = numberedListOf(
  z.object({
    id: z.uuid(),
    action: z.enum(['attach', 'identify']),
    user: z.string().nullable().describe('The merchant’s user id; null for an identify.'),
    device: z.uuid().nullable(),
    identity: z.uuid().nullable(),
    signed: z.boolean(),
    api_key: z.string().describe('The API key that came, that signed, or that an unsigned client named.'),
    confidence: z.number().min(0).max(1).describe('How sure the identity is.'),
    ip: z.string().describe('Keyed digest of the address (IPv6: of its /64): it can be compared, not read.'),
    created_at: z.iso.datetime({ offset: true }),
  }),
);
