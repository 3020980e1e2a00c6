import { Module } from '@nestjs/common';
import { TenantsModule } from '../../tenants/tenants.module.js';
import { DeviceCallsModule } from '../calls/device-calls.module.js';
import { DeviceRowsModule } from '../device-rows.module.js';
import { Identification } from './identification.service.js';
import { IdentitiesController } from './identities.controller.js';
import { IdentitiesRepository } from './identities.repository.js';
import { IdentityMatches } from './identity-matches.service.js';
import { NamedDevicesRepository } from './named-devices.repository.js';
import { NamedDevices } from './named-devices.service.js';

/** Machines that are recognised by their signals (contract 4). */
@Module({
  imports: [TenantsModule, DeviceRowsModule, DeviceCallsModule],
  controllers: [IdentitiesController],
  providers: [IdentityMatches, IdentitiesRepository, Identification, NamedDevices, NamedDevicesRepository],
  exports: [IdentityMatches],
})
export class IdentitiesModule {}
