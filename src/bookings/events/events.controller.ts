import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { AskedAddress, type ListAddress } from '../../common/list-address.js';
import type { Zone } from '../../common/zone.js';
import {
  bookingAnswerSchema,
  bookingListSchema,
  bookingParametersSchema,
  listEventsQuerySchema,
  oneBookingQuerySchema,
  type BookingParameters,
  type ListEventsQuery,
  type OneBookingQuery,
} from '../booking.schemas.js';
import { Events } from './events.service.js';
import { readInclude } from '../shown/include.js';

/** Events with seats: bookings of the graph group_owner (contract 2). */
@Controller('v2/bookings/groups')
export class EventsController {
  constructor(@Inject(Events) private readonly events: Events) {}

  @Get()
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'List events with free seats',
    description:
      'Group owner bookings that are coming and have a free seat, the soonest first, up to 1,000 at once. `search=project.id:ID` narrows to a project. Customers and meta are shown to the merchant’s server alone.',
    answers: { 200: { description: 'A page of events.', schema: bookingListSchema } },
    errors: ['validation_failed'],
  })
  list(
    @Caller() caller: Principal,
    @Query({ schema: listEventsQuerySchema }) query: ListEventsQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    return this.events.list(caller, query, { address, zone });
  }

  @Get(':id')
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Show an event with its seats',
    answers: { 200: { description: 'The event.', schema: bookingAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() caller: Principal,
    @Param({ schema: bookingParametersSchema }) { id }: BookingParameters,
    @Query({ schema: oneBookingQuerySchema }) query: OneBookingQuery,
    @AnswerZone() zone: Zone,
  ) {
    const include = readInclude(query.include, caller.kind);
    return { data: await this.events.get(caller, id, { zone, include }) };
  }
}
