import { Injectable } from '@nestjs/common';
import type { ReadAccess } from '../../database/access.js';

/** One touch of an action link, as the merchant is shown it (contract 3, "Action links"). */
export interface ShownTouch {
  readonly method: string;
  readonly action: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** How old the link was by its `iat`, in whole seconds; null where it has none. */
  readonly link_age_s: number | null;
  /** Class of the user agent: `browser`, `automated` or `none`. */
  readonly user_agent: string;
  /** Did the request bring the cookie that the link's page sets? */
  readonly cookie: boolean;
  readonly outcome: string;
}

/** Touches by booking, the oldest first. */
export type TouchesByBooking = ReadonlyMap<string, readonly ShownTouch[]>;

export type ReadTouches = (
  access: ReadAccess,
  tenantId: string,
  bookingIds: readonly string[],
) => Promise<TouchesByBooking>;

/** Where action links, which stand above bookings, register how their touches are read. */
@Injectable()
export class LinkTouchReadings {
  private read: ReadTouches | null = null;

  register(read: ReadTouches): void {
    if (this.read !== null) throw new Error('Touches of action links are registered twice.');
    this.read = read;
  }

  /** Empty where the program keeps none. */
  async ofBookings(
    access: ReadAccess,
    tenantId: string,
    bookingIds: readonly string[],
  ): Promise<TouchesByBooking> {
    return this.read === null || bookingIds.length === 0
      ? new Map()
      : this.read(access, tenantId, bookingIds);
  }
}
