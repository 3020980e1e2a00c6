import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
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
}
