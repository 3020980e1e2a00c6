import { ICalCalendar, ICalEventStatus } from 'ical-generator';
import type { Booking } from '../booking.entity.js';
import { calendarText, escapedText, foldedLines } from './calendar-text.js';

/** A booking as calendars show it: nothing in it names a person. */
export interface CalendarEntry {
  readonly booking: Booking;
  /** What it is called. */
  readonly summary: string;
}

/** How often a calendar that is subscribed to asks again, in seconds. */
const askAgainSeconds = 3600;

/** A calendar of these bookings (RFC 5545), times in UTC. The same bookings give the same bytes. */
export function calendarOf(name: string, entries: readonly CalendarEntry[]): string {
  const calendar = new ICalCalendar({
    prodId: { company: 'Countersign', product: 'Bookings', language: 'EN' },
    // The library writes it as it stands.
    name: escapedText(name),
    ttl: askAgainSeconds,
  });
  // The library takes ten times as long to cut lines: a thousand long texts would keep everybody else waiting for seconds.
  const frame = calendar.toString().slice(0, -'END:VCALENDAR'.length);
  const events = entries.map((entry) => foldedLines(calendar.createEvent(eventOf(entry)).toString()));
  return `${frame}${events.join('')}END:VCALENDAR\r\n`;
}

const eventOf = ({ booking, summary }: CalendarEntry) => ({
  id: booking.id,
  sequence: booking.version,
  stamp: new Date(booking.updatedAt),
  created: new Date(booking.createdAt),
  lastModified: new Date(booking.updatedAt),
  start: new Date(booking.startsAt),
  end: new Date(booking.endsAt),
  summary: calendarText(summary),
  location: textOf(booking.place),
  description: textOf(booking.description),
  status: statusOf(booking.state),
});

const textOf = (text: string | null): string | null => {
  const cleaned = text === null ? '' : calendarText(text);
  return cleaned === '' ? null : cleaned;
};

const statuses: ReadonlyMap<string, ICalEventStatus> = new Map([
  ['tentative', ICalEventStatus.TENTATIVE],
  ['confirmed', ICalEventStatus.CONFIRMED],
  ['paid', ICalEventStatus.CONFIRMED],
  ['completed', ICalEventStatus.CONFIRMED],
  ['no_show', ICalEventStatus.CONFIRMED],
]);

/** Every other state is one in which the booking will not take place, or not then: whoever has it in a calendar is told so. */
const statusOf = (state: string): ICalEventStatus => statuses.get(state) ?? ICalEventStatus.CANCELLED;
