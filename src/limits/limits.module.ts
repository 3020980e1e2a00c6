import { Global, Module, type FactoryProvider } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { BucketExchange } from './bucket-exchange.js';
import { Buckets } from './buckets.js';
import { DeviceLimits, SIGNED_BUCKETS, UNSIGNED_BUCKETS } from './device-limits.js';
import { Limits } from './limits.service.js';

const buckets = (provide: FactoryProvider['provide']): FactoryProvider<Buckets> => ({
  provide,
  inject: [BucketExchange],
  useFactory: (exchange: BucketExchange) => exchange.makeBuckets(),
});

/** How much callers may ask of all processes together, for the guard and for pages that prove tokens themselves. */
@Global()
@Module({
  imports: [TenantsModule],
  providers: [
    BucketExchange,
    buckets(Buckets),
    buckets(SIGNED_BUCKETS),
    buckets(UNSIGNED_BUCKETS),
    Limits,
    DeviceLimits,
  ],
  exports: [Limits, DeviceLimits],
})
export class LimitsModule {}
