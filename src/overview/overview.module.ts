import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ComingBookings } from './coming-bookings.js';
import { OverviewController } from './overview.controller.js';
import { OverviewScriptController } from './overview-script.controller.js';
import { SessionBookingsController } from './session-bookings.controller.js';

/** The customer's overview: a component for any page, and a page of our own. */
@Module({
  imports: [TenantsModule, BookingsModule, SsoModule],
  controllers: [OverviewScriptController, OverviewController, SessionBookingsController],
  providers: [ComingBookings],
})
export class OverviewModule {}
