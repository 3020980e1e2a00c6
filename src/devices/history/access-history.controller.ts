import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import type { Zone } from '../../common/zone.js';
import { accessHistoryQuerySchema, accessHistorySchema } from './access-history.schemas.js';
import { AccessHistory } from './access-history.service.js';
import { answerNumbered } from './numbered-page.js';
import { showAccess } from './shown-access.js';

/** Who came with which device, for the merchant's server. */
@Controller('v2/proj/access-history')
export class AccessHistoryController {
  constructor(@Inject(AccessHistory) private readonly history: AccessHistory) {}

  @Get()
  @Endpoint({
    callers: ['app'],
    summary: 'List accesses',
    description:
      'Attaches and identifies, the newest first, kept for `access_retention_days`. At least one filter is needed; an access is listed where all of them hold. A user, device or identity that is not there has none.',
    answers: { 200: { description: 'A page of accesses.', schema: accessHistorySchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() { tenant }: Principal,
    @Query({ schema: accessHistoryQuerySchema }) query: z.output<typeof accessHistoryQuerySchema>,
    @AnswerZone() zone: Zone,
  ) {
    const { per, page, ...filter } = query;
    return answerNumbered(query, await this.history.list(tenant.id, filter, { per, page }), (row) =>
      showAccess(row, zone),
    );
  }
}
