import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { isRefused } from '../common/decision.js';
import { newId } from '../common/ids.js';
import { readPage, type PageRequest, type Slice } from '../common/page.js';
import { invalid, notFound, Problem } from '../common/problem.js';
import type { WriteTransaction } from '../database/access.js';
import { Database } from '../database/database.js';
import { ResourcesService } from '../resources/resources.service.js';
import { UsersService } from '../users/users.service.js';
import { decideAction } from './action-decision.js';
import { draftOf } from './booking-draft.js';
import { bookingOrder, type BookingOrderField } from './booking-list.js';
import { readSearch } from './booking-search.js';
import type { Booking } from './booking.entity.js';
import type { ListBookingsQuery } from './booking.schemas.js';
import { BookingsRepository } from './bookings.repository.js';
import type { CreateBookingBody } from './create-booking.schemas.js';
import { actionsIn, graphs } from './graphs.js';
import { newBooking } from './new-booking.js';
import { TransitionCounts } from './transition-counts.js';

export interface FoundBookings {
  readonly page: PageRequest<BookingOrderField>;
  readonly slice: Slice<Booking>;
}

/** Times an action is decided anew when another change came first. */
const attempts = 5;

/** Bookings of the caller's tenant, as far as the caller sees them; what they do not see is missing (404). */
@Injectable()
export class BookingsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(TransitionCounts) private readonly transitions: TransitionCounts,
  ) {}

  /** Throws validation_failed naming every wrong field; then nothing is written. */
  async create(
    caller: Principal,
    body: CreateBookingBody,
  ): Promise<{ booking: Booking; warnings: readonly string[] }> {
    const decision = draftOf(body, caller);
    if ('refused' in decision) throw new Problem('validation_failed', { errors: decision.refused });
    const { ok: draft, warnings } = decision;
    const tenantId = caller.tenant.id;
    await this.requireResource(tenantId, draft.resourceId);
    const booking = newBooking(draft, {
      tenantId,
      id: newId(),
      customerId: newId(),
      userId: caller.kind === 'user' ? caller.user.id : null,
      nowMs: this.clock.nowMs(),
    });
    await this.database.write(async (transaction) => {
      const { userId } = booking;
      // Disabled or erased while the request was on its way: from now on the token proves nobody.
      if (userId !== null && !(await this.users.mayKeep(transaction, tenantId, userId)))
        throw new Problem('token_rejected', { reason: 'user_disabled' });
      await this.bookings.insert(transaction, booking);
    });
    this.transitions.add(draft.graph, graphs[draft.graph].createdBy);
    return { booking, warnings };
  }

  async get(caller: Principal, id: string): Promise<Booking> {
    const booking = await this.database.read((access) =>
      this.bookings.findById(access, caller.tenant.id, caller.sees, id),
    );
    if (booking === null) throw notFound('Booking');
    return booking;
  }

  async list({ tenant, sees }: Principal, query: ListBookingsQuery): Promise<FoundBookings> {
    const { search = null, start = null, end = null } = query;
    const conditions = search === null ? { ok: [] } : readSearch(search);
    if ('refused' in conditions) throw invalid('search', conditions.refused);
    if (start !== null && end !== null && end <= start) throw invalid('end', 'must be later than start');
    const filters = [sees, search, start, end];
    const page = readPage(query, bookingOrder, { name: 'bookings', tenantId: tenant.id, filters });
    const filter = { conditions: conditions.ok, start, end };
    const slice = await this.database.read((access) =>
      this.bookings.list(access, tenant.id, sees, filter, page),
    );
    return { page, slice };
  }

  /** Takes one step of the graph; of two that race one acts, and the other is told what is possible now (409). */
  async act(caller: Principal, id: string, action: string): Promise<Booking> {
    const booking = await this.database.write((transaction) => this.actIn(transaction, caller, id, action));
    this.transitions.add(booking.graph, action);
    return booking;
  }

  private async actIn(
    transaction: WriteTransaction,
    { tenant, sees, kind }: Principal,
    id: string,
    action: string,
  ): Promise<Booking> {
    let held: Booking | null = null;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      held = await this.bookings.findById(transaction, tenant.id, sees, id);
      if (held === null) throw notFound('Booking');
      const decision = decideAction({ graph: held.graph, state: held.state, caller: kind }, action);
      if (isRefused(decision)) throw refusal(decision.refused, held);
      const after = { ...decision.ok, updatedAt: this.clock.nowMs() };
      if (await this.bookings.changeState(transaction, tenant.id, sees, held, after)) {
        return { ...held, ...after, version: held.version + 1 };
      }
    }
    throw refusal('not_offered', held as unknown as Booking);
  }

  private async requireResource(tenantId: string, resourceId: string | null): Promise<void> {
    if (resourceId === null) return;
    const found = await this.resources.findByIds(tenantId, [resourceId]);
    if (!found.has(resourceId)) throw invalid('resource_id', 'names no resource');
  }
}

function refusal(reason: 'not_offered' | 'not_theirs', { graph, state }: Booking): Problem {
  if (reason === 'not_theirs') {
    return new Problem('forbidden', {
      detail: 'This action is for the merchant.',
      reason: 'booking_action_not_theirs',
    });
  }
  const available = actionsIn(graph, state);
  return new Problem('action_not_available', {
    detail: `A booking of graph ${graph} that is ${state} does not offer this action.`,
    members: { available_actions: available },
  });
}
