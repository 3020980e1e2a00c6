import { z } from 'zod';
import { storableText } from '../common/text.js';
import { checkApiKeySecret, isApiKeyId } from './api-key-secret.js';

export const apiKeyInputSchema = z.strictObject({
  id: z.string().refine(isApiKeyId, 'must be 1 to 128 of A-Z, a-z, 0-9, _ and -').optional(),
  type: z.enum(['api', 'widget'], { error: 'must be api or widget' }).default('api'),
  name: storableText(200, 1).nullable().optional(),
  secret: z
    .string()
    .superRefine((secret, context) => {
      const check = checkApiKeySecret(secret);
      if ('refused' in check) context.addIssue({ code: 'custom', message: check.refused });
    })
    .optional(),
});

/** `id` and `secret` are made where they are not given. */
export type ApiKeyInput = z.input<typeof apiKeyInputSchema>;
export type ReadApiKeyInput = z.output<typeof apiKeyInputSchema>;
