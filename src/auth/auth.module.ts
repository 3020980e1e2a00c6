import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TokenProver } from '../access/token-prover.js';
import { ActionLinkProofModule } from '../action-links/action-link-proof.module.js';
import { SecurityTokenProofModule } from '../devices/security-tokens/security-token-proof.module.js';
import { FederationModule } from '../federation/federation.module.js';
import { KeyUsesModule } from '../key-uses/key-uses.module.js';
import { MintedTokenProofModule } from '../minted-tokens/proof/minted-token-proof.module.js';
import { SignedSearchProofModule } from '../signed-search/signed-search-proof.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { UsersModule } from '../users/users.module.js';
import { ActionLinks } from './action-links.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { BearerTokens } from './bearer-tokens.js';
import { Bearers } from './bearers.js';
import { Clients } from './clients.js';
import { HeldKeyStrategy } from './held-key.strategy.js';
import { KeySetStrategy } from './key-set.strategy.js';
import { Logins } from './logins.js';
import { RouteClosure } from './route-closure.js';
import { SecretKeys } from './secret-keys.js';
import { SignedSearches } from './signed-searches.js';
import { TokenCacheMetrics } from './token-cache-metrics.js';
import { TokenForgetting } from './token-forgetting.js';

/** Joins all that proves a caller into the one guard of all routes. Nothing imports it but the application. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    FederationModule,
    TenantsModule,
    UsersModule,
    UsageModule,
    SignedSearchProofModule,
    ActionLinkProofModule,
    SecurityTokenProofModule,
    MintedTokenProofModule,
    KeyUsesModule,
  ],
  providers: [
    Logins,
    Bearers,
    HeldKeyStrategy,
    KeySetStrategy,
    BearerTokens,
    SecretKeys,
    SignedSearches,
    ActionLinks,
    Clients,
    TokenForgetting,
    TokenCacheMetrics,
    RouteClosure,
    { provide: TokenProver, useExisting: BearerTokens },
    { provide: APP_GUARD, useClass: AuthenticationGuard },
  ],
  exports: [TokenProver, BearerTokens, RouteClosure],
})
export class AuthModule {}
