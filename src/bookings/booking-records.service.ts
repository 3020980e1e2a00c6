import { Inject, Injectable } from '@nestjs/common';
import type { ReadAccess } from '../database/access.js';
import { Journal } from '../journal/journal.service.js';
import type { ShownJournalRow } from '../journal/shown-journal-row.js';
import type { Booking } from './booking.entity.js';
import type { Include } from './shown/include.js';
import { LinkTouchReadings, type TouchesByBooking } from './shown/link-touch-readings.js';

export interface RecordsOfBookings {
  readonly histories: ReadonlyMap<string, readonly ShownJournalRow[]>;
  readonly touches: TouchesByBooking;
}

/** What was written down about bookings, for the merchant. */
@Injectable()
export class BookingRecords {
  constructor(
    @Inject(Journal) private readonly journal: Journal,
    @Inject(LinkTouchReadings) private readonly touches: LinkTouchReadings,
  ) {}

  /** Only what is included is read. */
  async of(
    reading: <T>(ask: (access: ReadAccess) => Promise<T>) => Promise<T>,
    tenantId: string,
    bookings: readonly Booking[],
    include: ReadonlySet<Include>,
  ): Promise<RecordsOfBookings> {
    const ids = bookings.map(({ id }) => id);
    return {
      histories: include.has('history')
        ? await reading((access) => this.journal.ofBookings(access, tenantId, ids))
        : new Map(),
      touches: include.has('link_touches')
        ? await reading((access) => this.touches.ofBookings(access, tenantId, ids))
        : new Map(),
    };
  }
}
