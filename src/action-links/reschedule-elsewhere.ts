import { rescheduleAction } from '../bookings/graphs/graphs.js';
import { zoneOfView, type LinkView } from './link-view.js';

/** The tenant's own page for moving a booking, told which one and when it is; null where it has none. */
export function rescheduleElsewhere(view: LinkView): string | null {
  const { booking, caller } = view;
  const { reschedule_url: address } = caller.tenant.settings;
  if (address === null || caller.link.action !== rescheduleAction) return null;
  const zone = zoneOfView(view);
  const url = new URL(address);
  url.searchParams.set('uuid', booking.id);
  url.searchParams.set('action', caller.link.action);
  url.searchParams.set('event.start', zone.write(booking.startsAt));
  url.searchParams.set('event.end', zone.write(booking.endsAt));
  return url.href;
}
