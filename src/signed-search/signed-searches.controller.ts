import { Body, Controller, Inject, Post } from '@nestjs/common';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { SignedSearchMaker } from './signed-search-maker.service.js';
import {
  createSignedSearchSchema,
  signedSearchAnswerSchema,
  type CreateSignedSearchBody,
} from './signed-search.schemas.js';

/** What a merchant's server hands to a customer's browser (contract 3, "Making them"). */
@Controller('v2/signed-searches')
export class SignedSearchesController {
  constructor(@Inject(SignedSearchMaker) private readonly maker: SignedSearchMaker) {}

  @Post()
  @Endpoint({
    callers: ['app'],
    summary: 'Sign a search',
    description:
      'A token that shows whoever holds it the bookings that all its pairs match, and nothing else. Any JWT library makes the same: HS256 with an API key’s secret, `kid` the key’s id, and beside the pairs `app_slug` and `iat`. Without `exp` it lasts until its key, or the customer’s signed searches, are ended.',
    answers: { 201: { description: 'The token and its addresses.', schema: signedSearchAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  async create(
    @Caller() { tenant }: Principal,
    @Body({ schema: createSignedSearchSchema }) { exp, ...pairs }: CreateSignedSearchBody,
  ) {
    const members = pairs as Readonly<Record<string, string>>;
    const { token, url, overviewUrl } = await this.maker.make(tenant, members, exp ?? null);
    return { data: { token, url, overview_url: overviewUrl } };
  }
}
