import { Controller, Get, Header, Inject, Param, Query, Req } from '@nestjs/common';
import { Endpoint } from '../access/endpoint.js';
import type { UserPrincipal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { AskedAddress, type ListAddress } from '../common/list-address.js';
import { Problem } from '../common/problem.js';
import type { Zone } from '../common/zone.js';
import { BookingListAnswers } from '../bookings/lists/booking-list-answers.service.js';
import {
  bookingListSchema,
  calendarQuerySchema,
  listBookingsQuerySchema,
  type CalendarQuery,
  type ListBookingsQuery,
} from '../bookings/booking.schemas.js';
import { Calendars } from '../bookings/calendar/calendars.service.js';
import type { HttpRequest } from '../http/request.js';
import { SessionsService } from '../sso/sessions.service.js';
import { isForeign } from './fetch-site.js';
import { overviewParametersSchema, type OverviewParameters } from './overview.schemas.js';

/** What the page of a signed-in user asks for. The cookie opens it for pages of this origin only: no other may read along. */
@Controller('overview/:slug')
export class SessionBookingsController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(BookingListAnswers) private readonly lists: BookingListAnswers,
    @Inject(Calendars) private readonly calendars: Calendars,
  ) {}

  @Get('bookings')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Cache-Control', 'private, no-store')
  @Endpoint({
    callers: 'public',
    summary: 'List the signed-in user’s bookings',
    description:
      'As `GET /v2/me/bookings`, opened by the session cookie of a sign-on in place of a token, for pages of this server alone.',
    answers: { 200: { description: 'A page of bookings.', schema: bookingListSchema } },
    errors: ['credential_missing', 'origin_not_allowed', 'validation_failed'],
  })
  async list(
    @Param({ schema: overviewParametersSchema }) { slug }: OverviewParameters,
    @Query({ schema: listBookingsQuerySchema }) query: ListBookingsQuery,
    @Req() request: HttpRequest,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    return this.lists.list(await this.callerOf(request, slug), query, { address, zone });
  }

  @Get('bookings.ics')
  @Header('Cache-Control', 'private, no-store')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Header('Content-Disposition', 'inline; filename="bookings.ics"')
  @Endpoint({
    callers: 'public',
    summary: 'The signed-in user’s bookings as a calendar',
    description: 'As `GET /v2/bookings.ics`, opened by the session cookie of a sign-on.',
    answers: { 200: { description: 'The calendar, `text/calendar`.' } },
    errors: ['credential_missing', 'origin_not_allowed', 'not_found', 'validation_failed'],
  })
  async calendar(
    @Param({ schema: overviewParametersSchema }) { slug }: OverviewParameters,
    @Query({ schema: calendarQuerySchema }) query: CalendarQuery,
    @Req() request: HttpRequest,
  ): Promise<string> {
    return this.calendars.calendar(await this.callerOf(request, slug), query);
  }

  private async callerOf({ headers }: HttpRequest, slug: string): Promise<UserPrincipal> {
    if (isForeign(headers['sec-fetch-site']))
      throw new Problem('origin_not_allowed', { detail: 'Only pages of this server use its sessions.' });
    const caller = await this.sessions.find(headers.cookie, slug);
    if (caller === null)
      throw new Problem('credential_missing', { reason: 'no_session', detail: 'Sign in first.' });
    return caller;
  }
}
