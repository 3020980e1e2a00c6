import { Module } from '@nestjs/common';
import { TenantsModule } from '../../tenants/tenants.module.js';
import { ExplainMintedToken } from './explain-minted-token.js';
import { MintedTokenProof } from './minted-token-proof.js';
import { MintedTokens } from './minted-tokens.js';

/** From a page's token to what it opens; no controller. */
@Module({
  imports: [TenantsModule],
  providers: [MintedTokenProof, MintedTokens, ExplainMintedToken],
  exports: [MintedTokens, ExplainMintedToken],
})
export class MintedTokenProofModule {}
