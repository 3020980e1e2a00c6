import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { readPage, type PageRequest, type Slice } from '../common/page.js';
import { invalid, notFound } from '../common/problem.js';
import { Database } from '../database/database.js';
import { bookingOrder, type BookingOrderField } from './booking-list.js';
import { readSearch } from './booking-search.js';
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

  async get(caller: Principal, id: string): Promise<Booking> {
    const booking = await this.database.read((access) =>
      this.bookings.findById(access, caller.tenant.id, caller.sees, id),
    );
    if (booking === null) throw notFound('Booking');
    return booking;
  }

  async list({ tenant, sees, kind }: Principal, query: ListBookingsQuery): Promise<FoundBookings> {
    const { search = null, start = null, end = null } = query;
    const conditions = search === null ? { ok: [] } : readSearch(search, kind);
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
}
