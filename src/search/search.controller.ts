import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { newId } from '../common/ids.js';
import type { Zone } from '../common/zone.js';
import { searchAnswerSchema, searchQuerySchema, type SearchQuery } from './search.schemas.js';
import { SearchService } from './search.service.js';
import { showResults } from './shown-result.js';

const declared = {
  callers: ['app', 'widget', 'minted'],
  answers: { 200: { description: 'A page of results, the best first.', schema: searchAnswerSchema } },
  errors: ['not_found', 'validation_failed'],
} as const;

/** Finding what can be booked (contract 5, "Search"). */
@Controller('v2/search')
export class SearchController {
  constructor(@Inject(SearchService) private readonly search: SearchService) {}

  @Get()
  @Endpoint({
    ...declared,
    summary: 'Search resources and projects',
    description:
      'By words of name, tags and description. The filters of the request narrow those of the experience and never widen them; an unknown `experienceKey` is 404. With `with_availability=true` each result has its next free slot: a project’s by its own settings; a resource’s by the project that `project` names, else by its oldest project, else an hour by its own rules.',
  })
  find(
    @Caller() caller: Principal,
    @Query({ schema: searchQuerySchema }) query: SearchQuery,
    @AnswerZone() zone: Zone,
  ) {
    return this.answer(caller, query, zone);
  }

  @Get('query')
  @Endpoint({
    ...declared,
    summary: 'Search resources and projects, as Yext’s pages ask',
    description: 'The same as `GET /v2/search`.',
  })
  query(
    @Caller() caller: Principal,
    @Query({ schema: searchQuerySchema }) query: SearchQuery,
    @AnswerZone() zone: Zone,
  ) {
    return this.answer(caller, query, zone);
  }

  private async answer({ tenant, kind }: Principal, query: SearchQuery, zone: Zone) {
    const found = await this.search.search(tenant.id, query);
    const results = showResults(found, kind, zone);
    return {
      meta: { uuid: newId(), errors: [] },
      response: { results, resultsCount: found.total, queryId: newId() },
      data: results,
    };
  }
}
