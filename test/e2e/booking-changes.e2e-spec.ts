import { afterAll, describe, expect, it } from '@jest/globals';
import { BookingMeta } from '../../src/bookings/meta/booking-meta.entity.js';
import { newId } from '../../src/common/ids.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { customer } from '../builders/booking-wishes.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import { bookingTraces } from '../support/booking-traces.js';
import type { RequestOptions } from '../support/test-server.js';

const { server, tenant, configuration, app } = await openShop();
afterAll(() => server.close());
const { rowOf, journalOf } = bookingTraces(server, tenant);

const hour = { start: '2030-05-01T10:00:00Z', end: '2030-05-01T11:00:00Z' };
const change = (id: string, body: unknown, options: RequestOptions = {}) =>
  app(`/v2/bookings/${id}`, { method: 'PUT', body, ...options });
const remove = (id: string, options: RequestOptions = {}) =>
  app(`/v2/bookings/${id}`, { method: 'DELETE', ...options });
async function created(
  members: Record<string, unknown> = {},
  options: RequestOptions = {},
): Promise<{ id: string }> {
  const answer = await app('/v2/bookings', {
    method: 'POST',
    body: { ...hour, customer, ...members },
    ...options,
  });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data;
}
const found = async (search: string, options: RequestOptions = {}) =>
  (
    (await app(`/v2/bookings?search=${encodeURIComponent(search)}`, options)).body.data as { id: string }[]
  ).map(({ id }) => id);

describe('changing meta', () => {
  it('merges, removes by null, and moves the search with it', async () => {
    const key = newId();
    const { id } = await created({ meta: { order: key, note: 'x', keep: { a: 1 } } });
    const answer = await change(id, { meta: { order: `${key}-2`, note: null, vip: true } });
    expect([answer.status, answer.body.data.meta, answer.body.warnings]).toEqual([
      200,
      { order: `${key}-2`, keep: { a: 1 }, vip: true },
      undefined,
    ]);
    expect((await app(`/v2/bookings/${id}`)).body.data).toEqual(answer.body.data);
    expect([await found(`meta.order:${key}`), await found(`meta.order:${key}-2`)]).toEqual([[], [id]]);
    expect(await found(`meta.order:${key}-2;meta.vip:true`)).toEqual([id]);
    expect(await rowOf(id)).toMatchObject({ version: 2, state: 'confirmed' });
    const [, entry] = await journalOf(id);
    expect(entry).toMatchObject({ action: 'update', fromState: 'confirmed', toState: 'confirmed' });
    expect(JSON.parse(entry?.details ?? '')).toEqual({ changed: ['meta.order', 'meta.note', 'meta.vip'] });
  });

  it('changes nothing else, and says so', async () => {
    const { id } = await created({ what: 'Cut' });
    const answer = await change(id, { what: 'Colour', state: 'cancelled', customer: {}, meta: { a: 1 } });
    expect(answer.body.warnings).toEqual(['what', 'state', 'customer']);
    expect(answer.body.data).toMatchObject({
      state: 'confirmed',
      meta: { a: 1 },
      attributes: { event_info: { what: 'Cut' } },
    });
  });

  it('that changes nothing writes nothing', async () => {
    const { id } = await created({ meta: { a: 1 } });
    for (const body of [{}, { meta: {} }, { meta: { a: 1 } }, { meta: { gone: null } }, '']) {
      const answer = await change(id, body);
      expect([answer.status, answer.body.data.meta]).toEqual([200, { a: 1 }]);
    }
    expect((await rowOf(id))?.version).toBe(1);
    expect(await journalOf(id)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['text', 'x'],
    ['a list', []],
    ['null', null],
    ['NUL', { a: '\u0000' }],
    ['a lone surrogate', { a: '\ud800' }],
    ['too much at once', { a: 'x'.repeat(8_001) }],
    ['too much with what is there', { more: 'x'.repeat(4_000) }],
  ])('to %s is refused, and nothing happens', async (_, meta) => {
    const { id } = await created({ meta: { held: 'y'.repeat(5_000) } });
    const answer = await change(id, { meta });
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, ['meta']]);
    expect((await rowOf(id))?.version).toBe(1);
  });

  it('by names that mean something to JavaScript stays harmless', async () => {
    const { id } = await created();
    const answer = await change(id, '{"meta":{"__proto__":{"polluted":1},"constructor":{"x":1},"a":1}}');
    expect([answer.status, answer.body.data.meta]).toEqual([200, { a: 1 }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('lets a user change their own bookings, and never what is the merchant’s or the server’s', async () => {
    const bearer = configuration.token({ id: 'changer' });
    const me = await server.request('/v2/me', { bearer });
    const meta = { _cost: 5, rescheduled_from: 'x', mine: 1 };
    const { id } = await buildBookingRow(server, tenant, { userId: me.body.data.id, meta });
    const body = { meta: { _cost: 0, _new: 1, rescheduled_from: null, mine: 2 } };
    const answer = await server.request(`/v2/bookings/${id}`, { method: 'PUT', body, bearer });
    expect([answer.status, answer.body.data.meta]).toEqual([200, { rescheduled_from: 'x', mine: 2 }]);
    expect(answer.body.warnings).toEqual(['meta._cost', 'meta._new', 'meta.rescheduled_from']);
    expect((await rowOf(id))?.meta).toEqual({ ...meta, mine: 2 });
    const merchant = await change(id, { meta: { _cost: 6, rescheduled_from: 'y' } });
    expect(merchant.body).toMatchObject({
      data: { meta: { _cost: 6 } },
      warnings: ['meta.rescheduled_from'],
    });
    const search = await server.request('/v2/bookings?search=meta._cost:6', { bearer });
    expect([search.status, Object.keys(search.body.errors)]).toEqual([422, ['search']]);
  });

  it('of what is not in sight is like changing nothing that there is', async () => {
    const headers = { 'X-Request-Id': 'change-sight-1' };
    const other = await buildTenant(server);
    const foreign = await buildBookingRow(server, other);
    const unowned = await buildBookingRow(server, tenant);
    const bearer = configuration.token({ id: 'changer-2' });
    const body = { meta: { a: 1 } };
    const missing = await change(newId(), body, { headers });
    expect(missing.status).toBe(404);
    expect((await change(foreign.id, body, { headers })).text).toBe(missing.text);
    const hidden = await server.request(`/v2/bookings/${unowned.id}`, {
      method: 'PUT',
      body,
      bearer,
      headers,
    });
    expect(hidden.text).toBe(missing.text);
    const widget = await app(`/v2/bookings/${unowned.id}`, {
      method: 'PUT',
      body,
      basic: tenant.widgetSecret,
    });
    expect(widget.status).toBe(403);
    expect((await rowOf(unowned.id))?.meta).toEqual({});
  });

  it('loses no member when many change it at once', async () => {
    const { id } = await created();
    const names = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const answers = await Promise.all(names.map((name) => change(id, { meta: { [name]: name } })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    expect(Object.keys((await rowOf(id))?.meta ?? {}).sort()).toEqual([...names].sort());
    const indexed = await server.database.read(({ manager }) =>
      manager.findBy(BookingMeta, { tenantId: tenant.id, bookingId: id }),
    );
    expect(indexed.map(({ key }) => key).sort()).toEqual([...names].sort());
    expect(await journalOf(id)).toHaveLength(21);
  });

  it('is done once for an Idempotency-Key', async () => {
    const { id } = await created();
    const headers = { 'Idempotency-Key': newId() };
    const first = await change(id, { meta: { a: 1 } }, { headers });
    await change(id, { meta: { a: 2 } });
    expect((await change(id, { meta: { a: 1 } }, { headers })).text).toBe(first.text);
    expect((await rowOf(id))?.meta).toEqual({ a: 2 });
  });
});

describe('deleting a booking', () => {
  it('frees its time and its search, and leaves the journal', async () => {
    const resource = await buildResource(server, tenant);
    const order = newId();
    const { id } = await created({ resource_id: resource.id, meta: { order } });
    const answer = await remove(id);
    expect([answer.status, answer.text]).toEqual([204, '']);
    const again = await remove(id);
    expect([again.status, again.body.model]).toEqual([404, 'Booking']);
    expect((await app(`/v2/bookings/${id}`)).status).toBe(404);
    expect(await found(`meta.order:${order}`)).toEqual([]);
    for (const entity of [Occupancy, BookingMeta])
      expect(
        await server.database.read(({ manager }) =>
          manager.countBy(entity as typeof Occupancy, { tenantId: tenant.id, bookingId: id }),
        ),
      ).toBe(0);
    const entries = await journalOf(id);
    expect(entries.map(({ action }) => action)).toEqual(['confirm', 'delete']);
    expect(entries[1]).toMatchObject({ fromState: 'confirmed', toState: null, credentialKind: 'api_key' });
    await created({ resource_id: resource.id });
  });

  it('takes the body that some clients send with it', async () => {
    const { id } = await created();
    const answer = await app(`/v2/bookings/${id}`, { method: 'DELETE', body: { id } });
    expect(answer.status).toBe(204);
  });

  it('gives its seat back', async () => {
    const owner = await buildBookingRow(server, tenant, {
      graph: 'group_owner',
      state: 'tentative',
      maxSeats: 2,
      currentSeats: 2,
    });
    const seat = (state: string) =>
      buildBookingRow(server, tenant, { graph: 'group_customer', state, ownerBookingId: owner.id });
    const [held, given] = [await seat('confirmed'), await seat('cancelled_by_customer')];
    for (const { id } of [given, held]) expect((await remove(id)).status).toBe(204);
    expect((await rowOf(owner.id))?.currentSeats).toBe(1);
  });

  it('of an event cancels its customers first', async () => {
    const owner = await buildBookingRow(server, tenant, {
      graph: 'group_owner',
      state: 'tentative',
      maxSeats: 2,
      currentSeats: 1,
    });
    const seat = await buildBookingRow(server, tenant, { graph: 'group_customer', ownerBookingId: owner.id });
    expect((await remove(owner.id)).status).toBe(204);
    expect(await rowOf(seat.id)).toMatchObject({ state: 'cancelled_by_owner' });
    expect(await journalOf(seat.id)).toMatchObject([{ action: 'cancel_by_owner' }]);
    const seen = await app(`/v2/bookings/${seat.id}?include=owner_booking`);
    expect(seen.body.data.owner_booking).toBeNull();
    expect(
      (await app(`/v2/bookings/${seat.id}/cancel_by_customer`, { method: 'PUT', body: {} })).status,
    ).toBe(409);
  });

  it('is for the merchant alone', async () => {
    const bearer = configuration.token({ id: 'deleter' });
    const me = await server.request('/v2/me', { bearer });
    const { id } = await buildBookingRow(server, tenant, { userId: me.body.data.id });
    const foreign = await buildBookingRow(server, await buildTenant(server));
    expect((await server.request(`/v2/bookings/${id}`, { method: 'DELETE', bearer })).status).toBe(403);
    expect((await remove(id, { basic: tenant.widgetSecret })).status).toBe(403);
    expect((await remove(foreign.id)).status).toBe(404);
    expect(await rowOf(id)).not.toBeNull();
  });

  it('happens once when it is asked for at once', async () => {
    const { id } = await created();
    const answers = await Promise.all(Array.from({ length: 8 }, () => remove(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      204,
      ...Array.from({ length: 7 }, () => 404),
    ]);
    expect((await journalOf(id)).map(({ action }) => action)).toEqual(['confirm', 'delete']);
  });
});
