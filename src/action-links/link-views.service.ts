import { Inject, Injectable } from '@nestjs/common';
import type { ActionPrincipal } from '../access/principal.js';
import { ActionRules } from '../bookings/actions/action-rules.service.js';
import type { Booking } from '../bookings/booking.entity.js';
import { isUndoable, undoAction, undoUntil } from '../bookings/actions/undo-window.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { Database } from '../database/database.js';
import { ResourcesService } from '../resources/resources.service.js';
import { ActionLinkMaker } from './action-link-maker.js';
import {
  consumedIdentity,
  ConsumedTokensRepository,
  type ConsumedPlace,
} from './consumed-tokens.repository.js';
import type { LinkView, UndoLink } from './link-view.js';

/** Where a link's use is noted. */
export const placeOf = ({ tenant, link, credential }: ActionPrincipal): ConsumedPlace => ({
  tenantId: tenant.id,
  bookingId: link.bookingId,
  token: consumedIdentity(link, credential.fingerprint ?? ''),
});

/** Where the undoing of what the link did is noted: all undo links of one cancellation are one, so that none brings back a later one. */
const undoingOf = (place: ConsumedPlace) => {
  const jti = place.token;
  return { jti, place: { ...place, token: consumedIdentity({ action: undoAction, jti }, '') } };
};

export const linkUsed = (): Problem =>
  new Problem('link_used', { detail: 'This link has acted already: each link acts once.' });

/** Reads what the pages of a link show; changes nothing. */
@Injectable()
export class LinkViews {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ActionRules) private readonly rules: ActionRules,
    @Inject(ConsumedTokensRepository) private readonly consumed: ConsumedTokensRepository,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(ActionLinkMaker) private readonly maker: ActionLinkMaker,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** What the link would meet now. Throws not_found where its booking is gone. */
  async before(caller: ActionPrincipal): Promise<LinkView> {
    const nowMs = this.clock.nowMs();
    const { tenant, link } = caller;
    const { bookingId: id, action } = link;
    const place = placeOf(caller);
    const found = await this.database.read(async (access) => ({
      ...(await this.rules.look(access, caller, { id, action }, nowMs)),
      isUsed: await this.consumed.has(access, place),
      isUndone: await this.consumed.has(access, undoingOf(place).place),
    }));
    const { booking, isUsed, isUndone } = found;
    const until = isUsed && !isUndone && isUndoable(action) ? found.undoUntil : null;
    return {
      caller,
      booking,
      resource: await this.resourceOf(tenant.id, booking),
      refused: isUsed ? linkUsed() : found.refused,
      undo: until === null ? null : await this.undoLink(caller, until),
      nowMs,
    };
  }

  /** What the link has made of the booking, which is the one after the act. */
  async after(caller: ActionPrincipal, booking: Booking): Promise<LinkView> {
    const { tenant, link } = caller;
    const until = isUndoable(link.action) ? undoUntil(booking) : null;
    return {
      caller,
      booking,
      resource: await this.resourceOf(tenant.id, booking),
      refused: null,
      undo: until === null ? null : await this.undoLink(caller, until),
      nowMs: this.clock.nowMs(),
    };
  }

  private async resourceOf(tenantId: string, { resourceId }: Booking) {
    if (resourceId === null) return null;
    return (await this.resources.findByIds(tenantId, [resourceId])).get(resourceId) ?? null;
  }

  private async undoLink(caller: ActionPrincipal, expiresAtMs: number): Promise<UndoLink | null> {
    const make = await this.maker.forTenant(caller.tenant.id);
    if (make === null) return null;
    const { bookingId } = caller.link;
    const { jti } = undoingOf(placeOf(caller));
    return { url: make({ bookingId, action: undoAction, expiresAtMs, jti }), expiresAtMs };
  }
}
