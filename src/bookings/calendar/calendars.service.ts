import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { notFound } from '../../common/problem.js';
import { ProjectsService } from '../../projects/projects.service.js';
import type { Booking } from '../booking.entity.js';
import type { CalendarQuery } from '../booking.schemas.js';
import { BookingsService } from '../bookings.service.js';
import { calendarOf, type CalendarEntry } from './calendar.js';

/** Events of a calendar at most. */
const eventsAtMost = 1000;

/** Bookings as calendars read them. Holds are none: they are over before anyone looks. */
@Injectable()
export class Calendars {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
  ) {}

  /** The text of the calendar: those that start latest, or the one booking that was asked for. Throws not_found and validation_failed. */
  async calendar(caller: Principal, query: CalendarQuery): Promise<string> {
    const { tenant } = caller;
    const found =
      query.id === undefined
        ? await this.bookings.listLatest(caller, query, eventsAtMost)
        : [await this.one(caller, query.id, query.search)];
    return calendarOf(tenant.name, await this.entriesOf(tenant, found));
  }

  private async one(caller: Principal, id: string, search: string | undefined): Promise<Booking> {
    const booking = await this.bookings.get(caller, id, search);
    if (booking.graph === 'reservation') throw notFound('Booking');
    return booking;
  }

  /** A booking that says nothing of itself is called after its project, and else after the merchant. */
  private async entriesOf(
    tenant: Principal['tenant'],
    bookings: readonly Booking[],
  ): Promise<readonly CalendarEntry[]> {
    const unnamed = bookings.filter(({ what }) => isBlank(what)).map(({ projectId }) => projectId);
    const ids = new Set(unnamed.filter((id): id is string => id !== null));
    const projects = ids.size === 0 ? null : await this.projects.findByIds(tenant.id, ids);
    return bookings.map((booking) => {
      const project = booking.projectId === null ? undefined : projects?.get(booking.projectId)?.project;
      const names = [booking.what, project?.name ?? null, tenant.name];
      return { booking, summary: names.find((name) => !isBlank(name)) ?? '' };
    });
  }
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';
