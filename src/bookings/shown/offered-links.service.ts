import { Inject, Injectable } from '@nestjs/common';
import { policiesOf } from '../../availability/booking-rules.js';
import { Clock } from '../../common/clock.js';
import type { ReadAccess } from '../../database/access.js';
import type { ProjectWithResources } from '../../projects/projects.service.js';
import type { Resource } from '../../resources/resource.entity.js';
import type { Booking } from '../booking.entity.js';
import { customerActionsNow } from '../actions/customer-actions.js';
import { CustomerLinks } from './customer-links.js';

/** URLs by action. */
export type OfferedUrls = Readonly<Record<string, string>>;

interface Rules {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly projects: ReadonlyMap<string, ProjectWithResources>;
}

/** The links by which customers act on their bookings, for those actions that are possible now (contract 3). */
@Injectable()
export class OfferedLinks {
  constructor(
    @Inject(CustomerLinks) private readonly links: CustomerLinks,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** By booking; one that offers its customer nothing is missing. Each link ends with its booking. Inside a transaction, `access` is that transaction. */
  async of(
    tenantId: string,
    bookings: readonly Booking[],
    rules: Rules,
    access?: ReadAccess,
  ): Promise<ReadonlyMap<string, OfferedUrls>> {
    const nowMs = this.clock.nowMs();
    const offers = bookings
      .map((booking) => {
        const minCancelNoticeMs = minCancelNoticeOf(booking, rules);
        return { booking, actions: customerActionsNow({ ...booking, nowMs, minCancelNoticeMs }) };
      })
      .filter(({ actions }) => actions.length > 0);
    const make = offers.length === 0 ? null : await this.links.makerFor(tenantId, access);
    if (make === null) return new Map();
    return new Map(
      offers.map(({ booking: { id, endsAt }, actions }) => [
        id,
        Object.fromEntries(
          actions.map((action) => [action, make({ bookingId: id, action, expiresAtMs: endsAt })]),
        ),
      ]),
    );
  }
}

/** As acting asks for it: what the merchant has removed asks for nothing. */
function minCancelNoticeOf(
  { resourceId, projectId }: Booking,
  { resources, projects }: Rules,
): number | null {
  const resource = resourceId === null ? undefined : resources.get(resourceId);
  const project = projectId === null ? undefined : projects.get(projectId)?.project;
  return policiesOf(
    resource === undefined || resource.removedAt !== null ? { policies: {} } : resource,
    project === undefined || project.removedAt !== null ? null : project,
  ).minCancelNoticeMs;
}
