import { Body, Controller, Header, HttpCode, Inject, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { withWarnings } from '../common/ignored-members.js';
import type { Zone } from '../common/zone.js';
import {
  availabilityBodySchema,
  availabilityQuerySchema,
  ignoredAvailabilityMembers,
  unavailableAnswerSchema,
  type AvailabilityBody,
} from './availability.schemas.js';
import { AvailabilityService } from './availability.service.js';
import { jsonType, slotsAnswer } from './shown-slots.js';

/** Which times of the allowed hours are gone. */
@Controller('v2/unavailable')
export class UnavailableController {
  constructor(@Inject(AvailabilityService) private readonly availability: AvailabilityService) {}

  @Post('slots')
  @HttpCode(200)
  @Header('Content-Type', jsonType)
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Find slots that cannot be booked',
    description:
      'The slots inside the allowed hours that `POST /v2/availability` does not offer, each with the resources on which it is booked, held, inside a buffer or ruled out by a policy. Takes the same question; the mode means nothing here.',
    answers: { 200: { description: 'The slots.', schema: unavailableAnswerSchema } },
    errors: ['validation_failed'],
  })
  async slots(
    @Caller() caller: Principal,
    @Body({ schema: availabilityBodySchema }) body: AvailabilityBody,
    @Query({ schema: availabilityQuerySchema }) _query: z.output<typeof availabilityQuerySchema>,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.availability.unavailable(caller, body, zone);
    return slotsAnswer(found, withWarnings(ignoredAvailabilityMembers(body, false)));
  }
}
