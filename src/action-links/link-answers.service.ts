import { Inject, Injectable } from '@nestjs/common';
import type { Booking } from '../bookings/booking.entity.js';
import { BookingPresenter } from '../bookings/shown/booking-presenter.js';
import type { Zone } from '../common/zone.js';
import { showUndo, type LinkView } from './link-view.js';

/** What programs are answered where a browser is shown a page. */
@Injectable()
export class LinkAnswers {
  constructor(@Inject(BookingPresenter) private readonly presenter: BookingPresenter) {}

  /** What the link can do now, and nothing is done. */
  async possible(view: LinkView, zone: Zone, further: object = {}) {
    const booking = await this.show(view, zone);
    return { data: { booking, action: view.caller.link.action, possible: true, ...further } };
  }

  /** The booking after the act, and how a cancellation is undone. */
  async acted(view: LinkView, zone: Zone) {
    const { undo } = view;
    const data = await this.show(view, zone);
    return { data, ...(undo !== null && { undo: showUndo(undo, zone) }) };
  }

  private async show({ caller, booking }: LinkView, zone: Zone) {
    const bookings: readonly Booking[] = [booking];
    const show = await this.presenter.forBookings(caller, bookings, { zone, include: new Set() });
    return show(booking);
  }
}
