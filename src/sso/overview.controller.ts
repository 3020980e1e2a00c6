import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import { Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { ComingBookings } from './coming-bookings.js';
import { overviewPage } from './overview-page.js';
import { SignInPageFilter } from './sign-in-page.filter.js';
import { SessionsService } from './sessions.service.js';
import { SignOnService } from './sign-on.service.js';
import { overviewQuerySchema, slugParametersSchema } from './sso.schemas.js';

/** Where a browser lands after sign-on. */
@Controller('overview')
@UseFilters(SignInPageFilter)
export class OverviewController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly signOns: SignOnService,
    private readonly comingBookings: ComingBookings,
  ) {}

  @Get(':slug')
  @Endpoint({
    callers: 'public',
    summary: 'The signed-in user’s page',
    description:
      'Opened by the session cookie of a sign-on; without one the answer is 401, whether or not the tenant exists.',
    answers: { 200: { description: 'An HTML page.' } },
    errors: ['credential_missing'],
  })
  async show(
    @Param({ schema: slugParametersSchema }) { slug }: { slug: string },
    @Query({ schema: overviewQuerySchema }) { notice }: { notice?: string | undefined },
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const caller = await this.sessions.find(request.headers.cookie, slug);
    if (caller === null)
      throw new Problem('credential_missing', { reason: 'no_session', detail: 'Sign in first.' });
    const bookings = await this.comingBookings.listFor(caller);
    const signOutPath = this.signOns.pathOf(`/sso/${slug}/sign-out`);
    const { text, headers } = overviewPage({
      caller,
      bookings,
      returnRefused: notice === 'return_to',
      signOutPath,
    });
    void reply.status(200).headers(headers).send(text);
  }
}
