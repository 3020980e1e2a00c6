import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import type { Zone } from '../../common/zone.js';
import { PageTokensService } from './page-tokens.service.js';
import { scopeOf, TokenMinter } from './token-minter.service.js';
import {
  mintedAnswerSchema,
  mintSchema,
  pageTokensAnswerSchema,
  pageTokensSchema,
  templateParametersSchema,
  type MintBody,
  type PageTokensBody,
} from './token-template.schemas.js';
import { TokenTemplatesService } from './token-templates.service.js';

/** Tokens of templates, for whoever makes the merchant's pages. */
@Controller('v2')
export class MintingController {
  constructor(
    @Inject(TokenTemplatesService) private readonly templates: TokenTemplatesService,
    @Inject(TokenMinter) private readonly minter: TokenMinter,
    @Inject(PageTokensService) private readonly pages: PageTokensService,
  ) {}

  @Post('token-templates/:name/mint')
  @HttpCode(200)
  @Endpoint({
    callers: ['app'],
    summary: 'Mint a token of a template',
    description: 'For a page outside of the template’s scope `token` is null.',
    answers: { 200: { description: 'The token.', schema: mintedAnswerSchema } },
    errors: ['not_found', 'validation_failed', 'keys_unavailable', 'idempotency_conflict'],
  })
  async mint(
    @Caller() { tenant }: Principal,
    @Param({ schema: templateParametersSchema }) { name }: z.output<typeof templateParametersSchema>,
    @Body({ schema: mintSchema }) body: MintBody,
    @AnswerZone() zone: Zone,
  ) {
    const template = await this.templates.get(tenant.id, name);
    const path = body?.path;
    if (path !== undefined && scopeOf(template)?.matches(path) === false)
      return { data: { token: null, expires_at: null } };
    const { token, expiresAt } = await this.minter.mint(tenant, template);
    return { data: { token, expires_at: expiresAt === null ? null : zone.write(expiresAt) } };
  }

  @Post('page-tokens')
  @HttpCode(200)
  @Endpoint({
    callers: ['app'],
    summary: 'Mint the tokens of a site’s pages',
    description:
      'For each page a token of every template whose scope matches its whole path: what a site generator asks once per build. A page that no template is for is answered with `{}`. Ask for fewer pages at once where the answer would be too long.',
    answers: { 200: { description: 'By page and by template.', schema: pageTokensAnswerSchema } },
    errors: ['validation_failed', 'keys_unavailable', 'idempotency_conflict', 'content_too_large'],
  })
  async pageTokens(
    @Caller() { tenant }: Principal,
    @Body({ schema: pageTokensSchema }) { paths }: PageTokensBody,
    @AnswerZone() zone: Zone,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const text = await this.pages.forPages(tenant, paths, zone);
    reply.type('application/json; charset=utf-8');
    return text;
  }
}
