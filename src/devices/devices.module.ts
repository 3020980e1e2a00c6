import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { DeviceScriptController } from './device-script.controller.js';

/** Devices of the merchants' users: attached, detached and limited (contract 4). */
@Module({
  imports: [TenantsModule, UsersModule],
  controllers: [DeviceScriptController],
})
export class DevicesModule {}
