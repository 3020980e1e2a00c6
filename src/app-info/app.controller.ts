import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';

const appAnswerSchema = z.object({
  data: z.object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    mode: z.enum(['live', 'test']),
    live: z.boolean(),
    timezone: z.string(),
    settings: z
      .record(z.string(), z.unknown())
      .meta({ description: 'In force now, defaults filled in; for the merchant’s server alone.' })
      .optional(),
  }),
});

/** The tenant that the credential belongs to: what Timekit's clients call the app. */
@Controller('v2/app')
export class AppController {
  /** From the Principal alone: no query. */
  @Get()
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Show the app of the credential',
    answers: { 200: { description: 'The tenant.', schema: appAnswerSchema } },
  })
  show(@Caller() { kind, tenant }: Principal) {
    const { id, slug, name, mode, timezone, settings } = tenant;
    const live = mode === 'live';
    return { data: { id, slug, name, mode, live, timezone, ...(kind === 'app' && { settings }) } };
  }
}
