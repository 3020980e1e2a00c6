import { afterAll, describe, expect, test } from '@jest/globals';
import { Booking } from '../../src/bookings/booking.entity.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { bookingTraces } from '../support/booking-traces.js';
import { clientOf, marty, refusalOf, timeAhead } from '../support/timekit-client.js';

const { server, tenant } = await openShop();
afterAll(() => server.close());
const timekit = clientOf(server, tenant.secret);
const resource = (await buildResource(server, tenant, { name: 'Doc', timezone: 'UTC' })).id;
const { rowOf } = bookingTraces(server, tenant);

describe('timekit-sdk: bookings', () => {
  const count = () =>
    server.database.read(({ manager }) => manager.countBy(Booking, { tenantId: tenant.id }));
  const slot = (days: number, from = '10:00', to = '10:30') => ({
    resourceId: resource,
    start: timeAhead(days, from),
    end: timeAhead(days, to),
  });
  const book = async (days: number, members: Record<string, unknown> = {}) =>
    (await timekit.createBooking({ ...slot(days), customer: marty, ...members })).data;
  const idsOf = (answer: { data: readonly { id: string }[] }) => answer.data.map(({ id }) => id);

  test('a booking is created as the request says, and read back the same', async () => {
    const created = await timekit.createBooking({
      ...slot(7),
      graph: 'instant',
      what: 'Flux capacitor',
      where: 'Hill Valley',
      description: 'Bring 1.21 GW',
      customer: { ...marty, phone: '555-4385', voip: '', timezone: 'America/Los_Angeles', shoeSize: [7] },
      meta: { orderId: 88 },
    });
    expect(created.status).toBe(201);
    expect(created.data).toMatchObject({
      graph: 'instant',
      state: 'confirmed',
      completed: false,
      available_actions: expect.arrayContaining(['cancel', 'cancel_by_customer', 'complete', 'no_show']),
      attributes: {
        event_info: {
          start: timeAhead(7, '10:00'),
          end: timeAhead(7, '10:30'),
          what: 'Flux capacitor',
          where: 'Hill Valley',
          description: 'Bring 1.21 GW',
        },
      },
      customers: [{ ...marty, phone: '555-4385', meta: { shoe_size: [7] } }],
      resource: { id: resource, name: 'Doc' },
      meta: { order_id: 88 },
    });
    expect(created.data.possible_actions).toEqual(created.data.available_actions);
    expect(await rowOf(created.data.id)).toMatchObject({
      resourceId: resource,
      startsAt: Date.parse(timeAhead(7, '10:00')),
      endsAt: Date.parse(timeAhead(7, '10:30')),
      state: 'confirmed',
      meta: { order_id: 88 },
    });
    expect((await timekit.getBooking({ id: created.data.id })).data).toEqual(created.data);
  });

  test('the older body with a nested event makes the same booking', async () => {
    const { data } = await timekit.createBooking({
      resource_id: resource,
      graph: 'instant',
      action: 'confirm',
      event: {
        start: timeAhead(7, '12:00'),
        end: timeAhead(7, '13:00'),
        what: 'Haircut',
        where: 'Sesame St',
        description: 'Come early',
        calendar_id: 'of-another-time',
      },
      customer: marty,
    });
    expect(data).toMatchObject({
      state: 'confirmed',
      attributes: { event_info: { start: timeAhead(7, '12:00'), what: 'Haircut', where: 'Sesame St' } },
    });
  });

  test('a slot that is taken is refused with 409, and nothing is written', async () => {
    await book(8);
    const before = await count();
    const refused = await refusalOf(timekit.createBooking({ ...slot(8, '10:15', '10:45'), customer: marty }));
    expect(refused.status).toBe(409);
    expect(refused.data).toMatchObject({ code: 'slot_taken', error: expect.any(String) });
    expect(await count()).toBe(before);
  });

  test('what cannot be read is refused by field', async () => {
    const before = await count();
    const refused = await refusalOf(
      timekit.createBooking({ ...slot(9, '11:00', '10:00'), customer: { name: 'No mail' } }),
    );
    expect([refused.status, Object.keys(refused.data.errors).sort()]).toEqual([
      422,
      ['customer.email', 'end'],
    ]);
    expect(await count()).toBe(before);
  });

  test('the list is searched, limited and enriched by what is carried', async () => {
    const mine = await book(10, {
      customer: { name: 'Ann Lee', email: 'Ann@shop.example' },
      meta: { room: 'a+b' },
    });
    await book(11, { customer: { name: 'Ann Lee', email: 'other@shop.example' } });
    const found = await timekit
      .carry({ params: { search: 'customer.email:ann@shop.example;state:confirmed;meta.room:a+b' } })
      .include('event', 'history')
      .getBookings();
    expect(idsOf(found)).toEqual([mine.id]);
    expect(found.data[0].event).toMatchObject({ start: timeAhead(10, '10:00') });
    expect(found.data[0].history).toEqual([expect.objectContaining({ to: 'confirmed' })]);
    expect(found.metaData).toMatchObject({ total: 1, current_page: 1 });

    const named = await timekit.carry({ params: { search: 'customer.name:Ann L*', limit: 1 } }).getBookings();
    expect([named.data.length, named.metaData.total, named.metaData.per_page]).toEqual([1, 2, 1]);
    const plain = await timekit.carry({ params: { limit: 1 } }).getBookings();
    expect([plain.data.length, plain.data[0].history]).toEqual([1, undefined]);
    const refused = await refusalOf(timekit.carry({ params: { search: 'colour:red' } }).getBookings());
    expect([refused.status, refused.data.errors.search]).toEqual([422, [expect.stringContaining('colour')]]);
  });

  test('bookings of a window and in an order of one’s own are listed', async () => {
    const early = await book(12);
    const late = await book(13);
    const window = { start: timeAhead(12, '00:00'), end: timeAhead(14, '00:00') };
    const listed = await timekit
      .carry({ params: { ...window, orderBy: 'start', sortedBy: 'desc' } })
      .getBookings();
    expect(idsOf(listed)).toEqual([late.id, early.id]);
  });

  test('times are answered in the configured zone, whatever formats the client asks for', async () => {
    const there = clientOf(server, tenant.secret, {
      app: tenant.slug,
      timezone: 'Asia/Kathmandu',
      inputTimestampFormat: 'Y-m-d h:ia',
      outputTimestampFormat: 'Y-m-d h:ia',
      headers: { 'Timekit-Context': 'back-office' },
    });
    const { data } = await there.createBooking({ ...slot(14), customer: marty });
    expect(data.attributes.event_info.start).toBe(`${timeAhead(14, '15:45').slice(0, 19)}+05:45`);
    expect(await rowOf(data.id)).toMatchObject({ startsAt: Date.parse(timeAhead(14, '10:00')) });
    const refused = await refusalOf(
      there.createBooking({ ...slot(15), start: '2030-01-01 10:00am', customer: marty }),
    );
    expect([refused.status, Object.keys(refused.data.errors)]).toEqual([422, ['start']]);
  });

  test('an Idempotency-Key among the headers books once', async () => {
    const before = await count();
    const wish = () =>
      timekit.headers({ 'Idempotency-Key': 'one-click' }).createBooking({ ...slot(16), customer: marty });
    const [first, second] = [await wish(), await wish()];
    expect([first.status, second.data]).toEqual([201, first.data]);
    expect(await count()).toBe(before + 1);
  });

  /** From the state that an action led to, all actions of the graph (contract 2, "Graphs"). */
  const ways: readonly (readonly [graph: string, ...actions: (readonly [string, string])[]])[] = [
    ['instant', ['cancel', 'cancelled']],
    ['instant', ['cancel_by_customer', 'cancelled_by_customer']],
    ['instant', ['complete', 'completed']],
    ['instant', ['no_show', 'no_show']],
    ['confirm_decline', ['decline', 'declined']],
    ['confirm_decline', ['confirm', 'confirmed'], ['cancel', 'cancelled']],
    ['confirm_decline', ['confirm', 'confirmed'], ['cancel_by_customer', 'cancelled_by_customer']],
    ['confirm_decline', ['confirm', 'confirmed'], ['complete', 'completed']],
    ['confirm_decline', ['confirm', 'confirmed'], ['no_show', 'no_show']],
    ['instant_payment', ['pay', 'paid'], ['cancel', 'cancelled']],
    ['instant_payment', ['pay', 'paid'], ['cancel_by_customer', 'cancelled_by_customer']],
    ['instant_payment', ['pay', 'paid'], ['complete', 'completed']],
    ['instant_payment', ['pay', 'paid'], ['no_show', 'no_show']],
  ];
  ways.forEach(([graph, ...actions], index) => {
    test(`${graph} goes by ${actions.map(([action]) => action).join(', then ')}`, async () => {
      const { id } = await book(50 + index, { graph });
      for (const [action, state] of actions) {
        const { status, data } = await timekit.updateBooking({ id, action, [action]: { message: 'Bye' } });
        expect([status, data.id, data.state]).toEqual([200, id, state]);
        expect((await rowOf(id))?.state).toBe(state);
      }
      const last = actions.at(-1)?.[0] as string;
      const again = await refusalOf(timekit.updateBooking({ id, action: last }));
      expect([again.status, again.data.code, again.data.available_actions]).toEqual([
        409,
        'action_not_available',
        expect.any(Array),
      ]);
      const { data } = await timekit.include('history').getBooking({ id });
      expect(data.history).toHaveLength(actions.length + 1);
    });
  });

  test('what happens by itself, and no action at all, cannot be called', async () => {
    const { id } = await book(31, { graph: 'instant_payment' });
    const refused = await refusalOf(timekit.updateBooking({ id, action: 'timeout' }));
    expect([refused.status, refused.data.code]).toEqual([409, 'action_not_available']);
    const nameless = await refusalOf(timekit.updateBooking({ id, meta: { a: 1 } }));
    expect([404, 409, 422]).toContain(nameless.status);
    expect(await rowOf(id)).toMatchObject({ state: 'tentative', meta: {} });
  });

  test('meta is merged by the plain request, and null takes a key out', async () => {
    const { id } = await book(32, { meta: { keep: 1, drop: 2 } });
    const { data } = await timekit.makeRequest({
      method: 'put',
      url: `/bookings/${id}`,
      data: { meta: { drop: null, add: 3 } },
    });
    expect(data.meta).toEqual({ keep: 1, add: 3 });
    expect((await rowOf(id))?.meta).toEqual({ keep: 1, add: 3 });
  });

  test('a deleted booking is missing, and its slot is free again', async () => {
    const { id } = await book(33);
    expect((await timekit.deleteBooking({ id })).status).toBe(204);
    const missing = await refusalOf(timekit.getBooking({ id }));
    expect([missing.status, missing.data.model, typeof missing.data.error]).toEqual([
      404,
      'Booking',
      'string',
    ]);
    expect((await book(33)).state).toBe('confirmed');
  });

  test('a booking is rescheduled with its trailing slash: the old one says so, the new one knows it', async () => {
    const old = await book(34);
    const { status, data } = await timekit.rescheduleBooking({
      id: old.id,
      ...slot(35, '14:00', '14:30'),
      message: 'Later, please',
    });
    expect([200, 201]).toContain(status);
    expect(data).toMatchObject({
      state: 'confirmed',
      attributes: { event_info: { start: timeAhead(35, '14:00'), end: timeAhead(35, '14:30') } },
      customers: [marty],
      meta: { rescheduled_from: old.id },
    });
    expect(await rowOf(old.id)).toMatchObject({ state: 'rescheduled_by_customer' });
    expect(await rowOf(data.id)).toMatchObject({ state: 'confirmed', rescheduledFrom: old.id });
    expect((await book(34)).state).toBe('confirmed');
    const taken = await refusalOf(timekit.rescheduleBooking({ id: data.id, ...slot(34) }));
    expect([taken.status, taken.data.code]).toEqual([409, 'slot_taken']);
    expect(await rowOf(data.id)).toMatchObject({ state: 'confirmed' });
  });

  const movable: readonly (readonly [graph: string, ...before: string[]])[] = [
    ['instant'],
    ['confirm_decline', 'confirm'],
    ['instant_payment', 'pay'],
  ];
  movable.forEach(([graph, ...before], index) => {
    test(`reschedule_by_customer takes the same inputs under its name (${graph})`, async () => {
      const old = await book(70 + 2 * index, { graph });
      for (const action of before) await timekit.updateBooking({ id: old.id, action });
      const { state } = (await rowOf(old.id)) as Booking;
      const { start, end } = slot(71 + 2 * index);
      const { data } = await timekit.updateBooking({
        id: old.id,
        action: 'reschedule_by_customer',
        reschedule_by_customer: { start, end },
      });
      expect(data).toMatchObject({ graph, state, meta: { rescheduled_from: old.id } });
      expect(data.attributes.event_info).toMatchObject({ start, end });
      expect(await rowOf(old.id)).toMatchObject({ state: 'rescheduled_by_customer' });
    });
  });

  test('a widget key books, and reads and changes no booking', async () => {
    const page = clientOf(server, tenant.widgetSecret);
    const { status, data } = await page.createBooking({ ...slot(38), customer: marty });
    expect([status, data.state]).toEqual([201, 'confirmed']);
    for (const call of [
      page.getBookings(),
      page.getBooking({ id: data.id }),
      page.updateBooking({ id: data.id, action: 'cancel' }),
      page.deleteBooking({ id: data.id }),
      page.rescheduleBooking({ id: data.id, ...slot(39) }),
    ])
      expect((await refusalOf(call)).status).toBe(403);
    expect(await rowOf(data.id)).toMatchObject({ state: 'confirmed' });
  });
});
