import { instantOf, membersOf, textOf, type Members } from '../shared/read.js';
import { ownLink } from './addresses.js';

/** A booking as the list shows it. All text is the merchant's or the customer's: text, never HTML. */
export interface ListedBooking {
  readonly id: string;
  /** Empty where nobody said what it is. */
  readonly title: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly where: string;
  readonly withWhom: string;
  readonly state: string;
  readonly seats: { readonly taken: number; readonly of: number } | null;
  /** Addresses that cancel it or move it; null where that is not possible now. */
  readonly cancelLink: string | null;
  readonly moveLink: string | null;
}

/** How long a cancellation can be undone, and by what address. */
export interface Undo {
  readonly link: string;
  /** On this browser's clock. */
  readonly untilMs: number;
}

/** A booking of an answer; null for what cannot be shown, such as one without times. */
export function readBooking(value: unknown, base: string): ListedBooking | null {
  const booking = membersOf(value);
  const event = eventOf(booking);
  const ofOwner = eventOf(membersOf(booking['owner_booking']));
  const [startMs, endMs] = [instantOf(event['start']), instantOf(event['end'])];
  const id = textOf(booking['id']);
  if (id === '' || Number.isNaN(startMs) || Number.isNaN(endMs)) return null;
  const links = membersOf(booking['customer_action_links']);
  return {
    id,
    title: textOf(event['what']) || textOf(ofOwner['what']),
    startMs,
    endMs,
    where: textOf(event['where']) || textOf(ofOwner['where']),
    withWhom:
      textOf(membersOf(booking['resource'])['name']) ||
      textOf(membersOf(membersOf(booking['owner_booking'])['resource'])['name']),
    state: textOf(booking['state']),
    seats: seatsOf(booking) ?? seatsOf(membersOf(booking['owner_booking'])),
    cancelLink: ownLink(links['cancel_by_customer'], base),
    moveLink: ownLink(links['reschedule_by_customer'], base),
  };
}

const eventOf = (booking: Members): Members => membersOf(membersOf(booking['attributes'])['event_info']);

function seatsOf(booking: Members): ListedBooking['seats'] {
  const { max_seats: of, current_seats: taken } = membersOf(
    membersOf(booking['attributes'])['group_booking'],
  );
  return typeof of === 'number' && typeof taken === 'number' && of > 0 ? { taken, of } : null;
}

/** The undo of an answer. Its length is counted on the server's clock, its end on ours: the two need not agree. */
export function readUndo(answer: unknown, base: string, nowMs: number): Undo | null {
  const { undo, data } = membersOf(answer);
  const { url, expires_at: end } = membersOf(undo);
  const link = ownLink(url, base);
  const endMs = instantOf(end);
  if (link === null || Number.isNaN(endMs)) return null;
  const changedMs = instantOf(membersOf(data)['updated_at']);
  const untilMs = Number.isNaN(changedMs) ? endMs : nowMs + (endMs - changedMs);
  return untilMs > nowMs ? { link, untilMs } : null;
}

const over: ReadonlySet<string> = new Set([
  'declined',
  'unpaid',
  'cancelled',
  'cancelled_by_customer',
  'cancelled_by_owner',
  'rescheduled_by_customer',
  'expired',
]);

/** Does nothing take place at this time any more? */
export const isCalledOff = (state: string): boolean => over.has(state);
