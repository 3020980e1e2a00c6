import { z } from 'zod';
import { storableText } from '../common/text.js';
import { isSlug } from './slug.js';
import { timeZoneName } from './time-zone.js';

export const slugSchema = z
  .string()
  .refine(
    isSlug,
    'must be 1 to 64 of a-z, 0-9 and -, and not "me", which stands for the caller\'s own tenant',
  );

const timeZoneMessage = 'must be an IANA time zone such as Europe/Copenhagen';
export const timeZoneSchema = z.string(timeZoneMessage).transform((text, context) => {
  const name = timeZoneName(text);
  if (name !== null) return name;
  context.addIssue({ code: 'custom', message: timeZoneMessage });
  return z.NEVER;
});

/** Settings as an operator names them: each is checked when they are merged with those that are set. */
const someSettings = z.record(z.string(), z.unknown());

/** What may be said of a tenant beside its slug. */
export const tenantChangesSchema = z.strictObject({
  name: storableText(200, 1).optional(),
  mode: z.enum(['live', 'test'], { error: 'must be live or test' }).optional(),
  timezone: timeZoneSchema.optional(),
  settings: someSettings.optional(),
});

export type TenantChanges = z.input<typeof tenantChangesSchema>;

export const tenantInputSchema = tenantChangesSchema.extend({ slug: slugSchema });

export type TenantInput = z.input<typeof tenantInputSchema>;
