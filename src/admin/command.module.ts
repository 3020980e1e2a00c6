import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ActionLinkProofModule } from '../action-links/action-link-proof.module.js';
import { BookingsModule } from '../bookings/bookings.module.js';
import { ClockModule } from '../common/clock.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { DatabaseModule } from '../database/database.module.js';
import { DeviceErasureModule } from '../devices/users/device-erasure.module.js';
import { SecurityTokenProofModule } from '../devices/security-tokens/security-token-proof.module.js';
import { entities } from '../entities.js';
import { FederationModule } from '../federation/federation.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { MintedTokenProofModule } from '../minted-tokens/proof/minted-token-proof.module.js';
import { SignedSearchProofModule } from '../signed-search/signed-search-proof.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';

/** The features without HTTP, for the commands that need what the server's request path is made of. */
@Module({})
export class CommandModule {
  static with(configuration: Configuration): DynamicModule {
    return {
      module: CommandModule,
      imports: [
        ConfigModule.of(configuration),
        ClockModule,
        DatabaseModule.forEntities(entities),
        TenantsModule,
        FederationModule,
        SignedSearchProofModule,
        ActionLinkProofModule,
        SecurityTokenProofModule,
        MintedTokenProofModule,
        UsersModule,
        // These let go of erased users.
        BookingsModule,
        DeviceErasureModule,
        IdempotencyModule,
      ],
    };
  }
}

/** Runs `work` over the features and closes them, whatever happens. The schema is up to date: a Workspace was opened before. */
export async function withFeatures<T>(
  configuration: Configuration,
  work: (features: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const features = await NestFactory.createApplicationContext(CommandModule.with(configuration), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work(features);
  } finally {
    await features.close();
  }
}
