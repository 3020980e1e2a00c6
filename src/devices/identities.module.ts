import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { IdentitiesRepository } from './identities.repository.js';
import { IdentityMatches } from './identity-matches.service.js';

/** Machines that are recognised by their signals (contract 4). */
@Module({
  imports: [TenantsModule],
  providers: [IdentityMatches, IdentitiesRepository],
  exports: [IdentityMatches],
})
export class IdentitiesModule {}
