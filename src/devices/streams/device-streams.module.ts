import { Module } from '@nestjs/common';
import { TenantsModule } from '../../tenants/tenants.module.js';
import { DeviceCallsModule } from '../calls/device-calls.module.js';
import { DeviceStreamsController } from './device-streams.controller.js';
import { DeviceStreamsRepository } from './device-streams.repository.js';
import { DeviceStreams } from './device-streams.service.js';
import { Listening } from './listening.service.js';
import { StreamProofs } from './stream-proofs.service.js';
import { StreamWatch } from './stream-watch.service.js';

/** Event streams of devices: clients hear of a logout on whichever node they are. */
@Module({
  imports: [TenantsModule, DeviceCallsModule],
  controllers: [DeviceStreamsController],
  providers: [DeviceStreamsRepository, DeviceStreams, StreamProofs, StreamWatch, Listening],
  exports: [DeviceStreams],
})
export class DeviceStreamsModule {}
