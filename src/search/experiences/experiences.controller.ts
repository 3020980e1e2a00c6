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
import { experienceOrder, placeInList } from './experience-list.js';
import {
  experienceAnswerSchema,
  experienceListSchema,
  experienceParametersSchema,
  experienceQuerySchema,
  listExperiencesQuerySchema,
  newExperienceSchema,
  newKeySchema,
  putExperienceSchema,
  type ListExperiencesQuery,
  type NewExperienceBody,
  type PutExperienceBody,
} from './experience.schemas.js';
import { ExperiencesService } from './experiences.service.js';
import { showExperience } from './shown-experience.js';

type Parameters = z.output<typeof experienceParametersSchema>;
type OneQuery = z.output<typeof experienceQuerySchema>;

/** Saved ways of searching (contract 5, "Search"), for the merchant's server. */
@Controller('v2/search-experiences')
export class ExperiencesController {
  constructor(@Inject(ExperiencesService) private readonly experiences: ExperiencesService) {}

  @Get()
  @Endpoint({
    callers: ['app'],
    summary: 'List search experiences',
    answers: { 200: { description: 'A page of experiences, by key.', schema: experienceListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() { tenant }: Principal,
    @Query({ schema: listExperiencesQuerySchema }) query: ListExperiencesQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const page = readPage(query, experienceOrder, {
      name: 'search-experiences',
      tenantId: tenant.id,
      filters: [],
    });
    const slice = await this.experiences.list(tenant.id, page);
    return answerPage(page, slice, address, placeInList, showExperience(zone));
  }

  @Post()
  @Endpoint({
    callers: ['app'],
    summary: 'Create a search experience',
    description:
      'A saved configuration that searches name by `experienceKey`: what is searched, what every result must be, what results show, and how many there are on a page.',
    answers: { 201: { description: 'The experience.', schema: experienceAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  create(
    @Caller() { tenant }: Principal,
    @Body({ schema: newExperienceSchema }) body: NewExperienceBody,
    @Query({ schema: experienceQuerySchema }) _query: OneQuery,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    return this.experiences.create(tenant.id, body, (transaction, row) =>
      keptAnswer(transaction, keeper, { status: 201, body: { data: showExperience(zone)(row) } }),
    );
  }

  @Get(':experience')
  @Endpoint({
    callers: ['app'],
    summary: 'Show a search experience',
    answers: { 200: { description: 'The experience.', schema: experienceAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() { tenant }: Principal,
    @Param({ schema: experienceParametersSchema }) { experience }: Parameters,
    @Query({ schema: experienceQuerySchema }) _query: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    return { data: showExperience(zone)(await this.experiences.getByKey(tenant.id, experience)) };
  }

  @Put(':experience')
  @Endpoint({
    callers: ['app'],
    summary: 'Put a search experience',
    description:
      'Creates it, or takes the place of the one that has this key; members that are not named have their defaults.',
    answers: {
      200: { description: 'The experience as it is now.', schema: experienceAnswerSchema },
      201: { description: 'The new experience.', schema: experienceAnswerSchema },
    },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  async put(
    @Caller() { tenant }: Principal,
    @Param({ schema: experienceParametersSchema }) { experience }: Parameters,
    @Body({ schema: putExperienceSchema }) { key, ...stated }: PutExperienceBody,
    @Query({ schema: experienceQuerySchema }) _query: OneQuery,
    @AnswerZone() zone: Zone,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const named = newKeySchema.safeParse(experience);
    if (!named.success) throw invalid('key', named.error.issues[0]?.message ?? 'is not a key');
    if (key !== undefined && key !== experience) throw invalid('key', 'must be the key in the path');
    const { outcome, row } = await this.experiences.put(tenant.id, experience, stated);
    if (outcome === 'created') reply.status(201);
    return { data: showExperience(zone)(row) };
  }

  @Delete(':experience')
  @HttpCode(204)
  @Endpoint({
    callers: ['app'],
    summary: 'Remove a search experience',
    answers: { 204: { description: 'Removed.' } },
    errors: ['not_found'],
  })
  async remove(
    @Caller() { tenant }: Principal,
    @Param({ schema: experienceParametersSchema }) { experience }: Parameters,
  ): Promise<void> {
    await this.experiences.remove(tenant.id, experience);
  }
}
