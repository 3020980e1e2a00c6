import { afterAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { Booking } from '../../src/bookings/booking.entity.js';
import { newId } from '../../src/common/ids.js';
import { bookingRow, buildBookingRow } from '../builders/booking-rows.js';
import { freshHour } from '../builders/booking-wishes.js';
import { buildProject } from '../builders/projects.js';
import { openShop } from '../builders/shop.js';
import { signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration, app } = await openShop();
afterAll(() => server.close());

const path = '/v2/bookings.ics';
let customers = 0;

/** A customer who has nothing yet: their address, and what the holder of their token is answered. */
function newCustomer() {
  const email = `c${(customers += 1)}@example.com`;
  const pairs = { 'customer.email': email };
  const token = signedSearchToken(tenant, pairs);
  return {
    email,
    ask: (more: Record<string, string> = {}, options: RequestOptions = {}) =>
      server.request(`${path}?${signedQuery(token, pairs, more)}`, options),
    book: async (body: object = {}): Promise<Answer['body']> =>
      (
        await app('/v2/bookings', {
          method: 'POST',
          body: { ...freshHour(), customer: { name: 'Ann', email }, ...body },
        })
      ).body.data,
  };
}

type Event = Readonly<Record<string, string>>;

/** The calendar's events in their order, each member as a reader of calendars understands it. */
function eventsIn(answer: Answer): Event[] {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  return new ICAL.Component(ICAL.parse(answer.text) as never)
    .getAllSubcomponents('vevent')
    .map((event) =>
      Object.fromEntries(event.getAllProperties().map((each) => [each.name, String(each.getFirstValue())])),
    );
}

describe('a customer’s calendar', () => {
  it('holds their bookings in UTC, and no person', async () => {
    const { ask, book } = newCustomer();
    const start = '2030-07-01T10:00:00+02:00';
    const { id } = await book({
      start,
      end: '2030-07-01T11:30:00+02:00',
      what: 'Haircut',
      where: 'Main Street 1; 2nd floor',
      description: 'Bring,\nyour comb',
    });
    await newCustomer().book();
    const answer = await ask({ timezone: 'Europe/Copenhagen' });
    expect(eventsIn(answer)).toEqual([
      {
        uid: id,
        sequence: '1',
        dtstamp: expect.any(String),
        dtstart: '2030-07-01T08:00:00Z',
        dtend: '2030-07-01T09:30:00Z',
        summary: 'Haircut',
        location: 'Main Street 1; 2nd floor',
        description: 'Bring,\nyour comb',
        status: 'CONFIRMED',
        created: expect.any(String),
        'last-modified': expect.any(String),
      },
    ]);
    expect(answer.text).not.toMatch(/ATTENDEE|ORGANIZER|@/);
    expect(answer.text).toContain(`X-WR-CALNAME:Merchant ${tenant.slug}`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'private, no-store',
      'content-disposition': 'inline; filename="bookings.ics"',
      'x-content-type-options': 'nosniff',
    });
  });

  it('is the same bytes until a booking changes, and then tells its readers', async () => {
    const { ask, book } = newCustomer();
    const { id } = await book();
    const before = await ask();
    expect((await ask()).text).toBe(before.text);
    await app(`/v2/bookings/${id}/cancel`, { method: 'PUT', body: {} });
    const [was] = eventsIn(before);
    const [is] = eventsIn(await ask());
    expect(is).toMatchObject({ uid: was?.['uid'], status: 'CANCELLED' });
    expect(Number(is?.['sequence'])).toBeGreaterThan(Number(was?.['sequence']));
  });

  it('is called after what is booked, else after the project, else after the merchant', async () => {
    const { ask, book, email } = newCustomer();
    const project = await buildProject(server, tenant, { name: 'Massage; long' });
    await book({ what: 'Haircut' });
    const customer = { customerEmail: email };
    await buildBookingRow(server, tenant, { ...customer, what: ' ', projectId: project.id });
    await buildBookingRow(server, tenant, customer);
    const summaries = eventsIn(await ask()).map(({ summary }) => summary);
    expect(summaries.sort()).toEqual(['Haircut', 'Massage; long', `Merchant ${tenant.slug}`]);
  });

  it('has every state but holds, which are over before anyone looks', async () => {
    const { ask, email } = newCustomer();
    const ids = new Map<string, string>();
    for (const [graph, state] of [
      ['instant', 'confirmed'],
      ['instant_payment', 'tentative'],
      ['instant_payment', 'unpaid'],
      ['confirm_decline', 'declined'],
      ['reservation', 'reserved'],
    ] as const)
      ids.set(state, (await buildBookingRow(server, tenant, { graph, state, customerEmail: email })).id);
    const statuses = Object.fromEntries(eventsIn(await ask()).map(({ uid, status }) => [uid, status]));
    expect(statuses).toEqual({
      [ids.get('confirmed') as string]: 'CONFIRMED',
      [ids.get('tentative') as string]: 'TENTATIVE',
      [ids.get('unpaid') as string]: 'CANCELLED',
      [ids.get('declined') as string]: 'CANCELLED',
    });
    expect((await ask({ id: ids.get('reserved') as string })).status).toBe(404);
  });

  it('is narrowed by search and window as the list is', async () => {
    const { ask, book, email } = newCustomer();
    const { id } = await book({
      start: '2033-05-01T10:00:00Z',
      end: '2033-05-01T11:00:00Z',
      meta: { a: '1' },
    });
    await book();
    const uids = async (more: Record<string, string>) => eventsIn(await ask(more)).map(({ uid }) => uid);
    expect(await uids({ start: '2033-05-01T10:30:00Z', end: '2033-05-01T10:31:00Z' })).toEqual([id]);
    expect(await uids({ start: '2034-01-01T00:00:00Z' })).toEqual([]);
    expect(await uids({ search: `customer.email:${email};meta.a:1` })).toEqual([id]);
    expect(await uids({ search: `customer.email:${email};meta.a:2` })).toEqual([]);
  });

  it('holds a thousand at most, those that start latest', async () => {
    const { ask, email } = newCustomer();
    const day = 86_400_000;
    const rows = Array.from({ length: 1_003 }, (_, index) => {
      const startsAt = (20_000 + index) * day;
      return bookingRow(tenant.id, { customerEmail: email, startsAt, endsAt: startsAt + 1 });
    });
    await server.database.write(async ({ manager }) => {
      for (let from = 0; from < rows.length; from += 200)
        await manager.insert<object>(Booking, rows.slice(from, from + 200));
    });
    const starts = eventsIn(await ask()).map(({ dtstart }) => Date.parse(dtstart as string) / day);
    expect(starts).toEqual(Array.from({ length: 1_000 }, (_, index) => 21_002 - index));
  });

  it.each([
    'x\r\nATTENDEE:mailto:eve@example.com\r\nEND:VEVENT\r\nBEGIN:VEVENT',
    '<img src=x onerror=alert(1)>, "x"; \\n',
    '=HYPERLINK("https://evil.example")',
    '👩‍👩‍👧 Ærøskøbing '.repeat(500),
    'y'.repeat(9_999),
  ])('holds a text as it stands, and folds it: %#', async (description) => {
    const { ask, book } = newCustomer();
    const what = description.slice(0, 999).toWellFormed();
    expect(await book({ what, where: what, description })).toHaveProperty('id');
    const answer = await ask();
    const events = eventsIn(answer);
    const read = (text: string) => text.replaceAll('\r\n', '\n');
    expect(events).toMatchObject([
      { summary: read(what), location: read(what), description: read(description) },
    ]);
    expect(events[0]).not.toHaveProperty('attendee');
    for (const line of answer.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });
});

describe('a calendar of one booking', () => {
  it('is for “add to calendar”', async () => {
    const { ask, book } = newCustomer();
    const { id } = await book();
    await book();
    expect(eventsIn(await ask({ id })).map(({ uid }) => uid)).toEqual([id]);
  });

  it('that is not theirs is missing', async () => {
    const { ask } = newCustomer();
    const stranger = await newCustomer().book();
    const foreign = await buildBookingRow(server, other);
    const answers = [await ask({ id: newId() })];
    for (const id of [stranger.id as string, foreign.id, '', 'x', '../x']) answers.push(await ask({ id }));
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
      expect(answer.headers.get('content-disposition')).toBeNull();
      expect(answer.text.replaceAll(answer.body.request_id, '')).toBe(
        answers[0]?.text.replaceAll(answers[0].body.request_id, ''),
      );
    }
  });
});

describe('who asks for a calendar', () => {
  it('may be the merchant’s server, for its whole tenant, and a user, for their own', async () => {
    const mine = await buildBookingRow(server, other, { what: 'Theirs' });
    const whole = await server.request(path, { basic: other.secret });
    expect(eventsIn(whole).map(({ uid }) => uid)).toContain(mine.id);
    const token = configuration.token({ id: 'calendar' });
    const made = await server.request('/v2/bookings', {
      method: 'POST',
      body: freshHour(),
      bearer: token,
    });
    expect(eventsIn(await server.request(`${path}?jwt=${token}`)).map(({ uid }) => uid)).toEqual([
      made.body.data.id,
    ]);
  });

  it('is nobody without a credential, and no page', async () => {
    expect((await server.request(path)).status).toBe(401);
    expect((await server.request(path, { basic: tenant.widgetSecret })).status).toBe(403);
  });

  it.each([
    [{ start: 'soon' }, 'start'],
    [{ start: '2030-01-02T00:00:00Z', end: '2030-01-01T00:00:00Z' }, 'end'],
  ])('is told what is wrong with %j', async (more, field) => {
    const answer = await newCustomer().ask(more);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
  });

  it('may look without reading', async () => {
    const { ask, book } = newCustomer();
    await book();
    const answer = await ask({}, { method: 'HEAD' });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
      200,
      '',
      'text/calendar; charset=utf-8',
    ]);
  });
});
