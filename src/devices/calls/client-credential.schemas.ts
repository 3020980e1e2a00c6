import { z } from 'zod';

/** Members by which the body of a client's call may say who calls; the guard has read them, and null is none. */
export const clientCredentialMembers = {
  client_id: z
    .string()
    .nullish()
    .describe('Public id of an API key, for clients that send no Authorization header.'),
  secret: z.string().nullish().describe('Security token, for clients that do not send it in the header.'),
} as const;
