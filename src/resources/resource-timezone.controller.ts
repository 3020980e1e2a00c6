import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/problem.js';
import { hourMs } from '../common/time-spans.js';
import { zoneOf } from '../common/zone.js';
import { emailParametersSchema, resourceTimezoneSchema } from './resource.schemas.js';
import { ResourcesService } from './resources.service.js';

/** The time zone of a resource that is known by its address, as Timekit's SDK asks for it. Only the merchant's server knows addresses. */
@Controller('v2/resources/timezone')
export class ResourceTimezoneController {
  constructor(
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get(':email')
  @Endpoint({
    callers: ['app'],
    summary: 'Show the time zone of a resource by its e-mail',
    description: 'Of several resources with one address the oldest answers.',
    answers: { 200: { description: 'The time zone.', schema: resourceTimezoneSchema } },
    errors: ['not_found'],
  })
  async show(
    @Caller() { tenant }: Principal,
    @Param({ schema: emailParametersSchema }) { email }: z.output<typeof emailParametersSchema>,
  ) {
    const resource = await this.resources.findByEmail(tenant.id, email);
    if (resource === null) throw notFound('Resource');
    return { data: { timezone: resource.timezone, utc_offset: this.hoursAhead(resource.timezone) } };
  }

  private hoursAhead(timezone: string): number {
    const now = this.clock.nowMs();
    const zone = zoneOf(timezone);
    if (zone === null) return 0;
    // What is written as local time, read as if it were UTC, is ahead by the offset.
    const local = Date.parse(`${zone.write(now).slice(0, 19)}Z`);
    return (local - Math.floor(now / 1000) * 1000) / hourMs;
  }
}
