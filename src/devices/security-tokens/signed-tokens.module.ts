import { Module } from '@nestjs/common';
import { TenantsModule } from '../../tenants/tenants.module.js';
import { UsageModule } from '../../usage/usage.module.js';
import { SignedTokensController } from './signed-tokens.controller.js';
import { TokenSigning } from './token-signing.service.js';

/** Security tokens as the merchant's server asks for them. */
@Module({
  imports: [TenantsModule, UsageModule],
  controllers: [SignedTokensController],
  providers: [TokenSigning],
})
export class SignedTokensModule {}
