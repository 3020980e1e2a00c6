import { Module } from '@nestjs/common';
import { ExperiencesModule } from '../search/experiences/experiences.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { HostedSearch } from './hosted-search.service.js';
import { SearchPageController } from './search-page.controller.js';
import { SearchScriptController } from './search-script.controller.js';

/** The search for people: a component for any page, and a page of our own. */
@Module({
  imports: [TenantsModule, ExperiencesModule, SsoModule],
  controllers: [SearchScriptController, SearchPageController],
  providers: [HostedSearch],
})
export class SearchPageModule {}
