import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TokenProver } from '../access/token-prover.js';
import { FederationModule } from '../federation/federation.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { BearerTokens } from './bearer-tokens.js';
import { Bearers } from './bearers.js';
import { HeldKeyStrategy } from './held-key.strategy.js';
import { KeySetStrategy } from './key-set.strategy.js';
import { RouteClosure } from './route-closure.js';
import { SecretKeys } from './secret-keys.js';
import { TokenCacheMetrics } from './token-cache-metrics.js';
import { TokenForgetting } from './token-forgetting.js';

/** Joins federation, users and tenants into the one guard of all routes. Nothing imports it but the application. */
@Global()
@Module({
  imports: [DiscoveryModule, FederationModule, TenantsModule, UsersModule],
  providers: [
    Bearers,
    HeldKeyStrategy,
    KeySetStrategy,
    BearerTokens,
    SecretKeys,
    TokenForgetting,
    TokenCacheMetrics,
    RouteClosure,
    { provide: TokenProver, useExisting: BearerTokens },
    { provide: APP_GUARD, useClass: AuthenticationGuard },
  ],
  exports: [TokenProver, BearerTokens, RouteClosure],
})
export class AuthModule {}
