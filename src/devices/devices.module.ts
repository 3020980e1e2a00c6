import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';

/** Devices of the merchants' users: attached, detached and limited (contract 4). */
@Module({
  imports: [TenantsModule, UsersModule],
})
export class DevicesModule {}
