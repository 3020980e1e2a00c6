import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { bookingRow } from '../../../test/builders/booking-rows.js';
import { processorMs } from '../../../test/support/processor-time.js';
import type { Booking } from '../booking.entity.js';
import { calendarOf } from './calendar.js';
import { foldedLines } from './calendar-text.js';
import { allStates } from '../graphs/graphs.js';

const start = Date.UTC(2030, 4, 1, 8, 30);
const row = (members: Partial<Booking> = {}): Booking =>
  bookingRow('01890000-0000-7000-8000-000000000000', {
    startsAt: start,
    endsAt: start + 3_600_000,
    createdAt: Date.UTC(2030, 0, 1),
    updatedAt: Date.UTC(2030, 0, 2),
    ...members,
  });
const written = (members: Partial<Booking> = {}, summary = 'Haircut', name = 'Salon') =>
  calendarOf(name, [{ booking: row(members), summary }]);
const read = (text: string) => new ICAL.Component(ICAL.parse(text) as never);
const eventIn = (text: string) => {
  const [event, ...more] = read(text).getAllSubcomponents('vevent');
  expect(more).toEqual([]);
  return event as InstanceType<typeof ICAL.Component>;
};
const value = (text: string, name: string) => String(eventIn(text).getFirstPropertyValue(name));

const hostile = [
  'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:injected',
  'a\nATTENDEE:mailto:a@b.example',
  'a\rX-EVIL:1',
  'a\u2028X-EVIL:1\u2029b\u0085c\u000bd\u000ce',
  '\u0000\u0007\u001b[2Ja\u007f',
  '<script>alert(1)</script>; x, y \\n z "q"',
  '=HYPERLINK("https://evil.example","x")',
  'END:VCALENDAR',
  '👩‍👩‍👧 Ærøskøbing 東京 '.repeat(600),
  'x'.repeat(10_000),
  ';'.repeat(10_000),
];
const shownAs = (text: string) =>
  text
    .replace(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/g, '\n')

    .replace(/[\u0000-\u0008\u000e-\u001f\u007f]/g, '');

describe('a calendar', () => {
  it('says of a booking when, what and where, by an id that stays', () => {
    const text = written({ version: 3, what: 'x', place: 'Main Street 1', description: 'Bring it' });
    const event = eventIn(text);
    expect(text.match(/^(?:UID|SEQUENCE|DT\w+|CREATED|LAST-MODIFIED|STATUS):.*$/gm)).toEqual([
      `UID:${String(event.getFirstPropertyValue('uid'))}`,
      'SEQUENCE:3',
      'DTSTAMP:20300102T000000Z',
      'DTSTART:20300501T083000Z',
      'DTEND:20300501T093000Z',
      'STATUS:CONFIRMED',
      'CREATED:20300101T000000Z',
      'LAST-MODIFIED:20300102T000000Z',
    ]);
    expect(value(text, 'summary')).toBe('Haircut');
    expect(value(text, 'location')).toBe('Main Street 1');
    expect(value(text, 'description')).toBe('Bring it');
  });

  it('names nobody', () => {
    const customers = [
      {
        id: '1',
        name: 'Ann Berg',
        email: 'ann@example.com',
        phone: '1',
        voip: null,
        timezone: null,
        meta: {},
      },
    ];
    const text = written({ customers, customerName: 'ann berg', customerEmail: 'ann@example.com' });
    expect(text).not.toMatch(/ann|ATTENDEE|ORGANIZER|mailto/i);
  });

  it('is called after the merchant, whatever that is, and says when to ask again', () => {
    for (const name of hostile) {
      const calendar = read(written({}, 'x', name));
      expect(calendar.getFirstPropertyValue('x-wr-calname')).toBeTruthy();
      expect(calendar.getAllProperties().map((property) => property.name)).toEqual([
        'version',
        'prodid',
        'name',
        'x-wr-calname',
        'refresh-interval',
        'x-published-ttl',
      ]);
    }
  });

  it.each(hostile)('holds a text as it stands and nothing that it pretends to be: %#', (text) => {
    const calendar = written({ what: text, place: text, description: text }, text);
    for (const name of ['summary', 'location', 'description'])
      expect(value(calendar, name)).toBe(shownAs(text));
    expect(
      eventIn(calendar)
        .getAllProperties()
        .map((property) => property.name),
    ).toEqual([
      'uid',
      'sequence',
      'dtstamp',
      'dtstart',
      'dtend',
      'summary',
      'location',
      'description',
      'status',
      'created',
      'last-modified',
    ]);
  });

  it('has no line of more than 75 octets and none that ends otherwise than by CRLF', () => {
    for (const text of hostile) {
      const calendar = written({ place: text, description: text }, text, text);
      expect(calendar.endsWith('END:VCALENDAR\r\n')).toBe(true);
      for (const line of calendar.split('\r\n')) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n\u2028\u2029\u0085\ufffd]/);
      }
    }
  });

  it('of nothing is a calendar', () => {
    expect(read(calendarOf('Salon', [])).getAllSubcomponents('vevent')).toEqual([]);
  });

  it('has a status for every state', () => {
    const statuses = Object.fromEntries(
      allStates.map((state) => [state, value(written({ state }), 'status')]),
    );
    expect(statuses).toEqual({
      confirmed: 'CONFIRMED',
      cancelled: 'CANCELLED',
      cancelled_by_customer: 'CANCELLED',
      completed: 'CONFIRMED',
      no_show: 'CONFIRMED',
      rescheduled_by_customer: 'CANCELLED',
      tentative: 'TENTATIVE',
      declined: 'CANCELLED',
      paid: 'CONFIRMED',
      unpaid: 'CANCELLED',
      cancelled_by_owner: 'CANCELLED',
      reserved: 'CANCELLED',
      expired: 'CANCELLED',
    });
  });

  it('of a thousand bookings with long texts is made in a fraction of the time that the library takes', () => {
    const booking = row({ description: 'ø,'.repeat(5_000) });
    const entries = Array.from({ length: 1000 }, () => ({ booking, summary: 'x' }));
    const cost = processorMs(() => {
      expect(calendarOf('Salon', entries).length).toBeGreaterThan(10_000_000);
    });
    expect(cost).toBeLessThan(4_000);
  });
});

describe('folding', () => {
  it('cuts by octets, between characters', () => {
    expect(foldedLines(`${'a'.repeat(75)}\r\n${'a'.repeat(76)}\r\n`)).toBe(
      `${'a'.repeat(75)}\r\n${'a'.repeat(75)}\r\n a\r\n`,
    );
    expect(foldedLines('é'.repeat(38))).toBe(`${'é'.repeat(37)}\r\n é`);
    expect(foldedLines('👍'.repeat(19))).toBe(`${'👍'.repeat(18)}\r\n 👍`);
  });
});
