import { Module } from '@nestjs/common';
import { UsageModule } from '../../usage/usage.module.js';
import { DeviceCalls } from './device-calls.js';

/** Clients' calls, counted in one place for all that they call. */
@Module({ imports: [UsageModule], providers: [DeviceCalls], exports: [DeviceCalls] })
export class DeviceCallsModule {}
