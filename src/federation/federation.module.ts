import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION } from '../config/config.module.js';
import { Clock } from '../common/clock.js';
import { ChangeFeed } from '../database/change-feed.js';
import { ConfigurationDirectory } from '../tenants/configuration-directory.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ExplainService } from './explain.service.js';
import { FederationService } from './federation.service.js';
import { HeldKeys } from './held-keys.js';
import { KeySetStore } from './key-sets/key-set-store.js';
import { makeKeySetStore } from './make-key-set-store.js';
import { KeySetEvents } from './key-set-events.js';
import { SlowVerifications } from './slow-verifications.js';

/** From a bearer token to what it proves; no controller. */
@Module({
  imports: [TenantsModule],
  providers: [
    HeldKeys,
    KeySetEvents,
    {
      provide: KeySetStore,
      inject: [CONFIGURATION, Clock, ChangeFeed, ConfigurationDirectory, KeySetEvents],
      useFactory: makeKeySetStore,
    },
    { provide: SlowVerifications, useFactory: () => new SlowVerifications() },
    FederationService,
    ExplainService,
  ],
  exports: [FederationService, ExplainService, KeySetStore, KeySetEvents, HeldKeys],
})
export class FederationModule implements OnApplicationShutdown {
  constructor(
    private readonly keySets: KeySetStore,
    private readonly slowVerifications: SlowVerifications,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.keySets.close();
    await this.slowVerifications.close();
  }
}
