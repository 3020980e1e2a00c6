import { z } from 'zod';
import { freeFormFault, type JsonObject } from '../../common/free-form.js';
import { isId } from '../../common/ids.js';
import { storableText } from '../../common/text.js';
import { timeZoneSchema } from '../../tenants/tenant.schemas.js';

const freeForm = z
  .record(z.string(), z.unknown(), 'must be an object')
  .superRefine((value, context) => {
    const fault = freeFormFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  })
  .transform((value) => value as JsonObject);

const text = (atMost: number) => storableText(atMost, 1).nullish();

/** A resource in a seed file: found again by its id, or by its name where it has none. */
export const seedResourceSchema = z.strictObject({
  id: z.string().refine(isId, 'must be a UUID in lower case').optional(),
  name: storableText(255, 1),
  timezone: timeZoneSchema.optional(),
  email: text(320),
  first_name: text(255),
  last_name: text(255),
  description: text(10_000),
  image: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullish(),
  tags: z.array(storableText(255, 1)).max(100).optional(),
  meta: freeForm.optional(),
  availability_constraints: z.array(freeForm).max(1000).optional(),
  policies: freeForm.optional(),
});

export type SeedResource = z.output<typeof seedResourceSchema>;
