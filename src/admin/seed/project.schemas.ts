import { z } from 'zod';
import { storableText } from '../../common/text.js';
import { availabilityMembers } from '../../projects/project-availability.schemas.js';
import { projectMembers, resourcesAtMost } from '../../projects/project.schemas.js';
import { isSlug } from '../../projects/slug.js';

/** A project in a seed file: found again by its slug. Resources are named by name or id, in the order of priority. */
export const seedProjectSchema = z.strictObject({
  ...projectMembers,
  slug: z
    .string('is missing: a second run could not find the project again')
    .refine(isSlug, 'must be 1 to 64 of a-z, 0-9 and -'),
  resources: z
    .array(storableText(255, 1), { error: 'must be a list of names or ids' })
    .max(resourcesAtMost)
    .optional(),
  availability: z.strictObject(availabilityMembers).nullish(),
});

export type SeedProject = z.output<typeof seedProjectSchema>;
