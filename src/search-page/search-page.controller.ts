import { Controller, Get, Inject, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../access/endpoint.js';
import type { HttpRequest } from '../http/request.js';
import { HostedSearch } from './hosted-search.service.js';
import { SearchPageFilter } from './search-page.filter.js';

const parametersSchema = z.object({ slug: z.string('must be given once, as text') });

/** The search on this server's own page. */
@Controller('search')
@UseFilters(SearchPageFilter)
export class SearchPageController {
  constructor(@Inject(HostedSearch) private readonly hosted: HostedSearch) {}

  @Get(':slug')
  @Endpoint({
    callers: 'public',
    summary: 'A merchant’s search page',
    description:
      'For everyone, where the merchant has an experience of the key `hosted` and an API key; everywhere else it is 404. The page holds a token for an hour that searches by that experience alone, and the widget key, which books.',
    answers: { 200: { description: 'An HTML page.' } },
    errors: ['not_found'],
  })
  async show(
    @Param({ schema: parametersSchema }) { slug }: z.output<typeof parametersSchema>,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { text, headers } = await this.hosted.page(slug, request.headers['accept-language']);
    void reply.status(200).headers(headers).header('Vary', 'Accept-Language').send(text);
  }
}
