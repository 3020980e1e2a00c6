import { z } from 'zod';
import { listOf, pageQuery } from '../../common/page.js';
import { storableText } from '../../common/text.js';
import { pathsAtMost } from './page-token-limits.js';
import { templateOrder } from './template-list.js';
import { needed, pagePathSchema, templateNameSchema } from './template-wish.schemas.js';

/** Any text: what is not called so is not there. */
export const templateParametersSchema = z.object({ name: z.string().max(1000) });

export const putTemplateParametersSchema = z.object({ name: templateNameSchema });

export const listTemplatesQuerySchema = z.object(pageQuery(templateOrder));

const templateSchema = z.object({
  name: z.string(),
  kid: z.string(),
  claims: z.object({
    aud: z.union([z.string(), z.array(z.string())]),
    exp: z.int().optional().describe('Unix seconds.'),
    expires_in: z.int().optional(),
    methods: z.array(z.string()).optional(),
    query: z.record(z.string(), z.unknown()).optional(),
  }),
  scope: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export const templateAnswerSchema = z.object({ data: templateSchema });
export const templateListSchema = listOf(templateSchema);

/** No body at all asks for a token of no page. */
export const mintSchema = z
  .strictObject(
    {
      path: storableText(2_000)
        .optional()
        .describe('The page that the token is for. Without one the template’s scope is not asked.'),
    },
    'must be an object',
  )
  .nullish()
  .meta({ examples: [{ path: '/about.html' }] });
export type MintBody = z.output<typeof mintSchema>;

const tokenMembers = {
  token: z.string().nullable().describe('Null where the page is outside of the scope.'),
  expires_at: z.string().nullable().describe('RFC 3339; null where it lasts as long as its key.'),
};
export const mintedAnswerSchema = z.object({ data: z.object(tokenMembers) });

export const pageTokensSchema = z
  .strictObject(
    {
      paths: z
        .array(pagePathSchema, needed('must be a list of paths'))
        .max(pathsAtMost, `must have at most ${pathsAtMost} paths`)
        .describe('Paths of pages, such as `/about.html`.'),
    },
    'must be an object',
  )
  .meta({ examples: [{ paths: ['/index.html', '/about.html'] }] });
export type PageTokensBody = z.output<typeof pageTokensSchema>;

export const pageTokensAnswerSchema = z.object({
  data: z.record(
    z.string(),
    z.record(z.string(), z.object({ token: z.string(), expires_at: z.string().nullable() })),
  ),
});
