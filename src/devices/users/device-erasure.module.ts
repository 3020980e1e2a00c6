import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { UserErasure } from '../../users/user-erasure.js';
import { UsersModule } from '../../users/users.module.js';
import { DeviceRowsModule } from '../device-rows.module.js';
import { DeviceErasure } from './device-erasure.js';
import { ErasedIdentitiesRepository } from './erased-identities.repository.js';

/** What erasing a person means to device access; for every program that erases users. */
@Module({
  imports: [UsersModule, DeviceRowsModule],
  providers: [DeviceErasure, ErasedIdentitiesRepository],
  exports: [DeviceErasure],
})
export class DeviceErasureModule implements OnModuleInit {
  constructor(
    @Inject(UserErasure) private readonly users: UserErasure,
    @Inject(DeviceErasure) private readonly erasure: DeviceErasure,
  ) {}

  onModuleInit(): void {
    this.users.register('devices', async (transaction, { tenantId, externalId }) => {
      await this.erasure.erase(transaction, { tenantId, externalId });
    });
  }
}
