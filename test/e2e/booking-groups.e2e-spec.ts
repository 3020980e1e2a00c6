import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Booking } from '../../src/bookings/booking.entity.js';
import { newId } from '../../src/common/ids.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import type { RequestOptions } from '../support/test-server.js';

const hourMs = 3_600_000;

const { server, tenant, configuration } = await openShop();
afterAll(() => server.close());
const resource = await buildResource(server, tenant, { email: 'ann@merchant.example' });

/** Everyone who may read groups. */
const callers = ['app', 'widget', 'user'] as const;
const ask = (as: (typeof callers)[number], path: string, options: RequestOptions = {}) =>
  server.request(path, {
    ...(as === 'user'
      ? { bearer: configuration.token({ id: 'seeker' }) }
      : { basic: as === 'app' ? tenant.secret : tenant.widgetSecret }),
    ...options,
  });

const event = (inHours: number, members: Partial<Booking> = {}) =>
  buildBookingRow(server, tenant, {
    graph: 'group_owner',
    state: 'tentative',
    maxSeats: 3,
    currentSeats: 1,
    what: 'Yoga',
    resourceId: resource.id,
    startsAt: Date.now() + inHours * hourMs,
    endsAt: Date.now() + (inHours + 1) * hourMs,
    ...members,
  });
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

describe('the list of groups', () => {
  let projectId: string;
  let soon: Booking;
  let later: Booking;

  beforeAll(async () => {
    projectId = newId();
    later = await event(5, { projectId });
    soon = await event(2, {
      projectId,
      customers: [
        {
          id: newId(),
          name: 'Host',
          email: 'host@x.example',
          phone: null,
          voip: null,
          timezone: null,
          meta: {},
        },
      ],
      customerName: 'host',
    });
    const meta = { _cost: 7, room: 'blue' };
    await ask('app', `/v2/bookings/${soon.id}`, { method: 'PUT', body: { meta } });
    await event(3, { projectId, currentSeats: 3 });
    await event(3, { projectId, state: 'cancelled' });
    await event(-1, { projectId });
    await event(3, { projectId: newId() });
    await buildBookingRow(server, tenant, {
      projectId,
      startsAt: Date.now() + hourMs,
      endsAt: Date.now() + 2 * hourMs,
    });
    const other = await buildTenant(server);
    await buildBookingRow(server, other, {
      graph: 'group_owner',
      state: 'tentative',
      maxSeats: 3,
      currentSeats: 0,
      projectId,
    });
  });

  it.each(callers)(
    'shows a caller of kind %s what is coming and has a seat, the soonest first',
    async (as) => {
      const answer = await ask(as, `/v2/bookings/groups?search=project.id:${projectId}`, {
        headers: { 'Timekit-Timezone': 'Asia/Tokyo' },
      });
      expect(answer.status).toBe(200);
      expect(idsOf(answer.body)).toEqual([soon.id, later.id]);
      expect(answer.body).toMatchObject({ total: 2, per_page: 1000, current_page: 1, next_cursor: null });
      expect(answer.body.data[0].attributes).toEqual({
        event_info: {
          start: expect.stringMatching(/\+09:00$/),
          end: expect.stringMatching(/\+09:00$/),
          what: 'Yoga',
          where: null,
          description: null,
        },
        group_booking: { max_seats: 3, current_seats: 1 },
      });
      expect(answer.body.data[0].resource).toMatchObject({ id: resource.id, name: 'Ann' });
    },
  );

  it('keeps customers, meta and addresses from everyone but the merchant', async () => {
    const path = `/v2/bookings/groups?search=project.id:${projectId}&include=user,history,owner_booking,project`;
    const [app, widget, user] = await Promise.all(callers.map((as) => ask(as, path)));
    expect(app?.body.data[0]).toMatchObject({
      meta: { _cost: 7 },
      customers: [{ name: 'Host' }],
      history: [{ action: 'update' }],
    });
    for (const answer of [widget, user]) {
      expect(answer?.text).not.toMatch(/host|_cost|blue|merchant\.example|history/i);
      expect(answer?.body.data[0]).toMatchObject({ meta: {}, customers: [] });
    }
  });

  it('is searched by strangers by project and resource alone', async () => {
    for (const as of ['widget', 'user'] as const) {
      expect((await ask(as, `/v2/bookings/groups?search=resource.id:${newId()}`)).body.total).toBe(0);
      expect((await ask(as, `/v2/bookings/groups?search=resource.id:nonsense`)).body.total).toBe(0);
      for (const search of ['customer.name:host', 'meta.room:blue', 'meta._cost:7', 'state:tentative']) {
        const answer = await ask(as, `/v2/bookings/groups?search=${encodeURIComponent(search)}`);
        expect([search, answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([
          search,
          422,
          ['search'],
        ]);
      }
    }
    expect(idsOf((await ask('app', '/v2/bookings/groups?search=meta.room:blue')).body)).toEqual([soon.id]);
  });

  it('goes on by cursor and by page', async () => {
    const path = `/v2/bookings/groups?search=project.id:${projectId}&limit=1`;
    const first = await ask('widget', path);
    expect([idsOf(first.body), first.body.last_page]).toEqual([[soon.id], 2]);
    const next = await ask('widget', `${path}&cursor=${first.body.next_cursor}`);
    expect([idsOf(next.body), next.body.next_cursor]).toEqual([[later.id], null]);
    expect(idsOf((await ask('widget', `${path}&page=2`)).body)).toEqual([later.id]);
    const reversed = await ask('widget', `${path}&orderBy=start&sortedBy=desc`);
    expect(idsOf(reversed.body)).toEqual([later.id]);
    const elsewhere = await ask('widget', `/v2/bookings/groups?limit=1&cursor=${first.body.next_cursor}`);
    expect(elsewhere.status).toBe(422);
  });

  it('loses an event whose last seat is taken, and has it again when one is free', async () => {
    const own = newId();
    const { id } = await event(4, { projectId: own, maxSeats: 1, currentSeats: 0 });
    const found = async () =>
      idsOf((await ask('widget', `/v2/bookings/groups?search=project.id:${own}`)).body);
    expect(await found()).toEqual([id]);
    const seat = await ask('widget', '/v2/bookings', {
      method: 'POST',
      body: {
        graph: 'group_customer',
        related: { owner_booking_id: id },
        customer: { name: 'Bo', email: 'bo@example.com' },
      },
    });
    expect([seat.status, seat.text]).toEqual([201, seat.text]);
    expect(await found()).toEqual([]);
    await ask('app', `/v2/bookings/${seat.body.data.id}/cancel_by_customer`, { method: 'PUT', body: {} });
    expect(await found()).toEqual([id]);
  });
});

describe('one group', () => {
  it('is shown also when it is full or has begun', async () => {
    for (const members of [
      { currentSeats: 3 },
      { startsAt: Date.now() - hourMs, endsAt: Date.now() + hourMs },
    ]) {
      const { id } = await event(1, members);
      for (const as of callers) expect((await ask(as, `/v2/bookings/groups/${id}`)).body.data.id).toBe(id);
    }
  });

  it('that is cancelled is shown to the merchant alone, and what is no group to nobody', async () => {
    const headers = { 'X-Request-Id': 'one-group-1' };
    const cancelled = await event(1, { state: 'cancelled' });
    const plain = await buildBookingRow(server, tenant);
    const foreign = await buildBookingRow(server, await buildTenant(server), {
      graph: 'group_owner',
      state: 'tentative',
    });
    expect((await ask('app', `/v2/bookings/groups/${cancelled.id}`)).status).toBe(200);
    const missing = await ask('widget', `/v2/bookings/groups/${newId()}`, { headers });
    expect([missing.status, missing.body.model]).toEqual([404, 'Booking']);
    for (const id of [cancelled.id, plain.id, foreign.id, 'nonsense'])
      expect((await ask('widget', `/v2/bookings/groups/${id}`, { headers })).text).toBe(missing.text);
    expect((await ask('app', `/v2/bookings/groups/${plain.id}`)).status).toBe(404);
  });

  it('is shown to its customer as an owner booking, without what is the merchant’s', async () => {
    const bearer = configuration.token({ id: 'seated' });
    const me = await server.request('/v2/me', { bearer });
    const owner = await event(1, { meta: { _cost: 1, room: 'red' } });
    const { id } = await buildBookingRow(server, tenant, {
      graph: 'group_customer',
      ownerBookingId: owner.id,
      userId: me.body.data.id,
      meta: { _note: 'vip', mine: 1 },
    });
    const mine = await server.request(`/v2/bookings/${id}?include=owner_booking,history`, { bearer });
    expect(mine.body.data).toMatchObject({
      meta: { mine: 1 },
      owner_booking: { id: owner.id, meta: {}, customers: [] },
    });
    expect(mine.text).not.toMatch(/_cost|_note|red|history/);
    const seen = await ask('app', `/v2/bookings/${id}?include=owner_booking`);
    expect(seen.body.data).toMatchObject({
      meta: { _note: 'vip' },
      owner_booking: { meta: { _cost: 1 }, attributes: { group_booking: { max_seats: 3 } } },
    });
    const list = await server.request('/v2/me/bookings?include=owner_booking', { bearer });
    expect(list.body.data[0].owner_booking.id).toBe(owner.id);
  });
});
