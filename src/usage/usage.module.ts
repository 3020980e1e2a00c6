import { Module } from '@nestjs/common';
import { UsageController } from './usage.controller.js';
import { UsageMeter } from './usage-meter.js';
import { UsageRepository } from './usage.repository.js';
import { Usage } from './usage.service.js';

/** What tenants use, by the day. */
@Module({
  controllers: [UsageController],
  providers: [UsageRepository, UsageMeter, Usage],
  exports: [UsageMeter],
})
export class UsageModule {}
