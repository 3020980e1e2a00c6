import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { usageAnswerSchema, usageQuerySchema } from './usage.schemas.js';
import { Usage } from './usage.service.js';

/** What a merchant used, by the day. */
@Controller('v2/usage')
export class UsageController {
  constructor(@Inject(Usage) private readonly usage: Usage) {}

  @Get()
  @Endpoint({
    callers: ['app'],
    summary: 'Show usage by the day',
    description:
      'One entry per day of UTC, days without use too; 366 at most. Calls are counted once they were answered with success, on every server within about a second.',
    answers: { 200: { description: 'The days, the earliest first.', schema: usageAnswerSchema } },
    errors: ['validation_failed'],
  })
  list(
    @Caller() { tenant }: Principal,
    @Query({ schema: usageQuerySchema }) query: z.output<typeof usageQuerySchema>,
  ) {
    return this.usage.list(tenant.id, query);
  }
}
