import { Global, Module } from '@nestjs/common';
import { Buckets, LocalBuckets } from './buckets.js';
import { DeviceLimits, SIGNED_BUCKETS, UNSIGNED_BUCKETS } from './device-limits.js';
import { Limits } from './limits.service.js';

/** The limits of this process, for the guard and for pages that prove tokens themselves. */
@Global()
@Module({
  providers: [
    { provide: Buckets, useFactory: () => new LocalBuckets() },
    { provide: SIGNED_BUCKETS, useFactory: () => new LocalBuckets() },
    { provide: UNSIGNED_BUCKETS, useFactory: () => new LocalBuckets() },
    Limits,
    DeviceLimits,
  ],
  exports: [Limits, DeviceLimits],
})
export class LimitsModule {}
