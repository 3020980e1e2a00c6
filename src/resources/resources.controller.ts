import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { withWarnings } from '../common/ignored-members.js';
import { AskedAddress, type ListAddress } from '../common/list-address.js';
import { answerPage, readPage } from '../common/page.js';
import { invalid, notFound } from '../common/problem.js';
import type { Zone } from '../common/zone.js';
import { KeepAnswer, type AnswerKeeper } from '../http/answer-keeper.js';
import { keptAnswer } from '../http/kept-answer.js';
import { placeInList, readResourceSearch, resourceOrder } from './resource-list.js';
import { changedMembers, newResource } from './resource-members.js';
import {
  changeResourceSchema,
  createResourceSchema,
  ignoredResourceMembers,
  listResourcesQuerySchema,
  resourceAnswerSchema,
  resourceListSchema,
  resourceParametersSchema,
  resourceQuerySchema,
  type ChangeResourceBody,
  type CreateResourceBody,
  type ListResourcesQuery,
} from './resource.schemas.js';
import { ResourcesService } from './resources.service.js';
import { resourceFor } from './shown-resource.js';

type Parameters = z.output<typeof resourceParametersSchema>;
type OneQuery = z.output<typeof resourceQuerySchema>;

/** Whoever or whatever can be booked (contract 2, "Resources, projects"). The merchant's server writes; others see what they may book. */
@Controller('v2/resources')
export class ResourcesController {
  constructor(@Inject(ResourcesService) private readonly resources: ResourcesService) {}

  @Get()
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'List resources',
    description:
      'The oldest first. `search` narrows by `name` and, for the merchant’s server, by `email`, both exactly.',
    answers: { 200: { description: 'A page of resources.', schema: resourceListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() { tenant, kind }: Principal,
    @Query({ schema: listResourcesQuerySchema }) query: ListResourcesQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const filter = readResourceSearch(query.search, kind);
    if ('refused' in filter) throw invalid('search', filter.refused);
    const filters = [filter.ok.name, filter.ok.email];
    const page = readPage(query, resourceOrder, { name: 'resources', tenantId: tenant.id, filters });
    const slice = await this.resources.list(tenant.id, filter.ok, page);
    return answerPage(
      page,
      slice,
      address,
      (resource) => placeInList(resource, page.ordering.field),
      resourceFor(kind, zone),
    );
  }

  @Post()
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Create a resource',
    description: 'Members that a resource does not have are ignored and named in `warnings`.',
    answers: { 201: { description: 'The resource.', schema: resourceAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  create(
    @Caller() { tenant, kind }: Principal,
    @Body({ schema: createResourceSchema }) body: CreateResourceBody,
    @Query({ schema: resourceQuerySchema }) _query: OneQuery,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    const warnings = withWarnings(ignoredResourceMembers(body));
    return this.resources.create(tenant.id, newResource(body), (transaction, resource) =>
      keptAnswer(transaction, keeper, {
        status: 201,
        body: { data: resourceFor(kind, zone)(resource), ...warnings },
      }),
    );
  }

  @Get(':id')
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Show a resource',
    answers: { 200: { description: 'The resource.', schema: resourceAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() { tenant, kind }: Principal,
    @Param({ schema: resourceParametersSchema }) { id }: Parameters,
    @Query({ schema: resourceQuerySchema }) _query: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const resource = await this.resources.findById(tenant.id, id);
    if (resource === null) throw notFound('Resource');
    return { data: resourceFor(kind, zone)(resource) };
  }

  @Put(':id')
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Change a resource',
    description: 'Changes the members named, each as a whole; null empties one.',
    answers: { 200: { description: 'The resource as it is now.', schema: resourceAnswerSchema } },
    errors: ['not_found', 'validation_failed', 'idempotency_conflict'],
  })
  async change(
    @Caller() { tenant, kind }: Principal,
    @Param({ schema: resourceParametersSchema }) { id }: Parameters,
    @Body({ schema: changeResourceSchema }) body: ChangeResourceBody,
    @Query({ schema: resourceQuerySchema }) _query: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const resource = await this.resources.change(tenant.id, id, changedMembers(body));
    if (resource === null) throw notFound('Resource');
    return { data: resourceFor(kind, zone)(resource), ...withWarnings(ignoredResourceMembers(body)) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Remove a resource',
    description:
      'It leaves every project and cannot be booked any more; its bookings stay and still show it.',
    answers: { 204: { description: 'Removed.' } },
    errors: ['not_found'],
  })
  async remove(
    @Caller() { tenant }: Principal,
    @Param({ schema: resourceParametersSchema }) { id }: Parameters,
  ): Promise<void> {
    if (!(await this.resources.remove(tenant.id, id))) throw notFound('Resource');
  }
}
