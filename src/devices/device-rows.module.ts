import { Module } from '@nestjs/common';
import { AccessesRepository } from './accesses.repository.js';
import { Detachments } from './detachments.service.js';
import { DevicesRepository } from './devices.repository.js';
import { DeviceUsersRepository } from './users/device-users.repository.js';

const rows = [AccessesRepository, DevicesRepository, DeviceUsersRepository, Detachments];

/** Users, their devices and accesses, for all modules of this folder. */
@Module({ providers: rows, exports: rows })
export class DeviceRowsModule {}
