import { Module } from '@nestjs/common';
import { Detachments } from '../detachments.service.js';
import { IdleDevicesLoop, PruningLoop } from './device-upkeep.js';
import { DevicesRepository } from '../devices.repository.js';
import { IdleDevicesRepository } from './idle-devices.repository.js';
import { IdleDevices } from './idle-devices.service.js';
import { OldRowsRepository } from './old-rows.repository.js';
import { Pruning } from './pruning.service.js';

/** What happens to devices by themselves: idle ones detach, and what is old is removed. */
@Module({
  providers: [
    DevicesRepository,
    Detachments,
    IdleDevicesRepository,
    IdleDevices,
    IdleDevicesLoop,
    OldRowsRepository,
    Pruning,
    PruningLoop,
  ],
})
export class DeviceUpkeepModule {}
