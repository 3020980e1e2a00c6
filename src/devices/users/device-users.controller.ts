import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { notFound } from '../../common/problem.js';
import { deviceUserChangesSchema, deviceUserParametersSchema, successSchema } from './device-user.schemas.js';
import { DeviceUsers } from './device-users.service.js';

/** What the merchant's server says of its users. */
@Controller('v2/proj/user')
export class DeviceUsersController {
  constructor(@Inject(DeviceUsers) private readonly users: DeviceUsers) {}

  @Post(':user')
  @HttpCode(200)
  @Endpoint({
    callers: ['app'],
    summary: 'Change a user of device access',
    description:
      'Makes the user where there is none yet. `metadata` is merged by name. A suspended user is shown as `suspended` to whoever attaches a device, and with `block_over_usage` attaches none.',
    answers: { 200: { description: 'Changed.', schema: successSchema } },
    errors: ['validation_failed'],
  })
  async change(
    @Caller() { tenant }: Principal,
    @Param({ schema: deviceUserParametersSchema }) { user }: z.output<typeof deviceUserParametersSchema>,
    @Body({ schema: deviceUserChangesSchema }) changes: z.output<typeof deviceUserChangesSchema>,
  ) {
    await this.users.change({ tenantId: tenant.id, externalId: user }, changes);
    return { success: true };
  }

  @Delete(':user')
  @HttpCode(200)
  @Endpoint({
    callers: ['app'],
    summary: 'Erase a user of device access',
    description:
      'Takes their devices, their accesses and the identities that nobody else has, at once and for good; their open devices are logged out. A federated user with the same id stays: erasing that one (`DELETE /v2/users/{id}`) does all of this too.',
    answers: { 200: { description: 'Erased.', schema: successSchema } },
    errors: ['not_found'],
  })
  async erase(
    @Caller() { tenant }: Principal,
    @Param({ schema: deviceUserParametersSchema }) { user }: z.output<typeof deviceUserParametersSchema>,
  ) {
    if (!(await this.users.erase({ tenantId: tenant.id, externalId: user }))) throw notFound('User');
    return { success: true };
  }
}
