import { afterAll, describe, expect, test } from '@jest/globals';
import { Booking } from '../../src/bookings/booking.entity.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { bookingTraces } from '../support/booking-traces.js';
import { clientOf, marty, refusalOf, timeAhead } from '../support/timekit-client.js';

const lorraine = { name: 'Lorraine Baines', email: 'lorraine@hillvalley.example' };

const { server, tenant } = await openShop();
afterAll(() => server.close());
const timekit = clientOf(server, tenant.secret);
const resource = (await buildResource(server, tenant, { name: 'Hall', timezone: 'UTC' })).id;
const { rowOf } = bookingTraces(server, tenant);

describe('timekit-sdk: groups, holds and bookings in bulk', () => {
  const slot = (days: number, from = '10:00', to = '11:00') => ({
    resourceId: resource,
    start: timeAhead(days, from),
    end: timeAhead(days, to),
  });
  const group = async (days: number, maxSeats: number) =>
    (
      await timekit.createBooking({
        ...slot(days),
        graph: 'group_owner',
        what: `Dance of day ${days}`,
        groupBooking: { maxSeats },
      })
    ).data;
  const seat = (owner: { id: string }, customer: object, graph = 'group_customer') =>
    timekit.createBooking({ graph, customer, related: { ownerBookingId: owner.id } });

  test('a group sells its seats and no more, and shows how many are taken', async () => {
    const owner = await group(7, 2);
    expect(owner).toMatchObject({
      graph: 'group_owner',
      state: 'tentative',
      attributes: { group_booking: { max_seats: 2, current_seats: 0 } },
    });
    const listed = await timekit.getGroupBookings();
    expect(listed.metaData).toMatchObject({ total: 1 });
    expect(listed.data.map(({ id }: { id: string }) => id)).toEqual([owner.id]);
    expect(listed.data[0]).toMatchObject({
      resource: { id: resource },
      attributes: { event_info: { what: 'Dance of day 7', start: timeAhead(7, '10:00') } },
    });

    const first = await seat(owner, marty);
    expect([first.status, first.data.state, first.data.attributes.event_info.start]).toEqual([
      201,
      'confirmed',
      timeAhead(7, '10:00'),
    ]);
    expect((await timekit.getGroupBooking({ id: owner.id })).data.attributes.group_booking).toEqual({
      max_seats: 2,
      current_seats: 1,
    });
    await seat(owner, lorraine);
    const full = await refusalOf(seat(owner, { name: 'Biff', email: 'biff@hillvalley.example' }));
    expect([full.status, full.data.code]).toEqual([409, 'group_full']);
    expect((await timekit.getGroupBookings()).data).toEqual([]);
    expect(await rowOf(owner.id)).toMatchObject({ currentSeats: 2, maxSeats: 2 });

    const left = await timekit.updateBooking({ id: first.data.id, action: 'cancel_by_customer' });
    expect(left.data.state).toBe('cancelled_by_customer');
    expect(await rowOf(owner.id)).toMatchObject({ currentSeats: 1 });
  });

  test('a paid seat goes by pay, and its group by complete', async () => {
    const owner = await group(8, 5);
    const paid = (await seat(owner, marty, 'group_customer_payment')).data;
    expect(paid.state).toBe('tentative');
    expect((await timekit.updateBooking({ id: paid.id, action: 'pay' })).data.state).toBe('paid');
    expect((await timekit.updateBooking({ id: paid.id, action: 'complete' })).data.state).toBe('completed');
    expect((await timekit.updateBooking({ id: owner.id, action: 'complete' })).data.state).toBe('completed');
    const late = await refusalOf(seat(owner, lorraine));
    expect(late.status).toBe(409);
  });

  test('an owner who cancels cancels for everyone, and may send one customer away', async () => {
    const owner = await group(9, 5);
    const sent = (await seat(owner, marty)).data;
    const stays = (await seat(owner, lorraine)).data;
    const away = await timekit.updateBooking({ id: sent.id, action: 'cancel_by_owner' });
    expect(away.data.state).toBe('cancelled_by_owner');
    expect((await timekit.updateBooking({ id: owner.id, action: 'cancel' })).data.state).toBe('cancelled');
    expect(await rowOf(stays.id)).toMatchObject({ state: 'cancelled_by_owner' });
    const missing = await refusalOf(timekit.getGroupBooking({ id: stays.id }));
    expect([missing.status, missing.data.model]).toEqual([404, 'Booking']);
  });

  const ways: readonly (readonly [graph: string, ...actions: (readonly [string, string])[]])[] = [
    ['group_customer', ['complete', 'completed']],
    ['group_customer', ['cancel_by_customer', 'cancelled_by_customer']],
    ['group_customer', ['cancel_by_owner', 'cancelled_by_owner']],
    ['group_customer_payment', ['cancel_by_owner', 'cancelled_by_owner']],
    ['group_customer_payment', ['pay', 'paid'], ['cancel_by_owner', 'cancelled_by_owner']],
    ['group_customer_payment', ['pay', 'paid'], ['cancel_by_customer', 'cancelled_by_customer']],
    ['group_customer_payment', ['pay', 'paid'], ['complete', 'completed']],
  ];
  ways.forEach(([graph, ...actions], index) => {
    test(`a seat of ${graph} goes by ${actions.map(([action]) => action).join(', then ')}`, async () => {
      const owner = await group(40 + index, 3);
      const { id } = (await seat(owner, marty, graph)).data;
      for (const [action, state] of actions) {
        expect((await timekit.updateBooking({ id, action })).data).toMatchObject({ id, state });
        expect(await rowOf(id)).toMatchObject({ state });
      }
      const isFree = actions.at(-1)?.[1].startsWith('cancelled') === true;
      expect(await rowOf(owner.id)).toMatchObject({ currentSeats: isFree ? 0 : 1 });
      const late = await refusalOf(timekit.updateBooking({ id, action: 'timeout' }));
      expect([late.status, late.data.code]).toEqual([409, 'action_not_available']);
    });
  });

  test('a hold keeps its slot, is extended, and is taken over by the booking that names it', async () => {
    const reserved = await timekit.reserveBooking({
      ...slot(10),
      reservationTime: 120,
      what: 'Dance',
      where: 'Gym',
      description: 'Under the sea',
      customer: marty,
    });
    expect(reserved.status).toBe(201);
    const { id, expires_at: expiresAt } = reserved.data;
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(await rowOf(id)).toMatchObject({ graph: 'reservation', state: 'reserved' });
    const rival = await refusalOf(timekit.createBooking({ ...slot(10), customer: lorraine }));
    expect([rival.status, rival.data.code]).toEqual([409, 'slot_taken']);

    const extended = await timekit.extendReservedBooking({ reservationId: id, reservationTime: 600 });
    expect(extended.data.id).toBe(id);
    expect(Date.parse(extended.data.expires_at)).toBeGreaterThan(Date.parse(expiresAt) + 300_000);
    const again = await timekit.extendReservedBooking({ id, reservationTime: '20 minutes' });
    expect(Date.parse(again.data.expires_at)).toBeGreaterThan(Date.parse(expiresAt) + 900_000);

    const { data } = await timekit.createBooking({ ...slot(10), customer: marty, reservationId: id });
    expect(data).toMatchObject({ state: 'confirmed', resource: { id: resource } });
    expect(await rowOf(id)).toMatchObject({ state: 'expired' });
  });

  test('bookings are created in bulk, each with its own outcome', async () => {
    const { data } = await timekit.createBookingsBulk({
      bookings: [
        { ...slot(12), customer: marty },
        { ...slot(12), customer: lorraine },
        { ...slot(13), customer: { name: 'No mail' } },
        { ...slot(14), customer: lorraine, meta: { orderId: 4 } },
      ],
    });
    expect(data.map(({ index, status }: { index: number; status: number }) => [index, status])).toEqual([
      [0, 201],
      [1, 409],
      [2, 422],
      [3, 201],
    ]);
    expect(data[1].error).toBeDefined();
    expect(await rowOf(data[3].data.id)).toMatchObject({ state: 'confirmed', meta: { order_id: 4 } });
  });

  test('bulk leaves nothing behind where it is told to, and stops where it is told to', async () => {
    const count = () =>
      server.database.read(({ manager }) =>
        manager.countBy(Booking, { tenantId: tenant.id, state: 'confirmed' }),
      );
    const before = await count();
    const wishes = () => [
      { ...slot(15), customer: marty },
      { ...slot(15), customer: lorraine },
      { ...slot(16), customer: lorraine },
    ];
    const outcomes = ({ data }: { data: readonly { status: number; error?: { code: string } }[] }) =>
      data.map(({ status, error }) => [status, error?.code]);
    const stopped = await timekit.createBookingsBulk({ bookings: wishes(), stopOnFirstError: true });
    expect(outcomes(stopped).slice(0, 2)).toEqual([
      [201, undefined],
      [409, 'slot_taken'],
    ]);
    expect(await count()).toBe(before + 1);
    await timekit.deleteBooking({ id: stopped.data[0].data.id });

    const undone = await timekit.createBookingsBulk({ bookings: wishes(), deleteAllOnError: true });
    expect(outcomes(undone)).toContainEqual([409, 'slot_taken']);
    expect(outcomes(undone)).not.toContainEqual([201, undefined]);
    expect(await count()).toBe(before);
  });

  test('bookings are changed in bulk', async () => {
    const first = (await timekit.createBooking({ ...slot(18), customer: marty })).data;
    const second = (await timekit.createBooking({ ...slot(19), graph: 'confirm_decline', customer: marty }))
      .data;
    const { data } = await timekit.updateBookingsBulk({
      bookings: [
        { id: first.id, action: 'cancel', cancel: { message: 'Closed' } },
        { id: second.id, action: 'confirm' },
        { id: first.id, action: 'confirm' },
      ],
    });
    expect(data.map(({ status }: { status: number }) => status)).toEqual([200, 200, 409]);
    expect([(await rowOf(first.id))?.state, (await rowOf(second.id))?.state]).toEqual([
      'cancelled',
      'confirmed',
    ]);
  });
});
