import { Module } from '@nestjs/common';
import { TenantsModule } from '../../tenants/tenants.module.js';
import { MintingController } from './minting.controller.js';
import { PageTokensService } from './page-tokens.service.js';
import { TokenMinter } from './token-minter.service.js';
import { TokenTemplatesController } from './token-templates.controller.js';
import { TokenTemplatesRepository } from './token-templates.repository.js';
import { TokenTemplatesService } from './token-templates.service.js';

/** Templates of minted tokens, and the tokens that they make for pages. */
@Module({
  imports: [TenantsModule],
  controllers: [TokenTemplatesController, MintingController],
  providers: [TokenTemplatesRepository, TokenTemplatesService, TokenMinter, PageTokensService],
  exports: [TokenTemplatesService, TokenMinter],
})
export class TokenTemplatesModule {}
