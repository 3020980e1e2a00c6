import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { withWarnings } from '../common/ignored-members.js';
import { AskedAddress, type ListAddress } from '../common/list-address.js';
import { answerPage, readPage, type PageQuery } from '../common/page.js';
import { notFound } from '../common/problem.js';
import type { Zone } from '../common/zone.js';
import { ProjectPresenter } from './project-presenter.js';
import { memberOrder, pageOfMembers } from './project-resource-list.js';
import { ProjectWritingService } from './project-writing.service.js';
import {
  addResourceSchema,
  ignoredAddMembers,
  listMembersQuerySchema,
  memberParametersSchema,
  membersListSchema,
  membersQuerySchema,
  projectParametersSchema,
  resourcesAtMost,
  setResourcesSchema,
} from './project.schemas.js';
import { ProjectsService } from './projects.service.js';

type Parameters = z.output<typeof projectParametersSchema>;

/** After a change all of them are answered at once. */
const all: PageQuery<'position'> = { limit: resourcesAtMost, page: 1, count: 'true' };

interface Asked {
  readonly query: PageQuery<'position'>;
  readonly address: ListAddress;
  readonly zone: Zone;
}

/** The resources of a project, in the merchant's order of priority. */
@Controller('v2/projects/:id/resources')
export class ProjectResourcesController {
  constructor(
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(ProjectWritingService) private readonly writing: ProjectWritingService,
    @Inject(ProjectPresenter) private readonly presenter: ProjectPresenter,
  ) {}

  @Get()
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'List the resources of a project',
    description: 'In the order of priority.',
    answers: { 200: { description: 'A page of resources.', schema: membersListSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async list(
    @Caller() caller: Principal,
    @Param({ schema: projectParametersSchema }) { id }: Parameters,
    @Query({ schema: listMembersQuerySchema }) query: z.output<typeof listMembersQuerySchema>,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.projects.findById(caller.tenant.id, id);
    if (found === null) throw notFound('Project');
    return this.answer(caller, id, found.resourceIds, { query, address, zone });
  }

  @Post()
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Add a resource to a project',
    description: 'At the end; one that the project has already stays where it is.',
    answers: { 201: { description: 'All resources of the project.', schema: membersListSchema } },
    errors: ['not_found', 'validation_failed', 'idempotency_conflict'],
  })
  async add(
    @Caller() caller: Principal,
    @Param({ schema: projectParametersSchema }) { id }: Parameters,
    @Body({ schema: addResourceSchema }) body: z.output<typeof addResourceSchema>,
    @Query({ schema: membersQuerySchema }) _query: z.output<typeof membersQuerySchema>,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const ids = await this.writing.addResource(caller.tenant.id, id, body.resource_id);
    const answer = await this.answer(caller, id, ids, { query: all, address, zone });
    return { ...answer, ...withWarnings(ignoredAddMembers(body)) };
  }

  @Put()
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Set the resources of a project',
    description: 'The body is the list of ids itself, in the order of priority.',
    answers: { 200: { description: 'All resources of the project.', schema: membersListSchema } },
    errors: ['not_found', 'validation_failed', 'idempotency_conflict'],
  })
  async set(
    @Caller() caller: Principal,
    @Param({ schema: projectParametersSchema }) { id }: Parameters,
    @Body({ schema: setResourcesSchema }) body: z.output<typeof setResourcesSchema>,
    @Query({ schema: membersQuerySchema }) _query: z.output<typeof membersQuerySchema>,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const ids = await this.writing.setResources(caller.tenant.id, id, body);
    return this.answer(caller, id, ids, { query: all, address, zone });
  }

  @Delete(':resource_id')
  @HttpCode(204)
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Take a resource off a project',
    description: 'The resource itself stays.',
    answers: { 204: { description: 'Taken off.' } },
    errors: ['not_found'],
  })
  async remove(
    @Caller() { tenant }: Principal,
    @Param({ schema: memberParametersSchema })
    { id, resource_id: resourceId }: z.output<typeof memberParametersSchema>,
  ): Promise<void> {
    await this.writing.removeResource(tenant.id, id, resourceId);
  }

  private async answer(
    caller: Principal,
    id: string,
    ids: readonly string[],
    { query, address, zone }: Asked,
  ) {
    const list = { name: 'project resources', tenantId: caller.tenant.id, filters: [id] };
    const page = readPage(query, memberOrder, list);
    const slice = pageOfMembers(ids, page);
    const shown = await this.presenter.resourcesOf(
      caller,
      slice.rows.map((member) => member.id),
      zone,
    );
    const byId = new Map(shown.map((resource) => [resource.id, resource]));
    const rows = slice.rows.filter((member) => byId.has(member.id));
    return answerPage(
      page,
      { ...slice, rows },
      address,
      (member) => ({ value: member.position, id: member.id }),
      (member) => byId.get(member.id),
    );
  }
}
