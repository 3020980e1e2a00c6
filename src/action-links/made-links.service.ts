import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { Booking } from '../bookings/booking.entity.js';
import { BookingsService } from '../bookings/bookings.service.js';
import { actionsOf } from '../bookings/graphs/graphs.js';
import { Clock } from '../common/clock.js';
import { invalid, Problem } from '../common/problem.js';
import { ActionLinkMaker } from './action-link-maker.js';
import { cleanAddress } from './clean-address.js';
import { uncleanRedirect, type MakeLinkBody } from './made-links.schemas.js';

export interface MadeLink {
  readonly url: string;
  /** Unix milliseconds. */
  readonly expiresAtMs: number;
}

/** Action links for the merchant's server to send on. */
@Injectable()
export class MadeLinks {
  constructor(
    @Inject(BookingsService) private readonly bookings: BookingsService,
    @Inject(ActionLinkMaker) private readonly maker: ActionLinkMaker,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Whether the action is possible is judged when the link is used. Throws not_found, validation_failed naming the field, or keys_unavailable. */
  async make(caller: Principal, id: string, { action, redirect, exp }: MakeLinkBody): Promise<MadeLink> {
    const booking = await this.bookings.get(caller, id);
    if (!actionsOf(booking.graph).includes(action))
      throw invalid('action', `must be one of ${actionsOf(booking.graph).join(', ')}`);
    const address = redirect ?? undefined;
    if (address !== undefined && cleanAddress(address) === null) throw invalid('redirect', uncleanRedirect);
    const expiresAtMs = this.expiryOf(booking, exp ?? null);
    const make = await this.maker.forTenant(caller.tenant.id);
    if (make === null)
      throw new Problem('keys_unavailable', { detail: 'No API key can sign at the moment.' });
    return { url: make({ bookingId: booking.id, action, expiresAtMs, redirect: address }), expiresAtMs };
  }

  private expiryOf({ endsAt }: Booking, exp: number | null): number {
    const expiresAtMs = exp === null ? Math.floor(endsAt / 1000) * 1000 : exp * 1000;
    if (expiresAtMs > this.clock.nowMs()) return expiresAtMs;
    throw invalid('exp', exp === null ? 'is needed, because the booking is over' : 'must lie ahead');
  }
}
