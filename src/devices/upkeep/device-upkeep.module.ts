import { Module } from '@nestjs/common';
import { DeviceRowsModule } from '../device-rows.module.js';
import { IdleDevicesLoop, PruningLoop } from './device-upkeep.js';
import { IdleDevicesRepository } from './idle-devices.repository.js';
import { IdleDevices } from './idle-devices.service.js';
import { OldRowsRepository } from './old-rows.repository.js';
import { Pruning } from './pruning.service.js';

/** What happens to devices by themselves: idle ones detach, and what is old is removed. */
@Module({
  imports: [DeviceRowsModule],
  providers: [IdleDevicesRepository, IdleDevices, IdleDevicesLoop, OldRowsRepository, Pruning, PruningLoop],
})
export class DeviceUpkeepModule {}
