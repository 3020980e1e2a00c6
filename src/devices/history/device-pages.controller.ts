import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import type { Zone } from '../../common/zone.js';
import { showDevice } from '../shown-device.js';
import type { DeviceOwner } from './device-pages.repository.js';
import {
  devicePageQuerySchema,
  devicePageSchema,
  ofIdentitySchema,
  ofUserSchema,
} from './device-pages.schemas.js';
import { DevicePages } from './device-pages.service.js';
import { answerNumbered, type NumberedPage } from './numbered-page.js';

const answers = { 200: { description: 'A page of devices.', schema: devicePageSchema } };

/** All devices of a tenant, of one physical device, or of one user; for the merchant's server. */
@Controller('v2/proj')
export class DevicePagesController {
  constructor(@Inject(DevicePages) private readonly devices: DevicePages) {}

  @Get('devices')
  @Endpoint({
    callers: ['app'],
    summary: 'List devices',
    description: 'Attached and detached ones, the newest first.',
    answers,
    errors: ['validation_failed'],
  })
  all(
    @Caller() caller: Principal,
    @Query({ schema: devicePageQuerySchema }) page: z.output<typeof devicePageQuerySchema>,
    @AnswerZone() zone: Zone,
  ) {
    return this.answer(caller, { of: 'tenant' }, page, zone);
  }

  @Get('devices/identity/:identity')
  @Endpoint({
    callers: ['app'],
    summary: 'List the devices of an identity',
    description:
      'Under which users one physical device was attached. An identity that is not there has none.',
    answers,
    errors: ['validation_failed'],
  })
  ofIdentity(
    @Caller() caller: Principal,
    @Param({ schema: ofIdentitySchema }) { identity }: z.output<typeof ofIdentitySchema>,
    @Query({ schema: devicePageQuerySchema }) page: z.output<typeof devicePageQuerySchema>,
    @AnswerZone() zone: Zone,
  ) {
    return this.answer(caller, { of: 'identity', identity }, page, zone);
  }

  @Get('user/:user/devices')
  @Endpoint({
    callers: ['app'],
    summary: 'List the devices of a user',
    description:
      'Attached and detached ones, the newest first. A user of whom nothing was attached yet has none.',
    answers,
    errors: ['validation_failed'],
  })
  ofUser(
    @Caller() caller: Principal,
    @Param({ schema: ofUserSchema }) { user }: z.output<typeof ofUserSchema>,
    @Query({ schema: devicePageQuerySchema }) page: z.output<typeof devicePageQuerySchema>,
    @AnswerZone() zone: Zone,
  ) {
    return this.answer(caller, { of: 'user', user }, page, zone);
  }

  private async answer({ tenant }: Principal, owner: DeviceOwner, page: NumberedPage, zone: Zone) {
    const slice = await this.devices.list(tenant.id, owner, page);
    return answerNumbered(page, slice, (row) => showDevice(row, { isApp: true, zone }));
  }
}
