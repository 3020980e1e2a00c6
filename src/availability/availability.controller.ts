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
  countAnswerSchema,
  datesAnswerSchema,
  explainedAvailabilityBodySchema,
  ignoredAvailabilityMembers,
  slotsAnswerSchema,
  type AvailabilityBody,
  type ExplainedAvailabilityBody,
} from './availability.schemas.js';
import { AvailabilityService } from './availability.service.js';
import { showCounts, showDates } from './shown-dates.js';
import { showExplanation } from './shown-explanation.js';
import { jsonType, slotsAnswer } from './shown-slots.js';

type ZoneQuery = z.output<typeof availabilityQuerySchema>;

const asked =
  'What the request does not say, the project of `project_id` does; `resources` without a project names who is asked, and neither asks everyone.';

/** Which times can be booked (contract 2, "Availability"). */
@Controller('v2/availability')
export class AvailabilityController {
  constructor(@Inject(AvailabilityService) private readonly availability: AvailabilityService) {}

  @Post()
  @HttpCode(200)
  @Header('Content-Type', jsonType)
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Find free slots',
    description: `Slots that creating a booking accepts, chronological. ${asked} Each resource's constraints are meant in its own time zone. With \`explain: true\` the merchant's server is told why the rest of the window is not offered. Members that availability does not know are ignored and named in \`warnings\`.`,
    answers: { 200: { description: 'The slots.', schema: slotsAnswerSchema } },
    errors: ['validation_failed'],
  })
  async slots(
    @Caller() caller: Principal,
    @Body({ schema: explainedAvailabilityBodySchema }) body: ExplainedAvailabilityBody,
    @Query({ schema: availabilityQuerySchema }) _query: ZoneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const mayExplain = caller.kind === 'app';
    const found = await this.availability.slots(caller, body, zone);
    return slotsAnswer(found, {
      ...withWarnings(ignoredAvailabilityMembers(body, mayExplain)),
      ...(mayExplain && body.explain === true && { explanation: showExplanation(found.asked) }),
    });
  }

  @Post('dates')
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Find dates with free slots',
    description: `The dates, in the answer's time zone, on which a slot starts, each with the ids of the resources that have one. ${asked}`,
    answers: { 200: { description: 'The dates.', schema: datesAnswerSchema } },
    errors: ['validation_failed'],
  })
  async dates(
    @Caller() caller: Principal,
    @Body({ schema: availabilityBodySchema }) body: AvailabilityBody,
    @Query({ schema: availabilityQuerySchema }) _query: ZoneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.availability.forDates(caller, body, zone);
    return { data: showDates(found), ...withWarnings(ignoredAvailabilityMembers(body, false)) };
  }

  @Post('count')
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Count free slots',
    description: `How many slots start on each date of the answer's time zone, and \`total\` of all. ${asked}`,
    answers: { 200: { description: 'The counts.', schema: countAnswerSchema } },
    errors: ['validation_failed'],
  })
  async count(
    @Caller() caller: Principal,
    @Body({ schema: availabilityBodySchema }) body: AvailabilityBody,
    @Query({ schema: availabilityQuerySchema }) _query: ZoneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.availability.forCounting(caller, body, zone);
    return {
      data: showCounts(found),
      total: found.slots.length,
      ...withWarnings(ignoredAvailabilityMembers(body, false)),
    };
  }
}
