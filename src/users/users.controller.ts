import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import { AskedAddress, type ListAddress } from '../common/list-address.js';
import { answerPage, readPage } from '../common/page.js';
import { notFound } from '../common/problem.js';
import type { Zone } from '../common/zone.js';
import { showUser } from './shown-user.js';
import type { User } from './user.entity.js';
import { placeInList, userOrder } from './user-list.js';
import {
  userAnswerSchema,
  userChangesSchema,
  userListQuerySchema,
  userListSchema,
  userParametersSchema,
} from './user.schemas.js';
import { UsersService } from './users.service.js';

type ListQuery = z.output<typeof userListQuerySchema>;
type Parameters = z.output<typeof userParametersSchema>;

/** The tenant's users, for the merchant's server. */
@Controller('v2/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Endpoint({
    callers: ['app'],
    summary: 'List users',
    description:
      'Everyone whose token was proven here, the newest first; `email` and `external_id` match exactly.',
    answers: { 200: { description: 'A page of users.', schema: userListSchema } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() { tenant, sees }: Principal,
    @Query({ schema: userListQuerySchema }) query: ListQuery,
    @AskedAddress() address: ListAddress,
    @AnswerZone() zone: Zone,
  ) {
    const filter = { email: query.email, externalId: query.external_id };
    const filters = [sees, filter.email ?? null, filter.externalId ?? null];
    const page = readPage(query, userOrder, { name: 'users', tenantId: tenant.id, filters });
    const slice = await this.users.list(tenant.id, filter, page);
    return answerPage(
      page,
      slice,
      address,
      (user) => placeInList(user, page.ordering.field),
      (user) => showUser(user, zone),
    );
  }

  @Get(':id')
  @Endpoint({
    callers: ['app'],
    summary: 'Show a user',
    answers: { 200: { description: 'The user.', schema: userAnswerSchema } },
    errors: ['not_found'],
  })
  async show(
    @Caller() { tenant }: Principal,
    @Param({ schema: userParametersSchema }) { id }: Parameters,
    @AnswerZone() zone: Zone,
  ) {
    return answer(await this.users.findById(tenant.id, id), zone);
  }

  @Put(':id')
  @Endpoint({
    callers: ['app'],
    summary: 'Disable or enable a user',
    description: 'A disabled user’s tokens are refused at once, on every node within a second.',
    answers: { 200: { description: 'The user as they are now.', schema: userAnswerSchema } },
    errors: ['not_found', 'validation_failed'],
  })
  async change(
    @Caller() { tenant }: Principal,
    @Param({ schema: userParametersSchema }) { id }: Parameters,
    @Body({ schema: userChangesSchema }) { disabled }: z.output<typeof userChangesSchema>,
    @AnswerZone() zone: Zone,
  ) {
    return answer(await this.users.setDisabled(tenant.id, id, disabled), zone);
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    callers: ['app'],
    summary: 'Erase a user',
    description:
      'The profile goes and the person’s bookings become anonymous. A token that still proves itself later makes a new, empty user: disable first to keep the person out while their tokens live.',
    answers: { 204: { description: 'Erased.' } },
    errors: ['not_found'],
  })
  async erase(
    @Caller() { tenant }: Principal,
    @Param({ schema: userParametersSchema }) { id }: Parameters,
  ): Promise<void> {
    if (!(await this.users.erase(tenant.id, id))) throw notFound('User');
  }
}

function answer(user: User | null, zone: Zone) {
  if (user === null) throw notFound('User');
  return { data: showUser(user, zone) };
}
