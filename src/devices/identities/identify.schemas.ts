import { z } from 'zod';
import { storableText } from '../../common/text.js';
import { deviceInfoSchema, metadataSchema, signalsSchema } from '../calls/client-body.schemas.js';
import { clientCredentialMembers } from '../calls/client-credential.schemas.js';

const name = storableText(255).nullish();

export const identifySchema = z
  .strictObject(
    {
      device_info: deviceInfoSchema,
      signals: signalsSchema,
      metadata: metadataSchema.describe(
        'Text by name, for the device of `device_id`: kept where the caller speaks for that device’s user.',
      ),
      identity_id: name.describe(
        'The identity that was answered before. It is believed as far as signals match.',
      ),
      device_id: name.describe('The device that an attach answered; the access is listed with it.'),
      ...clientCredentialMembers,
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'must be an object' : undefined) },
  )
  .meta({
    examples: [
      {
        device_info: { app: 'shop 4.2' },
        signals: { canvas: 'a81f0c', webgl: '77b2e1', user_agent: 'Mozilla/5.0', screen: [1920, 1080] },
      },
    ],
  });
export type IdentifyBody = z.output<typeof identifySchema>;

export const identifiedSchema = z.object({
  identity: z.uuid(),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'How sure it is that this is the identity; of a new one, how much its signals tell it from other machines.',
    ),
});

export type Identified = z.output<typeof identifiedSchema>;
