import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { OverviewController } from './overview.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignOnService } from './sign-on.service.js';
import { SsoController } from './sso.controller.js';

/** Browser sign-on and the page it leads to. The TokenProver comes from the auth module. */
@Module({
  imports: [TenantsModule, UsersModule],
  controllers: [SsoController, OverviewController],
  providers: [SessionsService, SignOnService],
})
export class SsoModule {}
