import { Module } from '@nestjs/common';
import { Turns } from '../common/turns.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { AccessWrites } from './attach/access-writes.service.js';
import { AttachWriting } from './attach/attach-writing.service.js';
import { AttachController } from './attach/attach.controller.js';
import { AttachedDevicesController } from './attach/attached-devices.controller.js';
import { AttachedDevices } from './attach/attached-devices.service.js';
import { Attachments } from './attach/attachments.service.js';
import { DetachController } from './attach/detach.controller.js';
import { DetachService } from './attach/detach.service.js';
import { DeviceChoice } from './attach/device-choice.service.js';
import { KnownAttach } from './attach/known-attach.service.js';
import { KnownDevicesRepository } from './attach/known-devices.repository.js';
import { SeenDevicesRepository } from './attach/seen-devices.repository.js';
import { DeviceCallsModule } from './calls/device-calls.module.js';
import { DeviceRowsModule } from './device-rows.module.js';
import { DeviceScriptController } from './device-script.controller.js';
import { IdentitiesModule } from './identities/identities.module.js';
import { DeviceErasureModule } from './users/device-erasure.module.js';
import { DeviceUsersController } from './users/device-users.controller.js';
import { DeviceUsers } from './users/device-users.service.js';

const attaching = [
  Attachments,
  AttachWriting,
  KnownAttach,
  AccessWrites,
  DeviceChoice,
  Turns,
  KnownDevicesRepository,
  SeenDevicesRepository,
];

/** Devices of the merchants' users: attached, detached and limited (contract 4). */
@Module({
  imports: [TenantsModule, DeviceRowsModule, IdentitiesModule, DeviceCallsModule, DeviceErasureModule],
  controllers: [
    AttachController,
    DetachController,
    AttachedDevicesController,
    DeviceUsersController,
    DeviceScriptController,
  ],
  providers: [...attaching, DetachService, AttachedDevices, DeviceUsers],
})
export class DevicesModule {}
