import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { UserErasure } from '../../users/user-erasure.js';
import { UsersModule } from '../../users/users.module.js';
import { AccessesRepository } from '../accesses.repository.js';
import { Detachments } from '../detachments.service.js';
import { DeviceErasure } from './device-erasure.js';
import { DeviceUsersRepository } from './device-users.repository.js';
import { DevicesRepository } from '../devices.repository.js';
import { ErasedIdentitiesRepository } from './erased-identities.repository.js';

/** What erasing a person means to device access; for every program that erases users. */
@Module({
  imports: [UsersModule],
  providers: [
    DeviceErasure,
    AccessesRepository,
    DeviceUsersRepository,
    DevicesRepository,
    ErasedIdentitiesRepository,
    Detachments,
  ],
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
