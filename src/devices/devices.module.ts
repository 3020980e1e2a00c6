import { Module } from '@nestjs/common';
import { ResourceTurns } from '../bookings/resource-turns.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { AccessWrites } from './access-writes.service.js';
import { AccessesRepository } from './accesses.repository.js';
import { AttachController } from './attach.controller.js';
import { Attachments } from './attach.service.js';
import { AttachWriting } from './attach-writing.service.js';
import { AttachedDevicesController } from './attached-devices.controller.js';
import { AttachedDevices } from './attached-devices.service.js';
import { DetachController } from './detach.controller.js';
import { DetachService } from './detach.service.js';
import { Detachments } from './detachments.service.js';
import { DeviceCallsModule } from './device-calls.module.js';
import { DeviceChoice } from './device-choice.service.js';
import { DeviceErasureModule } from './device-erasure.module.js';
import { DeviceScriptController } from './device-script.controller.js';
import { DeviceUsersController } from './device-users.controller.js';
import { DeviceUsersRepository } from './device-users.repository.js';
import { DeviceUsers } from './device-users.service.js';
import { DevicesRepository } from './devices.repository.js';
import { IdentitiesModule } from './identities.module.js';
import { KnownAttach } from './known-attach.service.js';
import { KnownDevicesRepository } from './known-devices.repository.js';
import { SeenDevicesRepository } from './seen-devices.repository.js';

const rows = [
  AccessesRepository,
  DevicesRepository,
  DeviceUsersRepository,
  KnownDevicesRepository,
  SeenDevicesRepository,
];
const attaching = [Attachments, AttachWriting, KnownAttach, AccessWrites, DeviceChoice, ResourceTurns];
const detaching = [DetachService, Detachments];

/** Devices of the merchants' users: attached, detached and limited (contract 4). */
@Module({
  imports: [TenantsModule, IdentitiesModule, DeviceCallsModule, DeviceErasureModule],
  controllers: [
    AttachController,
    DetachController,
    AttachedDevicesController,
    DeviceUsersController,
    DeviceScriptController,
  ],
  providers: [...rows, ...attaching, ...detaching, AttachedDevices, DeviceUsers],
})
export class DevicesModule {}
