import { Module } from '@nestjs/common';
import { UsageMeter } from './usage-meter.js';
import { UsageRepository } from './usage.repository.js';

/** What tenants use, by the day. */
@Module({ providers: [UsageRepository, UsageMeter], exports: [UsageMeter] })
export class UsageModule {}
