import { Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from './config/configuration.js';
import { ActionLinksModule } from './action-links/action-links.module.js';
import { AppInfoModule } from './app-info/app-info.module.js';
import { AuthModule } from './auth/auth.module.js';
import { AvailabilityModule } from './availability/availability.module.js';
import { BookingsModule } from './bookings/bookings.module.js';
import { ClockModule } from './common/clock.module.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DeviceHistoryModule } from './devices/history/device-history.module.js';
import { DeviceUpkeepModule } from './devices/upkeep/device-upkeep.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { IdentitiesModule } from './devices/identities/identities.module.js';
import { SignedTokensModule } from './devices/security-tokens/signed-tokens.module.js';
import { DeviceStreamsModule } from './devices/streams/device-streams.module.js';
import { entities } from './entities.js';
import { FederationModule } from './federation/federation.module.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { HttpModule } from './http/http.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { makeObservation, type Observation } from './observability/observation.js';
import { ExperiencesModule } from './search/experiences/experiences.module.js';
import { SearchModule } from './search/search.module.js';
import { SignedSearchModule } from './signed-search/signed-search.module.js';
import { SsoModule } from './sso/sso.module.js';
import { SearchPageModule } from './search-page/search-page.module.js';
import { OverviewModule } from './overview/overview.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { ResourcesModule } from './resources/resources.module.js';
import { TokenTemplatesModule } from './minted-tokens/templates/token-templates.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { UsageModule } from './usage/usage.module.js';
import { UsersModule } from './users/users.module.js';

/** The server: kernel, features, and the one guard that joins them. */
@Module({})
export class AppModule {
  static with(
    configuration: Configuration,
    observation: Observation = makeObservation({ logLevel: 'silent' }),
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(configuration),
        ClockModule,
        DatabaseModule.forEntities(entities),
        HttpModule,
        LimitsModule,
        ObservabilityModule.of(observation),
        TenantsModule,
        FederationModule,
        UsersModule,
        UsageModule,
        ResourcesModule,
        ProjectsModule,
        AppInfoModule,
        AvailabilityModule,
        BookingsModule,
        ActionLinksModule,
        SignedSearchModule,
        TokenTemplatesModule,
        ExperiencesModule,
        SearchModule,
        DevicesModule,
        DeviceHistoryModule,
        DeviceUpkeepModule,
        IdentitiesModule,
        SignedTokensModule,
        DeviceStreamsModule,
        OpenApiModule,
        SsoModule,
        OverviewModule,
        SearchPageModule,
        HealthModule,
        // Guards run in this order: who it is, then whether the request was answered before.
        AuthModule,
        IdempotencyModule,
      ],
    };
  }
}
