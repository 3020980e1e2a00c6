import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { FederationModule } from '../federation/federation.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UsersModule } from '../users/users.module.js';
import { ComingBookings } from './coming-bookings.js';
import { OverviewController } from './overview.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignOnService } from './sign-on.service.js';
import { SsoController } from './sso.controller.js';

/** Browser sign-on and the page it leads to. The TokenProver comes from the auth module. */
@Module({
  imports: [TenantsModule, FederationModule, UsersModule, BookingsModule],
  controllers: [SsoController, OverviewController],
  providers: [ComingBookings, SessionsService, SignOnService],
})
export class SsoModule {}
