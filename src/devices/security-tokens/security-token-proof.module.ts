import { Module } from '@nestjs/common';
import { TenantsModule } from '../../tenants/tenants.module.js';
import { ClientKeys } from './client-keys.js';
import { ExplainSecurityToken } from './explain-security-token.js';
import { SecurityTokenProof } from './security-token-proof.js';
import { SecurityTokens } from './security-tokens.js';

/** From what a merchant's client sends to whom it speaks for; no controller. */
@Module({
  imports: [TenantsModule],
  providers: [ClientKeys, SecurityTokenProof, SecurityTokens, ExplainSecurityToken],
  exports: [ClientKeys, SecurityTokens, ExplainSecurityToken],
})
export class SecurityTokenProofModule {}
