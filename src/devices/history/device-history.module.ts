import { Module } from '@nestjs/common';
import { AccessHistoryController } from './access-history.controller.js';
import { AccessHistoryRepository } from './access-history.repository.js';
import { AccessHistory } from './access-history.service.js';
import { DevicePagesController } from './device-pages.controller.js';
import { DevicePagesRepository } from './device-pages.repository.js';
import { DevicePages } from './device-pages.service.js';

/** Accesses and devices, listed for the merchant's server. */
@Module({
  controllers: [AccessHistoryController, DevicePagesController],
  providers: [AccessHistoryRepository, AccessHistory, DevicePagesRepository, DevicePages],
})
export class DeviceHistoryModule {}
