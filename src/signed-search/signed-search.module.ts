import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { SignedSearchMaker } from './signed-search-maker.service.js';
import { SignedSearchesController } from './signed-searches.controller.js';

/** Signed searches as the merchant's server asks for them. */
@Module({
  imports: [TenantsModule],
  controllers: [SignedSearchesController],
  providers: [SignedSearchMaker],
  exports: [SignedSearchMaker],
})
export class SignedSearchModule {}
