import type { ActionPrincipal } from '../access/principal.js';
import type { Booking } from '../bookings/booking.entity.js';
import { actionsIn } from '../bookings/graphs/graphs.js';
import { Problem } from '../common/problem.js';
import { utc, zoneOf, type Zone } from '../common/zone.js';
import type { Resource } from '../resources/resource.entity.js';

/** A link that takes a cancellation back. */
export interface UndoLink {
  readonly url: string;
  readonly expiresAtMs: number;
}

/** What is known when a link is opened or has acted. */
export interface LinkView {
  readonly caller: ActionPrincipal;
  /** As it is now: of a reschedule that was done, the new one. */
  readonly booking: Booking;
  readonly resource: Resource | null;
  /** Why the link cannot act; null where it can, or just did. */
  readonly refused: Problem | null;
  /** While the cancellation that this link made can be undone. */
  readonly undo: UndoLink | null;
  readonly nowMs: number;
}

/** The zone that a customer reads times in: their own, else the resource's, else the tenant's. */
export function zoneOfView({ booking, resource, caller }: LinkView): Zone {
  const own = booking.customers[0]?.timezone ?? null;
  const named = [own, resource?.timezone ?? null, caller.tenant.timezone];
  for (const name of named) {
    const zone = name === null ? null : zoneOf(name);
    if (zone !== null) return zone;
  }
  return utc;
}

/** The refusal as programs are told of it: with where the booking stands, and how to undo while there is time. */
export const refusalOf = (problem: Problem, { booking, undo }: LinkView, zone: Zone): Problem =>
  new Problem(problem.code, {
    ...problem.options,
    members: {
      ...problem.options.members,
      state: booking.state,
      available_actions: actionsIn(booking.graph, booking.state),
      ...(undo !== null && { undo: showUndo(undo, zone) }),
    },
  });

export const showUndo = ({ url, expiresAtMs }: UndoLink, zone: Zone) => ({
  url,
  expires_at: zone.write(expiresAtMs),
});
