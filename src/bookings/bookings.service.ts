import { Inject, Injectable } from '@nestjs/common';
import type { CallerKind, Principal } from '../access/principal.js';
import { readPage, type PageRequest, type Slice } from '../common/page.js';
import { invalid, notFound } from '../common/problem.js';
import { Database } from '../database/database.js';
import { bookingOrder, type BookingOrderField } from './lists/booking-list.js';
import { readSearch, type Condition } from './lists/booking-search.js';
import type { Booking } from './booking.entity.js';
import type { ListBookingsQuery } from './booking.schemas.js';
import { BookingsRepository } from './bookings.repository.js';

interface FoundBookings {
  readonly page: PageRequest<BookingOrderField>;
  readonly slice: Slice<Booking>;
}

/** Bookings of the caller's tenant, as far as the caller sees them; what they do not see is missing (404). */
@Injectable()
export class BookingsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
  ) {}

  /** A booking that the caller sees and `search` finds. Throws not_found, and validation_failed for a search that cannot be read. */
  async get({ tenant, sees, kind }: Principal, id: string, search: string | null = null): Promise<Booking> {
    const conditions = readConditions(search, kind);
    const booking = await this.database.read((access) =>
      this.bookings.findById(access, tenant.id, sees, id, conditions),
    );
    if (booking === null) throw notFound('Booking');
    return booking;
  }

  async list({ tenant, sees, kind }: Principal, query: ListBookingsQuery): Promise<FoundBookings> {
    const { search = null, start = null, end = null } = query;
    const filter = readFilter(query, kind);
    const filters = [sees, search, start, end];
    const page = readPage(query, bookingOrder, { name: 'bookings', tenantId: tenant.id, filters });
    const slice = await this.database.read((access) =>
      this.bookings.list(access, tenant.id, sees, filter, page),
    );
    return { page, slice };
  }

  /** Those that start latest, the latest first; holds are left out. */
  async listLatest(
    { tenant, sees, kind }: Principal,
    query: ListNarrowing,
    limit: number,
  ): Promise<readonly Booking[]> {
    const filter = { ...readFilter(query, kind), withoutHolds: true };
    const { rows } = await this.database.read((access) =>
      this.bookings.list(access, tenant.id, sees, filter, { ...latestFirst, limit }),
    );
    return rows.slice(0, limit);
  }
}

/** What narrows a list, as its query says it. */
type ListNarrowing = Pick<ListBookingsQuery, 'search' | 'start' | 'end'>;

const latestFirst = {
  page: null,
  offset: 0,
  after: null,
  ordering: { field: 'start', direction: 'desc' },
  counted: false,
} as const;

function readFilter(query: ListNarrowing, caller: CallerKind) {
  const { search = null, start = null, end = null } = query;
  const conditions = readConditions(search, caller);
  if (start !== null && end !== null && end <= start) throw invalid('end', 'must be later than start');
  return { conditions, start, end };
}

function readConditions(search: string | null, caller: CallerKind): readonly Condition[] {
  const decision = search === null ? { ok: [] } : readSearch(search, caller);
  if ('refused' in decision) throw invalid('search', decision.refused);
  return decision.ok;
}
