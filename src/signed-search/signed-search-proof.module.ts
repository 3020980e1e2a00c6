import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ExplainSignedSearch } from './explain-signed-search.js';
import { SignedSearchProof } from './signed-search-proof.js';
import { SignedSearchTokens } from './signed-search-tokens.js';

/** From a signed search to the customer it stands for; no controller. */
@Module({
  imports: [TenantsModule],
  providers: [SignedSearchProof, SignedSearchTokens, ExplainSignedSearch],
  exports: [SignedSearchTokens, ExplainSignedSearch],
})
export class SignedSearchProofModule {}
