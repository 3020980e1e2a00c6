import { z } from 'zod';

const time = z.iso.datetime({ offset: true });
const known = z.string().nullable();

export const shownMetadataSchema = z.record(z.string(), z.string());

/** What showDevice makes; the last two members are for the merchant's server. */
export const shownDeviceSchema = z.object({
  id: z.uuid(),
  user: z.string().describe('The merchant’s user id.'),
  identity: z.uuid().nullable(),
  status: z.enum(['attached', 'detached']),
  info: z.object({
    browser: z.object({ name: known, version: known }),
    os: z.object({ name: known, version: known }),
    device: z.object({ type: z.string(), vendor: known, model: known }),
  }),
  metadata: shownMetadataSchema,
  created_at: time,
  attached_at: time.describe('When it was attached last, or again after a detach.'),
  last_seen_at: time.describe('Exact to about a minute.'),
  detached_at: time.nullable(),
  device_info: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What the client said of itself; for the merchant’s server.'),
  federated_user: z
    .uuid()
    .nullable()
    .optional()
    .describe('The user of `/v2/users` with this external id; for the merchant’s server.'),
});
