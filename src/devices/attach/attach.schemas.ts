import { z } from 'zod';
import { deviceInfoSchema, metadataSchema, signalsSchema } from '../calls/client-body.schemas.js';
import { clientCredentialMembers } from '../calls/client-credential.schemas.js';
import { shownMetadataSchema } from '../shown-device.schemas.js';
import { deviceUserSchema } from '../users/device-user.schemas.js';

/** Ids that are no ids name nothing; they are looked up like any other. */
const idText = z.string('must be text').max(200, 'must have at most 200 characters');
const limitMessage = 'must be a whole number from 1 to 1000000';

export const attachSchema = z
  .strictObject({
    user: deviceUserSchema,
    device_info: deviceInfoSchema,
    signals: signalsSchema,
    metadata: metadataSchema,
    identity: idText.nullish().describe('The `identity` of an answer before.'),
    device_id: idText.nullish().describe('The `device_id` of an answer before.'),
    limit_config: z
      .strictObject({ overall_limit: z.int(limitMessage).min(1, limitMessage).max(1_000_000, limitMessage) })
      .nullish()
      .describe('A limit for this call in place of the tenant’s; only heard where the call is signed.'),
    ...clientCredentialMembers,
  })
  .meta({
    examples: [
      {
        user: 'u-1837',
        device_info: { name: 'Ann’s laptop' },
        signals: { canvas: '9f2c1e', screen: '2560x1440', timezone: 'Europe/Copenhagen' },
        metadata: { plan: 'family' },
      },
    ],
  });

export const detachSchema = z
  .strictObject({
    device: idText.optional().describe('The device’s id.'),
    device_id: idText.optional().describe('The same, by its other name; one of the two is needed.'),
    user: deviceUserSchema,
    ...clientCredentialMembers,
  })
  .superRefine(({ device, device_id }, context) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', path: ['device'], message });
    if (device === undefined && device_id === undefined) fault('is needed');
    else if (device !== undefined && device_id !== undefined && device !== device_id)
      fault('must be the same as device_id, where both are there');
  })
  .meta({ examples: [{ device: '01936d3a-7c1e-7b52-9a4e-5c3f0a9d1b77', user: 'u-1837' }] });

export const detachOneSchema = z
  .strictObject({ user: deviceUserSchema, ...clientCredentialMembers })
  .meta({ examples: [{ user: 'u-1837' }] });

export const deviceParametersSchema = z.object({ id: z.string() });

/** What showStanding makes. */
export const standingSchema = z.object({
  success: z.literal(true),
  attached_devices: z
    .int()
    .describe('How many devices the user has attached now; counted up to 10,000, or as far as the limit.'),
  device_id: z.uuid().describe('Keep it, and send it the next time.'),
  default_device_limit: z.int().nullable().describe('The tenant’s `device_limit`; null: there is none.'),
  block_over_usage: z.boolean().describe('Whether this server refuses what is over the limit.'),
  exceeded: z.boolean().describe('Whether more are attached than the limit allows: let your page decide.'),
  suspended: z.boolean().describe('Whether the merchant has suspended the user.'),
  new_device: z.boolean(),
  access: z.uuid().nullable().describe('Its entry in the access history; null where nothing was attached.'),
  identity: z.uuid().nullable(),
  metadata: shownMetadataSchema,
});
