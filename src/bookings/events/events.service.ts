import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { Scope } from '../../access/scope.js';
import { Clock } from '../../common/clock.js';
import { answerPage, readPage } from '../../common/page.js';
import { invalid, notFound } from '../../common/problem.js';
import { Database } from '../../database/database.js';
import type { ListAsked } from '../lists/booking-list-answers.service.js';
import { BookingPresenter, type Presentation } from '../shown/booking-presenter.js';
import type { ListEventsQuery } from '../booking.schemas.js';
import { BookingsRepository } from '../bookings.repository.js';
import { eventOrder, placeAmongEvents, readEventSearch } from './event-list.js';
import { readInclude } from '../shown/include.js';

/** Events with seats, for whoever may take one: the merchant's server sees all of them, others what they need to choose. */
@Injectable()
export class Events {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(BookingPresenter) private readonly presenter: BookingPresenter,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The coming events with a free seat, the soonest first, in the list's envelope. */
  async list(caller: Principal, query: ListEventsQuery, { address, zone }: ListAsked) {
    const { search = null } = query;
    const tenantId = caller.tenant.id;
    const conditions = search === null ? { ok: [] } : readEventSearch(search, caller.kind);
    if ('refused' in conditions) throw invalid('search', conditions.refused);
    const page = readPage(query, eventOrder, { name: 'events', tenantId, filters: [search] });
    const filter = { conditions: conditions.ok, from: this.clock.nowMs() };
    const slice = await this.database.read((access) =>
      this.bookings.listEvents(access, tenantId, filter, page),
    );
    const include = readInclude(query.include, caller.kind);
    const show = await this.presenter.forEvents(caller, slice.rows, { zone, include });
    return answerPage(page, slice, address, placeAmongEvents, show);
  }

  /** One event, full or begun too; others than the merchant's server see those that are not cancelled or over. Throws not_found. */
  async get(caller: Principal, id: string, presentation: Presentation) {
    // Whose rows somebody sees says nothing about events; what a page's token is narrowed to does.
    const sees: Scope = caller.kind === 'minted' ? caller.sees : { rows: 'all' };
    const event = await this.database.read((access) =>
      this.bookings.findById(access, caller.tenant.id, sees, id),
    );
    const isShown = event?.graph === 'group_owner' && (caller.kind === 'app' || event.state === 'tentative');
    if (event === null || !isShown) throw notFound('Booking');
    const show = await this.presenter.forEvents(caller, [event], presentation);
    return show(event);
  }
}
