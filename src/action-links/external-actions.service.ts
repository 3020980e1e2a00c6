import { Inject, Injectable } from '@nestjs/common';
import type { ActionPrincipal } from '../access/principal.js';
import { BookingActions, type WantedAction } from '../bookings/actions/booking-actions.service.js';
import type { Booking } from '../bookings/booking.entity.js';
import type { BookingWork } from '../bookings/booking-work.js';
import { undoAction } from '../bookings/actions/undo-window.js';
import { Problem } from '../common/problem.js';
import { minuteMs } from '../common/time-spans.js';
import { ConsumedTokensRepository } from './consumed-tokens.repository.js';
import { readLinkInputs } from './link-inputs.js';
import type { LinkView } from './link-view.js';
import { linkUsed, LinkViews, placeOf } from './link-views.service.js';

/** What came of a link: it acted, or why it did not. */
export type LinkOutcome =
  { readonly acted: LinkView } | { readonly refused: Problem; readonly view: LinkView };

/** Statuses that are answers about the booking; anything else is a failure. */
const refusals: ReadonlySet<number> = new Set([409, 410, 422]);

/** Lets a proven link act, once (contract 3, "Action links"). */
@Injectable()
export class ExternalActions {
  constructor(
    @Inject(LinkViews) private readonly views: LinkViews,
    @Inject(BookingActions) private readonly actions: BookingActions,
    @Inject(ConsumedTokensRepository) private readonly consumed: ConsumedTokensRepository,
  ) {}

  /**
   * Acts and notes the use in one transaction, so that of several requests at once one acts and the others are told that
   * the link was used. A refused link is not used up. Throws not_found where the booking is gone.
   */
  async act(
    caller: ActionPrincipal,
    requestId: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<LinkOutcome> {
    const before = await this.views.before(caller);
    if (before.refused !== null) return { refused: before.refused, view: before };
    try {
      const booking = await this.take(caller, requestId, wantedOf(before, body));
      return { acted: await this.views.after(caller, booking) };
    } catch (error) {
      if (!(error instanceof Problem) || !refusals.has(error.status)) throw error;
      const view = await this.views.before(caller);
      return { refused: view.refused ?? error, view };
    }
  }

  private take(caller: ActionPrincipal, requestId: string, wanted: WantedAction): Promise<Booking> {
    const place = placeOf(caller);
    const once = {
      ...wanted,
      before: async ({ transaction }: BookingWork) => {
        if (await this.consumed.has(transaction, place)) throw linkUsed();
      },
    };
    const answer = async ({ transaction, nowMs }: BookingWork, booking: Booking) => {
      const use = { action: wanted.action, at: nowMs };
      if (!(await this.consumed.insert(transaction, place, use))) throw linkUsed();
      return booking;
    };
    return wanted.action === undoAction
      ? this.actions.undo(caller, requestId, once, answer)
      : this.actions.act(caller, requestId, once, answer);
  }
}

const wantedOf = (
  { caller: { link, tenant }, booking }: LinkView,
  body: Readonly<Record<string, unknown>>,
): WantedAction => ({
  id: link.bookingId,
  action: link.action,
  inputs: readLinkInputs(body, { link: link.action, booking }),
  undoMs: tenant.settings.undo_minutes * minuteMs,
});
