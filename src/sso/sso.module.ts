import { Module } from '@nestjs/common';
import { FederationModule } from '../federation/federation.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { SessionsService } from './sessions.service.js';
import { SignOnService } from './sign-on.service.js';
import { SsoController } from './sso.controller.js';

/** Browser sign-on. The TokenProver comes from the auth module. */
@Module({
  imports: [TenantsModule, FederationModule, UsersModule],
  controllers: [SsoController],
  providers: [SessionsService, SignOnService],
  exports: [SessionsService, SignOnService],
})
export class SsoModule {}
