import { Global, Module } from '@nestjs/common';
import { Buckets, LocalBuckets } from './buckets.js';
import { Limits } from './limits.service.js';

/** The limits of this process, for the guard and for pages that prove tokens themselves. */
@Global()
@Module({
  providers: [{ provide: Buckets, useFactory: () => new LocalBuckets() }, Limits],
  exports: [Limits],
})
export class LimitsModule {}
