import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { AvailabilityModule } from '../availability/availability.module.js';
import { BookingsModule } from '../bookings/bookings.module.js';
import { CustomerLinks } from '../bookings/shown/customer-links.js';
import { LinkTouchReadings } from '../bookings/shown/link-touch-readings.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ActionLinkMaker } from './action-link-maker.js';
import { ConsumedTokensRepository } from './consumed-tokens.repository.js';
import { ExternalActionsController } from './external-actions.controller.js';
import { ExternalActions } from './external-actions.service.js';
import { FreeTimesOfBookings } from './free-times.service.js';
import { LinkAnswers } from './link-answers.service.js';
import { LinkReplies } from './link-replies.service.js';
import { LinkTouchesRepository } from './link-touches.repository.js';
import { LinkTouches } from './link-touches.service.js';
import { LinkViews } from './link-views.service.js';
import { MadeLinksController } from './made-links.controller.js';
import { MadeLinks } from './made-links.service.js';
import { OpenedLinks } from './opened-links.service.js';

const acting = [ExternalActions, ConsumedTokensRepository, OpenedLinks];
const showing = [LinkViews, LinkAnswers, LinkReplies, FreeTimesOfBookings];
const keeping = [LinkTouches, LinkTouchesRepository];

/** Links with which somebody without an account takes one action on one booking (contract 3). */
@Module({
  imports: [TenantsModule, ResourcesModule, ProjectsModule, AvailabilityModule, BookingsModule],
  controllers: [MadeLinksController, ExternalActionsController],
  providers: [ActionLinkMaker, MadeLinks, ...acting, ...showing, ...keeping],
  exports: [ActionLinkMaker],
})
export class ActionLinksModule implements OnModuleInit {
  constructor(
    @Inject(CustomerLinks) private readonly links: CustomerLinks,
    @Inject(LinkTouchReadings) private readonly readings: LinkTouchReadings,
    @Inject(ActionLinkMaker) private readonly maker: ActionLinkMaker,
    @Inject(LinkTouches) private readonly touches: LinkTouches,
  ) {}

  onModuleInit(): void {
    this.links.register((tenantId, access) => this.maker.forTenant(tenantId, access));
    this.readings.register((access, tenantId, bookingIds) =>
      this.touches.ofBookings(access, tenantId, bookingIds),
    );
  }
}
