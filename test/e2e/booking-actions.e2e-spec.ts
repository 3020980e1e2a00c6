import { afterAll, describe, expect, it } from '@jest/globals';
import type { Booking } from '../../src/bookings/booking.entity.js';
import {
  actionsIn,
  graphNames,
  graphs,
  transitionsFrom,
  type Graph,
} from '../../src/bookings/graphs/graphs.js';
import { newId } from '../../src/common/ids.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import { bookingTraces } from '../support/booking-traces.js';
import { startAnotherServer, type RequestOptions } from '../support/test-server.js';

const { server, tenant, configuration, app } = await openShop();
afterAll(() => server.close());
const { rowOf, journalOf, heldBy } = bookingTraces(server, tenant);

const hourMs = 3_600_000;
const act = (id: string, action: string, body: unknown = {}, options: RequestOptions = {}) =>
  app(`/v2/bookings/${id}/${action}`, { method: 'PUT', body, ...options });
const row = (members: Partial<Booking> = {}) => buildBookingRow(server, tenant, members);

/** The booking holds its resource for its time. */
async function occupied(booking: Booking): Promise<Booking> {
  const { tenantId, id: bookingId, startsAt, endsAt, resourceId, dueAt: until } = booking;
  await server.database.write(({ manager }) =>
    manager.insert(Occupancy, {
      tenantId,
      bookingId,
      resourceId: resourceId ?? '',
      startsAt,
      endsAt,
      exclusive: true,
      bufferBefore: 0,
      bufferAfter: 0,
      until,
    }),
  );
  return booking;
}

async function group(members: Partial<Booking> = {}, customers: readonly Partial<Booking>[] = []) {
  const owner = await row({
    graph: 'group_owner',
    state: 'tentative',
    maxSeats: 5,
    currentSeats: customers.length,
    ...members,
  });
  const seats: Booking[] = [];
  for (const customer of customers)
    seats.push(await row({ graph: 'group_customer', ownerBookingId: owner.id, ...customer }));
  return { owner, seats };
}

/** What somebody may call, as the table has it. */
const steps = graphNames.flatMap((graph) => {
  const { createdIn, transitions }: Graph = graphs[graph];
  return [...new Set([createdIn, ...transitions.map(({ to }) => to)])].flatMap((state) =>
    transitionsFrom(graph, state)
      .filter(({ afterwards, action }) => afterwards === undefined && action !== 'reschedule_by_customer')
      .map(({ action, to }) => [graph, state, action, to] as const),
  );
});

describe('every step of every graph', () => {
  it.each(steps)('%s: %s, %s → %s', async (graph, state, action, to) => {
    const { id } = await row({
      graph,
      state,
      ...(graph === 'group_owner' && { maxSeats: 3, currentSeats: 0 }),
    });
    const answer = await act(id, action);
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    expect(answer.body.data).toMatchObject({
      id,
      state: to,
      completed: action === 'complete',
      available_actions: actionsIn(graph, to),
    });
    expect(await rowOf(id)).toMatchObject({ state: to, version: 2 });
    expect(await journalOf(id)).toMatchObject([
      {
        action,
        fromState: state,
        toState: to,
        credentialKind: 'api_key',
        credentialId: tenant.keyId,
        userId: null,
      },
    ]);
    const again = await act(id, action);
    expect([again.status, again.body.code, again.body.available_actions]).toEqual([
      409,
      'action_not_available',
      actionsIn(graph, to),
    ]);
    expect(await journalOf(id)).toHaveLength(1);
  });

  it('is refused where the state does not offer it, saying what it offers', async () => {
    for (const graph of graphNames) {
      const { createdIn }: Graph = graphs[graph];
      const { id } = await row({ graph, state: createdIn });
      for (const action of [
        'timeout',
        'expired',
        'undefined',
        '__proto__',
        'constructor',
        'CANCEL',
        '%20cancel',
      ]) {
        const answer = await act(id, action);
        expect([graph, action, answer.status, answer.body.code]).toEqual([
          graph,
          action,
          409,
          'action_not_available',
        ]);
        expect(answer.body.available_actions).toEqual(actionsIn(graph, createdIn));
      }
      expect(await journalOf(id)).toEqual([]);
    }
  });
});

describe('inputs of an action', () => {
  it('may be absent, null or empty', async () => {
    for (const body of [{}, { cancel: {} }, { cancel: null }, { cancel: { message: null } }, '', 'null']) {
      const { id, meta } = await row();
      const answer = await act(id, 'cancel', body);
      expect([body, answer.status, answer.body.data?.meta, answer.body.warnings]).toEqual([
        body,
        200,
        meta,
        undefined,
      ]);
    }
  });

  it.each(['cancel', 'cancel_by_customer'])(
    'keep the message of %s in meta, where it is found',
    async (action) => {
      const { id } = await row({ meta: { order: 7 } });
      const message = `Sorry, <b>${action}</b> ❤`;
      const answer = await act(id, action, { [action]: { message } });
      expect(answer.body.data.meta).toEqual({ order: 7, [`${action}_message`]: message });
      const found = await app(
        `/v2/bookings?search=${encodeURIComponent(`meta.${action}_message:${message}`)}`,
      );
      expect(found.body.data.map((one: { id: string }) => one.id)).toEqual([id]);
      expect(await rowOf(id)).toMatchObject({ version: 3, meta: answer.body.data.meta });
      const [entry] = await journalOf(id);
      expect(JSON.parse(entry?.details ?? '')).toEqual({ changed: [`meta.${action}_message`] });
    },
  );

  it('keep the message of decline', async () => {
    const { id } = await row({ graph: 'confirm_decline', state: 'tentative' });
    const answer = await act(id, 'decline', { decline: { message: 'Full' } });
    expect(answer.body.data).toMatchObject({ state: 'declined', meta: { decline_message: 'Full' } });
  });

  it.each<[unknown, string]>([
    [{ cancel: { message: 'x'.repeat(2_001) } }, 'cancel.message'],
    [{ cancel: { message: 5 } }, 'cancel.message'],
    [{ cancel: { message: 'a\u0000' } }, 'cancel.message'],
    [{ cancel: { message: '\ud800' } }, 'cancel.message'],
    [{ cancel: 'now' }, 'cancel'],
    [{ cancel: [] }, 'cancel'],
    [[], 'body'],
  ])('that cannot be taken are refused by name (%#), and nothing happens', async (body, field) => {
    const { id } = await row();
    const answer = await act(id, 'cancel', body);
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, [field]]);
    expect(await rowOf(id)).toMatchObject({ state: 'confirmed', version: 1 });
  });

  it('that mean nothing are named in warnings', async () => {
    const { id } = await row();
    const body = { no_show: { message: 'late', x: 1 }, cancel: { message: 'no' }, colour: 'red' };
    const answer = await act(id, 'no_show', body);
    expect([answer.status, answer.body.warnings]).toEqual([
      200,
      ['cancel', 'colour', 'no_show.message', 'no_show.x'],
    ]);
    expect(answer.body.data.meta).toEqual({});
  });
});

describe("the merchant's notice", () => {
  const inMinutes = (minutes: number) => ({
    startsAt: Date.now() + minutes * 60_000,
    endsAt: Date.now() + minutes * 60_000 + hourMs,
  });

  it('binds what the customer does, whoever calls it, and not what the merchant does', async () => {
    const resource = await buildResource(server, tenant, { policies: { min_cancel_notice: '2 hours' } });
    const bearer = configuration.token({ id: 'late' });
    const me = await server.request('/v2/me', { bearer });
    const { id } = await row({ resourceId: resource.id, userId: me.body.data.id, ...inMinutes(119) });
    for (const options of [{}, { bearer, basic: undefined }] as RequestOptions[]) {
      for (const action of ['cancel_by_customer', 'reschedule_by_customer']) {
        const answer = await server.request(`/v2/bookings/${id}/${action}`, {
          method: 'PUT',
          body: {},
          ...(options.bearer === undefined ? { basic: tenant.secret } : { bearer }),
        });
        expect([answer.status, answer.body.code, answer.body.policy]).toEqual([
          409,
          'policy_refused',
          'min_cancel_notice',
        ]);
      }
    }
    expect(await journalOf(id)).toEqual([]);
    expect((await act(id, 'cancel')).status).toBe(200);
    const early = await row({ resourceId: resource.id, userId: me.body.data.id, ...inMinutes(122) });
    const answer = await server.request(`/v2/bookings/${early.id}/cancel_by_customer`, {
      method: 'PUT',
      body: {},
      bearer,
    });
    expect([answer.status, answer.body.data.state]).toEqual([200, 'cancelled_by_customer']);
  });

  it('is the stricter one of the resource and the project', async () => {
    for (const [ofResource, ofProject] of [
      ['1 hour', '3 hours'],
      ['3 hours', '1 hour'],
      [undefined, '3 hours'],
    ] as const) {
      const own = ofResource === undefined ? {} : { min_cancel_notice: ofResource };
      const resource = await buildResource(server, tenant, { policies: own });
      const policies = { min_cancel_notice: ofProject };
      const project = await buildProject(server, tenant, { policies }, [resource]);
      const place = { resourceId: resource.id, projectId: project.id };
      const late = await row({ ...place, ...inMinutes(179) });
      expect((await act(late.id, 'cancel_by_customer')).body.code).toBe('policy_refused');
      const early = await row({ ...place, ...inMinutes(182) });
      expect((await act(early.id, 'cancel_by_customer')).status).toBe(200);
    }
  });

  it('is not asked where there is none, even after the start', async () => {
    const { id } = await row(inMinutes(-10));
    expect((await act(id, 'cancel_by_customer')).status).toBe(200);
  });
});

describe('what an action gives up', () => {
  it('is free for others: the time of a resource', async () => {
    const resource = await buildResource(server, tenant);
    for (const [graph, state, action] of [
      ['instant', 'confirmed', 'cancel'],
      ['confirm_decline', 'confirmed', 'cancel_by_customer'],
      ['instant_payment', 'paid', 'cancel'],
      ['group_owner', 'tentative', 'cancel'],
    ] as const) {
      const seats = graph === 'group_owner' ? { maxSeats: 2, currentSeats: 0 } : {};
      const { id } = await occupied(await row({ graph, state, resourceId: resource.id, ...seats }));
      expect([graph, (await act(id, action)).status, await heldBy(id)]).toEqual([graph, 200, 0]);
    }
  });

  it('is kept where the time was used', async () => {
    const resource = await buildResource(server, tenant);
    for (const [at, action] of ['complete', 'no_show'].entries()) {
      const startsAt = Date.now() - (at + 1) * 2 * hourMs;
      const booking = await row({ resourceId: resource.id, startsAt, endsAt: startsAt + hourMs });
      await occupied(booking);
      expect([(await act(booking.id, action)).status, await heldBy(booking.id)]).toEqual([200, 1]);
    }
  });

  it('keeps the time of a payment that came in time for good', async () => {
    const resource = await buildResource(server, tenant);
    const due = { dueAt: Date.now() + 60_000, dueAction: 'timeout' };
    const booking = await row({
      graph: 'instant_payment',
      state: 'tentative',
      resourceId: resource.id,
      ...due,
    });
    await occupied(booking);
    expect((await act(booking.id, 'pay')).status).toBe(200);
    const [held] = await server.database.read(({ manager }) =>
      manager.findBy(Occupancy, { tenantId: tenant.id, bookingId: booking.id }),
    );
    expect(held?.until).toBeNull();
    expect(await rowOf(booking.id)).toMatchObject({
      state: 'paid',
      dueAt: booking.endsAt + hourMs,
      dueAction: 'complete',
    });
  });

  it('is a seat', async () => {
    const { owner, seats } = await group({}, [{}, { graph: 'group_customer_payment', state: 'paid' }, {}]);
    const [one, two, three] = seats as [Booking, Booking, Booking];
    for (const [seat, action, left] of [
      [one, 'cancel_by_customer', 2],
      [two, 'cancel_by_owner', 1],
      [three, 'complete', 1],
    ] as const) {
      expect((await act(seat.id, action)).status).toBe(200);
      expect((await rowOf(owner.id))?.currentSeats).toBe(left);
    }
  });
});

describe('cancelling an event', () => {
  it('cancels everyone who has a seat, and journals each', async () => {
    const { owner, seats } = await group({}, [
      {},
      {
        graph: 'group_customer_payment',
        state: 'tentative',
        dueAt: Date.now() + 60_000,
        dueAction: 'timeout',
      },
      { graph: 'group_customer_payment', state: 'paid' },
      { state: 'cancelled_by_customer' },
      { state: 'completed', completed: true },
    ]);
    const answer = await act(owner.id, 'cancel', { cancel: { message: 'Ill' } });
    expect(answer.body.data).toMatchObject({
      state: 'cancelled',
      meta: { cancel_message: 'Ill' },
      attributes: { group_booking: { max_seats: 5, current_seats: 2 } },
    });
    expect((await app(`/v2/bookings/${owner.id}`)).body.data).toEqual(answer.body.data);
    const states = await Promise.all(seats.map(async ({ id }) => (await rowOf(id))?.state));
    expect(states).toEqual([
      'cancelled_by_owner',
      'cancelled_by_owner',
      'cancelled_by_owner',
      'cancelled_by_customer',
      'completed',
    ]);
    const [first] = await journalOf(seats[0]?.id ?? '');
    expect(first).toMatchObject({
      action: 'cancel_by_owner',
      fromState: 'confirmed',
      credentialKind: 'api_key',
    });
    expect(JSON.parse(first?.details ?? '')).toEqual({ owner_booking_id: owner.id });
    expect(await journalOf(seats[3]?.id ?? '')).toEqual([]);
    expect(await rowOf(seats[1]?.id ?? '')).toMatchObject({ dueAt: null, dueAction: null });
  });

  it('races with its customers’ own cancellations without a deadlock or a seat too many', async () => {
    const { owner, seats } = await group(
      { maxSeats: 30 },
      Array.from({ length: 12 }, () => ({})),
    );
    const answers = await Promise.all([
      ...seats.slice(0, 6).map(({ id }) => act(id, 'cancel_by_customer')),
      act(owner.id, 'cancel'),
      ...seats.slice(6).map(({ id }) => act(id, 'cancel_by_customer')),
    ]);
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    for (const { id } of seats) {
      expect((await rowOf(id))?.state).toMatch(/^cancelled_by_(customer|owner)$/);
      expect(await journalOf(id)).toHaveLength(1);
    }
    expect(await rowOf(owner.id)).toMatchObject({ state: 'cancelled', currentSeats: 0 });
  });
});

describe('actions at once', () => {
  it('act once: of two that exclude each other one is taken, also on two servers', async () => {
    const another = await startAnotherServer(server);
    try {
      for (let round = 0; round < 5; round += 1) {
        const { id } = await row();
        const answers = await Promise.all(
          ['cancel', 'no_show', 'complete', 'cancel_by_customer', 'cancel'].map((action, index) =>
            (index % 2 === 0 ? server : another).request(`/v2/bookings/${id}/${action}`, {
              method: 'PUT',
              body: {},
              basic: tenant.secret,
            }),
          ),
        );
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
        const acted = answers.find(({ status }) => status === 200)?.body.data.state as string;
        expect(await rowOf(id)).toMatchObject({ state: acted, version: 2 });
        expect(await journalOf(id)).toMatchObject([{ fromState: 'confirmed', toState: acted }]);
      }
    } finally {
      await another.close();
    }
  });

  it('confirm one of two requests for one time', async () => {
    const resource = await buildResource(server, tenant);
    const startsAt = Date.now() + 48 * hourMs;
    const asked = await Promise.all(
      [0, 1, 2, 3].map((quarter) =>
        row({
          graph: 'confirm_decline',
          state: 'tentative',
          resourceId: resource.id,
          startsAt: startsAt + quarter * 900_000,
          endsAt: startsAt + quarter * 900_000 + hourMs,
        }),
      ),
    );
    const answers = await Promise.all(asked.map(({ id }) => act(id, 'confirm')));
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      200,
      'slot_taken',
      'slot_taken',
      'slot_taken',
    ]);
    const winner = answers.find(({ status }) => status === 200)?.body.data.id as string;
    expect(await heldBy(winner)).toBe(1);
    for (const { id } of asked.filter(({ id }) => id !== winner)) {
      expect(await rowOf(id)).toMatchObject({ state: 'tentative', version: 1 });
      expect([await heldBy(id), await journalOf(id)]).toEqual([0, []]);
    }
    expect((await act(winner, 'cancel')).status).toBe(200);
    expect((await act(asked.find(({ id }) => id !== winner)?.id ?? '', 'confirm')).status).toBe(200);
  });
});

describe('the journal of an action', () => {
  it('names the user, the configuration and the token that proved them, and the request', async () => {
    const bearer = configuration.token({ id: 'journaled' });
    const me = await server.request('/v2/me', { bearer });
    const { id } = await row({ userId: me.body.data.id });
    const answer = await server.request(`/v2/bookings/${id}/cancel_by_customer?include=history`, {
      method: 'PUT',
      body: {},
      bearer,
      headers: { 'X-Request-Id': 'journal-of-an-action' },
    });
    expect(answer.body.data).not.toHaveProperty('history');
    expect(await journalOf(id)).toMatchObject([
      {
        action: 'cancel_by_customer',
        requestId: 'journal-of-an-action',
        credentialKind: 'jwt',
        credentialId: configuration.kid,
        userId: me.body.data.id,
        fingerprint: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
    const seen = await app(`/v2/bookings/${id}?include=history&timezone=Europe/Oslo`);
    expect(seen.body.data.history).toMatchObject([
      {
        action: 'cancel_by_customer',
        by: { kind: 'jwt', user_id: me.body.data.id },
        at: expect.stringMatching(/\+0[12]:00$/),
      },
    ]);
  });

  it('stands in the answer that it is asked for in, the row of this very action with it', async () => {
    const { id } = await row();
    const headers = { 'Idempotency-Key': newId() };
    const first = await app(`/v2/bookings/${id}/complete?include=history`, {
      method: 'PUT',
      body: {},
      headers,
    });
    expect(first.body.data.history).toMatchObject([
      { action: 'complete', from: 'confirmed', to: 'completed' },
    ]);
    const again = await app(`/v2/bookings/${id}/complete?include=history`, {
      method: 'PUT',
      body: {},
      headers,
    });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(await journalOf(id)).toHaveLength(1);
  });
});

describe('an action on what is not in sight', () => {
  it('is answered like one on nothing, and nothing happens', async () => {
    const other = await buildTenant(server);
    const foreign = await buildBookingRow(server, other);
    const unowned = await row();
    const headers = { 'X-Request-Id': 'out-of-sight-1' };
    const bearer = configuration.token({ id: 'blind' });
    const missing = await act(newId(), 'cancel', {}, { headers });
    expect(missing.status).toBe(404);
    for (const id of [foreign.id, 'nonsense', foreign.id.toUpperCase()])
      expect((await act(id, 'cancel', {}, { headers })).text).toBe(missing.text);
    for (const id of [unowned.id, foreign.id, newId()]) {
      const answer = await server.request(`/v2/bookings/${id}/cancel_by_customer`, {
        method: 'PUT',
        body: {},
        bearer,
        headers,
      });
      expect([answer.status, answer.text]).toEqual([404, missing.text]);
    }
    expect(await rowOf(unowned.id)).toMatchObject({ state: 'confirmed' });
  });

  it('that the merchant alone takes is forbidden to a user on their own booking', async () => {
    const bearer = configuration.token({ id: 'mine' });
    const me = await server.request('/v2/me', { bearer });
    const { id } = await row({ userId: me.body.data.id });
    for (const action of ['cancel', 'complete', 'no_show']) {
      const answer = await server.request(`/v2/bookings/${id}/${action}`, {
        method: 'PUT',
        body: {},
        bearer,
      });
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    expect(await journalOf(id)).toEqual([]);
  });
});
