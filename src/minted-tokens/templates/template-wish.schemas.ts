import { z } from 'zod';
import { expirySchema } from '../../common/expiry.schemas.js';
import type { JsonObject } from '../../common/free-form.js';
import { storableText } from '../../common/text.js';
import { scopeAtMost } from './page-scope.js';

/** Is this what a template may be called? It stands in paths as it is. */
export const isTemplateName = (text: string): boolean =>
  /^[A-Za-z0-9._-]{1,100}$/.test(text) && text !== '.' && text !== '..';

/** What is wrong with a member that is missing, and with one that is something else. */
export const needed = (otherwise: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'is needed' : otherwise),
});

export const templateNameSchema = z
  .string(needed('must be text'))
  .refine(isTemplateName, 'must be 1 to 100 of A-Z, a-z, 0-9, dot, - and _')
  .describe('What it is called in paths and in what page generators are answered.');

/** Ten years. */
const lifeAtMost = 315_360_000;

const claimsSchema = z.strictObject(
  {
    aud: z
      .union(
        [z.string(), z.array(z.string())],
        needed('must be a path or a list of paths that begin with /v2/'),
      )
      .describe('What the tokens open: a path, or up to 50; each opens itself and what lies below it.'),
    exp: expirySchema.optional().describe('When every token ends. Excludes `expires_in`.'),
    expires_in: z
      .int('must be a whole number of seconds')
      .min(1, 'must be at least 1')
      .max(lifeAtMost, `must be at most ${lifeAtMost}`)
      .optional()
      .describe('Seconds from the minting.'),
    methods: z.array(z.string()).optional().describe('Only GET, unless it says otherwise.'),
    // Not copied: a member's name may be any, also one that means something to JavaScript's objects.
    query: z
      .custom<JsonObject>((value) => typeof value === 'object' && value !== null, 'must be an object')
      .optional()
      .describe('Parameters that requests with the tokens have, and cannot have otherwise.'),
  },
  needed('must be an object'),
);

const members = {
  kid: storableText(255, 1).describe('Id of the API key that signs.'),
  claims: claimsSchema,
  scope: storableText(scopeAtMost)
    .nullish()
    .describe('A regular expression (RE2) over whole page paths; without one every page is meant.'),
};

const example = {
  name: 'search',
  kid: 'y0M8ZSAVtTS7T8utw-bIOw',
  claims: {
    aud: '/v2/accounts/me/search',
    expires_in: 3600,
    query: { experienceKey: 'MySearchExperience' },
  },
  scope: '/about\\.html',
};

/** A template as it is wished for: what its claims and its scope mean is not looked at yet. */
export const createTemplateSchema = z
  .strictObject({ name: templateNameSchema, ...members }, 'must be an object')
  .meta({ examples: [example] });
export type TemplateWish = z.output<typeof createTemplateSchema>;

export const putTemplateSchema = z
  .strictObject({ name: templateNameSchema.optional(), ...members }, 'must be an object')
  .meta({ examples: [example] });
export type PutTemplateBody = z.output<typeof putTemplateSchema>;

/** The path of a page, as whoever makes it calls it. */
export const pagePathSchema = storableText(2_000, 1);
