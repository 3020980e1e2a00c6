import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { notFound } from '../common/problem.js';
import { AccountOfPath } from './account-of-path.js';
import { pageProjectSchema } from './page-project.js';
import { ProjectPagesService } from './project-pages.service.js';
import { projectParametersSchema, slugParametersSchema } from './project.schemas.js';

/** What a booking page begins with, in the form that Timekit's widget merges into its configuration. */
@Controller('v2/projects')
export class ProjectPagesController {
  constructor(@Inject(ProjectPagesService) private readonly pages: ProjectPagesService) {}

  @Get('hosted/:slug')
  @Endpoint({
    callers: 'public',
    summary: 'Show the project of a hosted page',
    description:
      'For anyone. `/v2/accounts/{slug}/projects/hosted/{slug}` names the tenant; without one the oldest project of that slug answers.',
    answers: { 200: { description: 'What a page needs.', schema: pageProjectSchema } },
    errors: ['not_found'],
  })
  async hosted(
    @Param({ schema: slugParametersSchema }) { slug }: z.output<typeof slugParametersSchema>,
    @AccountOfPath() account: string | null,
  ) {
    return found(await this.pages.hosted(slug, account));
  }

  @Get('embed/:id')
  @Endpoint({
    callers: ['widget', 'app', 'minted'],
    summary: 'Show the project of an embedded page',
    answers: { 200: { description: 'What a page needs.', schema: pageProjectSchema } },
    errors: ['not_found'],
  })
  async embed(
    @Caller() { tenant }: Principal,
    @Param({ schema: projectParametersSchema }) { id }: z.output<typeof projectParametersSchema>,
  ) {
    return found(await this.pages.embedded(tenant.id, id));
  }
}

function found<Shown>(project: Shown | null): { data: Shown } {
  if (project === null) throw notFound('Project');
  return { data: project };
}
