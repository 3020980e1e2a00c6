import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import { notFound } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { negotiatedLanguage } from '../pages/language.js';
import { SessionsService } from '../sso/sessions.service.js';
import { SignOnService } from '../sso/sign-on.service.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { ComingBookings } from './coming-bookings.js';
import { overviewPage, type OverviewPaths } from './overview-page.js';
import { OverviewPageFilter } from './overview-page.filter.js';
import {
  overviewParametersSchema,
  overviewQuerySchema,
  type OverviewParameters,
  type OverviewQuery,
} from './overview.schemas.js';

/** The customer's page on this server (contract 3, "The overview"). */
@Controller('overview')
@UseFilters(OverviewPageFilter)
export class OverviewController {
  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SignOnService) private readonly signOns: SignOnService,
    @Inject(ComingBookings) private readonly comingBookings: ComingBookings,
  ) {}

  @Get(':slug')
  @Endpoint({
    callers: 'public',
    summary: 'A customer’s page of bookings',
    description:
      'Shows the bookings of a signed search in its fragment (`#search=…&signed_search=…`, which no server sees), or else those of the user whom the session cookie of a sign-on names. It is the same page for whoever has neither.',
    answers: { 200: { description: 'An HTML page.' } },
    errors: ['not_found'],
  })
  async show(
    @Param({ schema: overviewParametersSchema }) { slug }: OverviewParameters,
    @Query({ schema: overviewQuerySchema }) { notice }: OverviewQuery,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = await this.tenants.findBySlug(slug);
    if (tenant === null) throw notFound('Page');
    const caller = await this.sessions.find(request.headers.cookie, slug);
    const { text, headers } = overviewPage({
      tenant,
      language: negotiatedLanguage(request.headers['accept-language'], tenant.settings.locale),
      paths: this.pathsOf(slug),
      signedIn: caller && {
        user: caller.user,
        bookings: await this.comingBookings.listFor(caller),
        returnRefused: notice === 'return_to',
      },
    });
    // Two readers of one address see two pages: by language, and by who they are.
    void reply.status(200).headers(headers).header('Vary', 'Accept-Language, Cookie').send(text);
  }

  private pathsOf(slug: string): OverviewPaths {
    return {
      script: this.signOns.pathOf('/overview.js'),
      list: this.signOns.pathOf(`/overview/${slug}/bookings`),
      signOut: this.signOns.pathOf(`/sso/${slug}/sign-out`),
    };
  }
}
