import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { DeviceCalls } from '../calls/device-calls.js';
import { refuseForeignUser } from '../calls/signed-caller.js';
import { detachOneSchema, detachSchema, deviceParametersSchema, standingSchema } from './attach.schemas.js';
import { DetachService } from './detach.service.js';
import { showStanding } from './shown-standing.js';

const answers = { 200: { description: 'How the device and its user stand now.', schema: standingSchema } };

/** Where devices are detached. */
@Controller('v2')
export class DetachController {
  constructor(
    @Inject(DetachService) private readonly detaching: DetachService,
    @Inject(DeviceCalls) private readonly calls: DeviceCalls,
  ) {}

  @Post('access/detach')
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'device'],
    summary: 'Detach a device',
    description:
      'Also answers at `/usage/detach`. The device hears of it at once where it listens. One that is detached already stays as it is.',
    answers,
    errors: ['not_found', 'validation_failed'],
  })
  async detach(
    @Caller() caller: DeviceCaller,
    @Body({ schema: detachSchema }) body: z.output<typeof detachSchema>,
  ) {
    return this.run(caller, body.user, body.device ?? body.device_id ?? '');
  }

  @Post('device/:id/detach')
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'device'],
    summary: 'Detach the device of this path',
    answers,
    errors: ['not_found', 'validation_failed'],
  })
  async detachOne(
    @Caller() caller: DeviceCaller,
    @Param({ schema: deviceParametersSchema }) { id }: z.output<typeof deviceParametersSchema>,
    @Body({ schema: detachOneSchema }) { user }: z.output<typeof detachOneSchema>,
  ) {
    return this.run(caller, user, id);
  }

  private async run(caller: DeviceCaller, user: string, device: string) {
    refuseForeignUser(caller, user);
    const standing = await this.detaching.detach(caller, { user, device });
    this.calls.made(caller, 'detach');
    return showStanding(standing, caller.tenant.settings);
  }
}
