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
import { placeInList, projectOrder, readProjectSearch } from './project-list.js';
import { ProjectPresenter } from './project-presenter.js';
import { ProjectWritingService } from './project-writing.service.js';
import {
  changeProjectSchema,
  createProjectSchema,
  ignoredProjectMembers,
  listProjectsQuerySchema,
  projectAnswerSchema,
  projectListSchema,
  projectParametersSchema,
  projectQuerySchema,
  type ChangeProjectBody,
  type CreateProjectBody,
  type ListProjectsQuery,
} from './project.schemas.js';
import { ProjectsService } from './projects.service.js';

type Parameters = z.output<typeof projectParametersSchema>;
type OneQuery = z.output<typeof projectQuerySchema>;

/** Kinds of appointments (contract 2, "Resources, projects"). The merchant's server writes; others see what they may book. */
@Controller('v2/projects')
export class ProjectsController {
  constructor(
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(ProjectWritingService) private readonly writing: ProjectWritingService,
    @Inject(ProjectPresenter) private readonly presenter: ProjectPresenter,
  ) {}

  @Get()
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'List projects',
    description:
      'The oldest first. `search` narrows by `slug` and `name`, both exactly. `include=resources` answers the resources whole instead of their ids.',
    answers: { 200: { description: 'A page of projects.', schema: projectListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() caller: Principal,
    @Query({ schema: listProjectsQuerySchema }) query: ListProjectsQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const filter = readProjectSearch(query.search);
    if ('refused' in filter) throw invalid('search', filter.refused);
    const tenantId = caller.tenant.id;
    const filters = [filter.ok.slug, filter.ok.name];
    const page = readPage(query, projectOrder, { name: 'projects', tenantId, filters });
    const slice = await this.projects.list(tenantId, filter.ok, page);
    const show = await this.presenter.forProjects(caller, slice.rows, { zone, include: query.include });
    return answerPage(page, slice, address, ({ project }) => placeInList(project, page.ordering.field), show);
  }

  @Post()
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Create a project',
    description:
      '`resources` are ids in the order of priority. Without a `slug` one is made from the name. Members that a project does not have are ignored and named in `warnings`.',
    answers: { 201: { description: 'The project.', schema: projectAnswerSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  create(
    @Caller() caller: Principal,
    @Body({ schema: createProjectSchema }) body: CreateProjectBody,
    @Query({ schema: projectQuerySchema }) { include }: OneQuery,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
  ) {
    return this.writing.create(caller.tenant.id, body, async (transaction, created) => {
      const show = await this.presenter.forProjects(caller, [created], { zone, include }, transaction);
      return keptAnswer(transaction, keeper, {
        status: 201,
        body: { data: show(created), ...withWarnings(ignoredProjectMembers(body)) },
      });
    });
  }

  @Get(':id')
  @Endpoint({
    callers: ['app', 'widget', 'user', 'minted'],
    summary: 'Show a project',
    answers: { 200: { description: 'The project.', schema: projectAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async show(
    @Caller() caller: Principal,
    @Param({ schema: projectParametersSchema }) { id }: Parameters,
    @Query({ schema: projectQuerySchema }) { include }: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const found = await this.projects.findById(caller.tenant.id, id);
    if (found === null) throw notFound('Project');
    const show = await this.presenter.forProjects(caller, [found], { zone, include });
    return { data: show(found) };
  }

  @Put(':id')
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Change a project',
    description: 'Changes the members named, each as a whole; null empties one.',
    answers: { 200: { description: 'The project as it is now.', schema: projectAnswerSchema } },
    errors: ['not_found', 'validation_failed', 'idempotency_conflict'],
  })
  async change(
    @Caller() caller: Principal,
    @Param({ schema: projectParametersSchema }) { id }: Parameters,
    @Body({ schema: changeProjectSchema }) body: ChangeProjectBody,
    @Query({ schema: projectQuerySchema }) { include }: OneQuery,
    @AnswerZone() zone: Zone,
  ) {
    const changed = await this.writing.change(caller.tenant.id, id, body);
    const show = await this.presenter.forProjects(caller, [changed], { zone, include });
    return { data: show(changed), ...withWarnings(ignoredProjectMembers(body)) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    callers: ['app', 'minted'],
    summary: 'Remove a project',
    description: 'Its slug is free again; its bookings stay.',
    answers: { 204: { description: 'Removed.' } },
    errors: ['not_found'],
  })
  async remove(
    @Caller() { tenant }: Principal,
    @Param({ schema: projectParametersSchema }) { id }: Parameters,
  ): Promise<void> {
    await this.writing.remove(tenant.id, id);
  }
}
