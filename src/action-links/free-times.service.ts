import { Inject, Injectable } from '@nestjs/common';
import { AvailabilityService } from '../availability/availability.service.js';
import { modeOf } from '../availability/booking-rules.js';
import type { Booking } from '../bookings/booking.entity.js';
import { Problem } from '../common/problem.js';
import { utc } from '../common/zone.js';
import { ProjectsService } from '../projects/projects.service.js';
import type { Interval } from '../schedule/interval.js';
import { freeWeek, type FreeWeek } from './free-week.js';
import { zoneOfView, type LinkView } from './link-view.js';

export interface FreeTimes {
  readonly week: FreeWeek;
  /** Chronological; the time that the booking has is not among them. */
  readonly slots: readonly Interval[];
}

/** Where a booking could move to: free times of its own resource, as long as it is. */
@Injectable()
export class FreeTimesOfBookings {
  constructor(
    @Inject(AvailabilityService) private readonly availability: AvailabilityService,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
  ) {}

  /** One week, from the day that `asked` names. Empty where the merchant has removed the resource, or nothing can be asked. */
  async of(view: LinkView, asked: string | null): Promise<FreeTimes> {
    const { booking, nowMs } = view;
    const week = freeWeek({ asked, nowMs, startsAt: booking.startsAt, zone: zoneOfView(view).name });
    const found = await this.slots(view, week);
    const slots = found.filter(({ start }) => start < week.toMs && start !== booking.startsAt);
    return { week, slots };
  }

  private async slots(
    { caller, booking }: LinkView,
    { fromMs, toMs }: FreeWeek,
  ): Promise<readonly Interval[]> {
    const { resourceId, startsAt, endsAt } = booking;
    if (resourceId === null) return [];
    const lengthMs = endsAt - startsAt;
    const body = {
      ...(await this.places(booking)),
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs + lengthMs).toISOString(),
      length: `${Math.ceil(lengthMs / 1000)} seconds`,
    };
    try {
      const { slots } = await this.availability.slotsWithout(caller, booking.id, body, utc);
      return slots;
    } catch (error) {
      if (error instanceof Problem && error.code === 'validation_failed') return [];
      throw error;
    }
  }

  /** Together with the project's others where all of them are held. */
  private async places({ tenantId, projectId, resourceId }: Booking) {
    const resources = resourceId === null ? [] : [resourceId];
    const found =
      projectId === null ? undefined : (await this.projects.findByIds(tenantId, [projectId])).get(projectId);
    const project = found?.project;
    if (project === undefined || project.removedAt !== null) return { resources, mode: 'exclusive' as const };
    return modeOf(project) === 'mutual'
      ? { project_id: project.id, mode: 'mutual' as const }
      : { project_id: project.id, resources, mode: 'exclusive' as const };
  }
}
