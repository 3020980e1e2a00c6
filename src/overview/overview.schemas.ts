import { z } from 'zod';

const text = z.string('must be given once, as text');

export const overviewParametersSchema = z.object({ slug: text });
export type OverviewParameters = z.output<typeof overviewParametersSchema>;

export const overviewQuerySchema = z.object({
  notice: text
    .optional()
    .describe('What the page tells: `return_to` says that an address to return to was refused.'),
});
export type OverviewQuery = z.output<typeof overviewQuerySchema>;
