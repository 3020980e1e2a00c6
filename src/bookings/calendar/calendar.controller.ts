import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { calendarQuerySchema, calendarSchema, type CalendarQuery } from '../booking.schemas.js';
import { Calendars } from './calendars.service.js';

/** Bookings as a calendar that can be subscribed to, or put into one (contract 3). */
@Controller('v2/bookings.ics')
export class CalendarController {
  constructor(@Inject(Calendars) private readonly calendars: Calendars) {}

  @Get()
  @Endpoint({
    callers: ['app', 'user', 'customer', 'minted'],
    summary: 'Bookings as a calendar',
    description:
      'The bookings that the same `search`, `start` and `end` list, as iCalendar: those that start latest, 1,000 at most; or with `id` that one alone (`start` and `end` are ignored then). Each keeps its UID and counts its changes in SEQUENCE. Tentative bookings are TENTATIVE; cancelled, declined, rescheduled and unpaid ones are CANCELLED; holds are left out. No person is named in it.',
    answers: { 200: { description: 'The calendar.', schema: calendarSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() caller: Principal,
    @Query({ schema: calendarQuerySchema }) query: CalendarQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const calendar = await this.calendars.calendar(caller, query);
    // Programs ask once an hour: a copy on the way would only keep what a revoked token showed.
    void reply
      .header('Content-Type', 'text/calendar; charset=utf-8')
      .header('Cache-Control', 'private, no-store')
      .header('Content-Disposition', 'inline; filename="bookings.ics"');
    return calendar;
  }
}
