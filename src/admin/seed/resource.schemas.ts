import { z } from 'zod';
import { freeFormObjectSchema } from '../../common/free-form.schemas.js';
import { isId } from '../../common/ids.js';
import { storableText } from '../../common/text.js';
import { constraintListSchema } from '../../schedule/constraint.schemas.js';
import { policiesSchema } from '../../schedule/policies.schemas.js';
import { timeZoneSchema } from '../../tenants/tenant.schemas.js';

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
  meta: freeFormObjectSchema.optional(),
  availability_constraints: constraintListSchema.optional(),
  policies: policiesSchema.optional(),
});

export type SeedResource = z.output<typeof seedResourceSchema>;
