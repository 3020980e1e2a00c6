import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { Zone } from '../../common/zone.js';
import type { ReadAccess } from '../../database/access.js';
import { Database } from '../../database/database.js';
import { ProjectsService, type ProjectWithResources } from '../../projects/projects.service.js';
import type { Resource } from '../../resources/resource.entity.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { ContactProfile } from '../../users/shown-user.js';
import { UsersService } from '../../users/users.service.js';
import { BookingRecords } from '../booking-records.service.js';
import type { Booking } from '../booking.entity.js';
import { BookingsRepository } from '../bookings.repository.js';
import { customerActionsIn } from '../actions/customer-actions.js';
import type { Include } from './include.js';
import { OfferedLinks } from './offered-links.service.js';
import { showBooking, showPublicEvent, type ShowFacts } from './shown-booking.js';

export interface Presentation {
  readonly zone: Zone;
  readonly include: ReadonlySet<Include>;
  /** Resources of the bookings that were read already. */
  readonly resources?: readonly Resource[];
}

const present = (ids: readonly (string | null)[]): string[] => [
  ...new Set(ids.filter((id): id is string => id !== null)),
];

const offersItsCustomer = (booking: Booking): boolean => customerActionsIn(booking).length > 0;

/** Fetches what answers show beside the bookings' rows: one query for each kind, however many bookings. */
@Injectable()
export class BookingPresenter {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(BookingRecords) private readonly records: BookingRecords,
    @Inject(OfferedLinks) private readonly links: OfferedLinks,
  ) {}

  /** The function that shows each of these bookings to the caller. Inside a transaction, `access` is that transaction. */
  async forBookings(
    caller: Principal,
    bookings: readonly Booking[],
    presentation: Presentation,
    access?: ReadAccess,
  ): Promise<(booking: Booking) => ReturnType<typeof showBooking>> {
    const facts = await this.factsOf(caller, bookings, presentation, access);
    return (booking) => showBooking(booking, facts);
  }

  /** The function that shows each of these events: all of it to the merchant, and to others what whoever may take a seat needs. */
  async forEvents(
    caller: Principal,
    events: readonly Booking[],
    presentation: Presentation,
  ): Promise<(event: Booking) => ReturnType<typeof showBooking> | ReturnType<typeof showPublicEvent>> {
    const facts = await this.factsOf(caller, events, presentation);
    return (event) => (caller.kind === 'app' ? showBooking(event, facts) : showPublicEvent(event, facts));
  }

  private async factsOf(
    caller: Principal,
    bookings: readonly Booking[],
    presentation: Presentation,
    access?: ReadAccess,
  ): Promise<ShowFacts> {
    const { include } = presentation;
    const tenantId = caller.tenant.id;
    const owners = include.has('owner_booking')
      ? await this.ownersOf(tenantId, bookings, access)
      : new Map<string, Booking>();
    const resourceIds = present([...bookings, ...owners.values()].map(({ resourceId }) => resourceId));
    const resources = await this.resourcesOf(tenantId, resourceIds, presentation, access);
    const linkable = include.has('customer_action_links') ? bookings.filter(offersItsCustomer) : [];
    const projects = await this.projectsOf(tenantId, include.has('project') ? bookings : linkable, access);
    return {
      ...presentation,
      ...(await this.records.of((ask) => this.reading(access, ask), tenantId, bookings, include)),
      caller: caller.kind,
      owners,
      resources,
      projects,
      users: include.has('user') ? await this.usersOf(caller, bookings, access) : new Map(),
      links:
        linkable.length === 0
          ? new Map()
          : await this.links.of(tenantId, linkable, { resources, projects }, access),
    };
  }

  /** For showing them, or for the rules that bind what a customer may do. */
  private async projectsOf(
    tenantId: string,
    bookings: readonly Booking[],
    access?: ReadAccess,
  ): Promise<ReadonlyMap<string, ProjectWithResources>> {
    const ids = present(bookings.map(({ projectId }) => projectId));
    return ids.length === 0 ? new Map() : this.projects.findByIds(tenantId, ids, access);
  }

  private async resourcesOf(
    tenantId: string,
    ids: readonly string[],
    { resources = [] }: Presentation,
    access?: ReadAccess,
  ): Promise<ReadonlyMap<string, Resource>> {
    const known = new Map(resources.map((resource) => [resource.id, resource]));
    return ids.every((id) => known.has(id)) ? known : this.resources.findByIds(tenantId, ids, access);
  }

  private async usersOf(
    caller: Principal,
    bookings: readonly Booking[],
    access?: ReadAccess,
  ): Promise<ReadonlyMap<string, ContactProfile>> {
    if (caller.kind === 'user') return new Map([[caller.user.id, caller.user]]);
    const ids = present(bookings.map(({ userId }) => userId));
    const users = ids.length === 0 ? [] : await this.users.findByIds(caller.tenant.id, ids, access);
    return new Map(users.map((user) => [user.id, user]));
  }

  private async ownersOf(tenantId: string, bookings: readonly Booking[], access?: ReadAccess) {
    const ids = present(bookings.map(({ ownerBookingId }) => ownerBookingId));
    const found =
      ids.length === 0
        ? []
        : await this.reading(access, (reader) => this.bookings.findByIds(reader, tenantId, ids));
    return new Map(found.map((owner) => [owner.id, owner]));
  }

  private reading<T>(access: ReadAccess | undefined, ask: (reader: ReadAccess) => Promise<T>): Promise<T> {
    return access === undefined ? this.database.read(ask) : ask(access);
  }
}
