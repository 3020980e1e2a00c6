import { Controller, Get, Inject, Param } from '@nestjs/common';
import { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import { AnswerZone } from '../../common/answer-zone.js';
import type { Zone } from '../../common/zone.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { DeviceCalls } from '../calls/device-calls.js';
import { refuseForeignUser } from '../calls/signed-caller.js';
import { showDevice } from '../shown-device.js';
import { shownDeviceSchema } from '../shown-device.schemas.js';
import { deviceUserParametersSchema } from '../users/device-user.schemas.js';
import { AttachedDevices } from './attached-devices.service.js';

/** A user's own devices, so that they can choose which to detach. */
@Controller('v2/access/user')
export class AttachedDevicesController {
  constructor(
    @Inject(AttachedDevices) private readonly devices: AttachedDevices,
    @Inject(DeviceCalls) private readonly calls: DeviceCalls,
  ) {}

  @Get(':user/attached_devices')
  @Endpoint({
    callers: ['app', 'device'],
    summary: 'List the attached devices of a user',
    description:
      'The newest first, at most 1,000, and fewer where more than a megabyte is kept with them. A user who never attached a device has none. What the client said of itself is for the merchant’s server alone.',
    answers: { 200: { description: 'The devices.', schema: z.array(shownDeviceSchema) } },
    errors: ['validation_failed'],
  })
  async list(
    @Caller() caller: DeviceCaller,
    @Param({ schema: deviceUserParametersSchema }) { user }: z.output<typeof deviceUserParametersSchema>,
    @AnswerZone() zone: Zone,
  ) {
    refuseForeignUser(caller, user);
    const rows = await this.devices.of({ tenantId: caller.tenant.id, externalId: user });
    this.calls.made(caller, 'attached_devices');
    return rows.map((row) => showDevice(row, { isApp: caller.kind === 'app', zone }));
  }
}
