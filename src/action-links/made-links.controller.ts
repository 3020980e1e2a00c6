import { Body, Controller, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { bookingParametersSchema, type BookingParameters } from '../bookings/booking.schemas.js';
import { AnswerZone, zoneParameter } from '../common/answer-zone.js';
import type { Zone } from '../common/zone.js';
import { madeLinkAnswerSchema, makeLinkBodySchema, type MakeLinkBody } from './made-links.schemas.js';
import { MadeLinks } from './made-links.service.js';

const querySchema = z.object({ timezone: zoneParameter });

/** Action links on demand (contract 3, "Making them"). */
@Controller('v2/bookings/:id/action-links')
export class MadeLinksController {
  constructor(@Inject(MadeLinks) private readonly links: MadeLinks) {}

  @Post()
  @Endpoint({
    callers: ['app'],
    summary: 'Make an action link',
    description:
      'A link with which whoever holds it takes one action on one booking, once. Any JWT library makes the same: HS256 with an API key’s secret, `kid` the key’s id, payload `booking_id` and `action`.',
    answers: { 201: { description: 'The link.', schema: madeLinkAnswerSchema } },
    errors: ['not_found', 'validation_failed', 'idempotency_conflict'],
  })
  async make(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: BookingParameters,
    @Body({ schema: makeLinkBodySchema }) body: MakeLinkBody,
    @Query({ schema: querySchema }) _query: z.output<typeof querySchema>,
    @AnswerZone() zone: Zone,
  ) {
    const { url, expiresAtMs } = await this.links.make(caller, id, body);
    return { data: { url, expires_at: zone.write(expiresAtMs) } };
  }
}
