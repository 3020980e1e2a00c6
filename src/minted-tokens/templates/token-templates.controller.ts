import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { AskedAddress, type ListAddress } from '../../common/list-address.js';
import { answerPage, readPage } from '../../common/page.js';
import { invalid } from '../../common/problem.js';
import type { Zone } from '../../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import { keptAnswer } from '../../http/kept-answer.js';
import { showTemplate } from './shown-template.js';
import { placeInList, templateOrder } from './template-list.js';
import {
  createTemplateSchema,
  putTemplateSchema,
  type PutTemplateBody,
  type TemplateWish,
} from './template-wish.schemas.js';
import {
  listTemplatesQuerySchema,
  putTemplateParametersSchema,
  templateAnswerSchema,
  templateListSchema,
  templateParametersSchema,
} from './token-template.schemas.js';
import { TokenTemplatesService } from './token-templates.service.js';

type Parameters = z.output<typeof templateParametersSchema>;

/** What tokens of pages are minted from (contract 5, "Templates"). */
@Controller('v2/token-templates')
export class TokenTemplatesController {
  constructor(@Inject(TokenTemplatesService) private readonly templates: TokenTemplatesService) {}

  @Get()
  @Endpoint({
    callers: ['app'],
    summary: 'List token templates',
    description: 'By name.',
    answers: { 200: { description: 'A page of templates.', schema: templateListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() { tenant }: Principal,
    @Query({ schema: listTemplatesQuerySchema }) query: z.output<typeof listTemplatesQuerySchema>,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const page = readPage(query, templateOrder, {
      name: 'token templates',
      tenantId: tenant.id,
      filters: [],
    });
    const slice = await this.templates.list(tenant.id, page);
    return answerPage(page, slice, address, placeInList, (template) => showTemplate(template, zone));
  }

  @Post()
  @Endpoint({
    callers: ['app'],
    summary: 'Create a token template',
    description:
      'What a template says is read as the server reads the claims of tokens: none is minted that would be refused. A template without `exp` and `expires_in` makes tokens that last until their key ends.',
    answers: { 201: { description: 'The template.', schema: templateAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  create(
    @Caller() { tenant }: Principal,
    @Body({ schema: createTemplateSchema }) wish: TemplateWish,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    return this.templates.create(tenant, wish, (transaction, created) =>
      keptAnswer(transaction, keeper, { status: 201, body: { data: showTemplate(created, zone) } }),
    );
  }

  @Get(':name')
  @Endpoint({
    callers: ['app'],
    summary: 'Show a token template',
    answers: { 200: { description: 'The template.', schema: templateAnswerSchema } },
    errors: ['not_found'],
  })
  async show(
    @Caller() { tenant }: Principal,
    @Param({ schema: templateParametersSchema }) { name }: Parameters,
    @AnswerZone() zone: Zone,
  ) {
    return { data: showTemplate(await this.templates.get(tenant.id, name), zone) };
  }

  @Put(':name')
  @Endpoint({
    callers: ['app'],
    summary: 'Put a token template',
    description:
      'Creates the template or replaces it as a whole; tokens that it made before live on. A `name` in the body must be that of the path.',
    answers: {
      200: { description: 'The template as it is now.', schema: templateAnswerSchema },
      201: { description: 'The template, which is new.', schema: templateAnswerSchema },
    },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  async put(
    @Caller() { tenant }: Principal,
    @Param({ schema: putTemplateParametersSchema }) { name }: Parameters,
    @Body({ schema: putTemplateSchema }) body: PutTemplateBody,
    @AnswerZone() zone: Zone,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (body.name !== undefined && body.name !== name) throw invalid('name', 'must be the name in the path');
    const { row, outcome } = await this.templates.put(tenant, { ...body, name });
    if (outcome === 'created') reply.code(201);
    return { data: showTemplate(row, zone) };
  }

  @Delete(':name')
  @HttpCode(204)
  @Endpoint({
    callers: ['app'],
    summary: 'Remove a token template',
    description: 'Tokens that it made live on, until they end or their key does.',
    answers: { 204: { description: 'Removed.' } },
    errors: ['not_found'],
  })
  async remove(
    @Caller() { tenant }: Principal,
    @Param({ schema: templateParametersSchema }) { name }: Parameters,
  ): Promise<void> {
    await this.templates.remove(tenant.id, name);
  }
}
