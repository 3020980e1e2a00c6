import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { bookingRowCounts } from '../support/booking-traces.js';
import { outcome } from '../support/outcome.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration, app } = await openShop();
afterAll(() => server.close());
const resource = await buildResource(server, tenant, { timezone: 'UTC' });

type Caller = 'app' | 'widget' | 'user';
const credential = (caller: Caller): RequestOptions =>
  caller === 'user'
    ? { bearer: configuration.token({ id: 'holder' }) }
    : { basic: caller === 'app' ? tenant.secret : tenant.widgetSecret };
const reserve = (body: object, caller: Caller = 'app', options: RequestOptions = {}) =>
  server.request('/v2/bookings/reserve', {
    method: 'POST',
    body: { resource_id: resource.id, ...body },
    ...credential(caller),
    ...options,
  });
const extend = (body: object, caller: Caller = 'app') =>
  server.request('/v2/bookings/reserve/extend', { method: 'PUT', body, ...credential(caller) });
const create = (body: object, caller: Caller = 'app') =>
  server.request('/v2/bookings', { method: 'POST', body: { customer, ...body }, ...credential(caller) });
const stateOf = async (id: string) => (await app(`/v2/bookings/${id}`)).body.data.state;
const secondsLeft = (answer: Answer) => (Date.parse(answer.body.data.expires_at) - Date.now()) / 1000;
/** The reservation that is asked for lasts so long, from an instant between question and answer. */
async function expectLasting(seconds: number, asked: () => Promise<Answer>): Promise<Answer> {
  const askedAt = Date.now();
  const answer = await asked();
  const lastsMs = seconds * 1000;
  const expiresAt = Date.parse(answer.body.data.expires_at);
  expect(expiresAt).toBeGreaterThanOrEqual(askedAt + lastsMs);
  expect(expiresAt).toBeLessThanOrEqual(Date.now() + lastsMs);
  return answer;
}

/** Puts what is due of a hold, and its making, that much earlier. */
const timePasses = (id: string, ms: number) =>
  server.database.write(async ({ manager }) => {
    await manager.query(
      `UPDATE bookings SET due_at = due_at - ${ms}, created_at = created_at - ${ms} WHERE id = '${id}'`,
    );
    await manager.query(`UPDATE occupancies SET until = until - ${ms} WHERE booking_id = '${id}'`);
  });

describe('a reservation', () => {
  it.each<Caller>(['app', 'widget', 'user'])(
    'is open to %s, and answers its id and its end',
    async (caller) => {
      const answer = await expectLasting(30, () => reserve(freshHour(), caller));
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        data: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), expires_at: expect.stringMatching(/\+00:00$/) },
      });
    },
  );

  it('names what a create would say and a reservation does not hold', async () => {
    const answer = await reserve({ ...freshHour(), customer, what: 'Haircut' });
    expect([answer.status, answer.body.warnings]).toEqual([201, ['customer', 'what']]);
    const longer = await extend({ id: answer.body.data.id, what: 'Haircut' });
    expect([longer.status, longer.body.warnings]).toEqual([200, ['what']]);
  });

  it('keeps the time from everyone else until it ends', async () => {
    const hour = freshHour();
    const { body } = await reserve({ ...hour, reservation_time: '2 minutes' }, 'widget');
    expect(outcome(await create({ resource_id: resource.id, ...hour }))).toEqual({
      status: 409,
      code: 'slot_taken',
    });
    expect(outcome(await reserve(hour, 'widget'))).toEqual({ status: 409, code: 'slot_taken' });
    await timePasses(body.data.id, 120_000);
    expect((await create({ resource_id: resource.id, ...hour })).status).toBe(201);
    expect(await stateOf(body.data.id)).toBe('expired');
  });

  it.each([
    ['text', '10 minutes', 600],
    ['seconds', 45, 45],
    ['an hour', '1 hour', 3600],
    ['null', null, 30],
  ])('lasts as long as %s says', async (_, reservation_time, seconds) => {
    const asked = () => reserve({ ...freshHour(), reservation_time });
    expect((await expectLasting(seconds, asked)).status).toBe(201);
  });

  it.each<[string, object, string]>([
    ['more than an hour', { reservation_time: '61 minutes' }, 'reservation_time'],
    ['a month', { reservation_time: '1 month' }, 'reservation_time'],
    ['no time', { reservation_time: 0 }, 'reservation_time'],
    ['less than no time', { reservation_time: '-5 minutes' }, 'reservation_time'],
    ['half a second', { reservation_time: 0.5 }, 'reservation_time'],
    ['a list for the time', { reservation_time: [60] }, 'reservation_time'],
    ['an end before the start', { start: '2030-05-01T10:00:00Z', end: '2030-05-01T09:00:00Z' }, 'end'],
    ['the year 3000', { start: '3000-05-01T10:00:00Z', end: '3000-05-01T11:00:00Z' }, 'start'],
    ['no start', { start: undefined }, 'start'],
    ['no resource', { resource_id: undefined }, 'resource_id'],
    ['a resource that is not there', { resource_id: newId() }, 'resource_id'],
  ])('refuses %s, naming the field and writing nothing', async (_, body, field) => {
    const before = await bookingRowCounts(server);
    const answer = await reserve({ ...freshHour(), ...body }, 'widget');
    expect(outcome(answer)).toEqual({ status: 422, code: 'validation_failed', fields: [field] });
    expect(await bookingRowCounts(server)).toEqual(before);
  });

  it('names members that a reservation does not have in warnings', async () => {
    const answer = await reserve({ ...freshHour(), customer, project_id: newId() }, 'widget');
    expect([answer.status, answer.body.warnings]).toEqual([201, ['customer', 'project_id']]);
  });

  it("refuses another tenant's resource as a missing one", async () => {
    const theirs = await buildResource(server, other);
    const answer = await reserve({ ...freshHour(), resource_id: theirs.id }, 'widget');
    expect(outcome(answer)).toEqual({ status: 422, code: 'validation_failed', fields: ['resource_id'] });
  });

  it('abides by the hours and the notice of its resource', async () => {
    const own = await buildResource(server, tenant, {
      timezone: 'UTC',
      availabilityConstraints: [{ allow_hours: { start: 9, end: 12 } }],
    });
    const answer = await reserve({ ...freshHour('12:00', '13:00'), resource_id: own.id }, 'widget');
    expect(answer.body).toMatchObject({ code: 'policy_refused', policy: 'hours' });
  });

  it('is a booking of its graph for the merchant, and completes its answer for an Idempotency-Key', async () => {
    const hour = freshHour();
    const options = { headers: { 'Idempotency-Key': newId() } };
    const first = await reserve(hour, 'app', options);
    const again = await reserve(hour, 'app', options);
    expect([again.status, again.text]).toEqual([201, first.text]);
    const shown = await server.request(`/v2/bookings/${first.body.data.id}?include=history`, {
      basic: tenant.secret,
    });
    expect(shown.body.data).toMatchObject({ graph: 'reservation', state: 'reserved', customers: [] });
    expect(shown.body.data.history.map(({ action }: { action: string }) => action)).toEqual(['reserve']);
  });
});

describe('extending a reservation', () => {
  it.each<Caller>(['app', 'widget', 'user'])('is open to %s', async (caller) => {
    const { body } = await reserve(freshHour(), caller);
    const answer = await expectLasting(300, () =>
      extend({ id: body.data.id, reservation_time: '5 minutes' }, caller),
    );
    expect({ status: answer.status, id: answer.body.data?.id }).toEqual({ status: 200, id: body.data.id });
  });

  it('keeps the time as long as it says', async () => {
    const hour = freshHour();
    const { body } = await reserve({ ...hour, reservation_time: 30 });
    await extend({ reservation_id: body.data.id, reservation_time: 300 });
    await timePasses(body.data.id, 100_000);
    expect(outcome(await create({ resource_id: resource.id, ...hour }))).toEqual({
      status: 409,
      code: 'slot_taken',
    });
    await timePasses(body.data.id, 250_000);
    expect((await create({ resource_id: resource.id, ...hour })).status).toBe(201);
  });

  it('never shortens it', async () => {
    const { body } = await reserve({ ...freshHour(), reservation_time: '10 minutes' });
    const answer = await extend({ id: body.data.id, reservation_time: 30 });
    expect(answer.body.data.expires_at).toBe(body.data.expires_at);
  });

  it('ends one hour after it was made, however often it is asked', async () => {
    const { body } = await reserve({ ...freshHour(), reservation_time: '1 hour' }, 'widget');
    await timePasses(body.data.id, 50 * 60_000);
    const answer = await extend({ id: body.data.id, reservation_time: '1 hour' }, 'widget');
    expect(answer.status).toBe(200);
    expect(secondsLeft(answer)).toBeLessThanOrEqual(600);
  });

  it('of one that has ended is refused', async () => {
    const { body } = await reserve(freshHour());
    await timePasses(body.data.id, 60_000);
    const answer = await extend({ id: body.data.id });
    expect(answer.body).toMatchObject({ code: 'action_not_available', available_actions: [] });
    expect(answer.status).toBe(409);
  });

  it('of what is no reservation of the caller answers the same bytes', async () => {
    const booking = await create({ resource_id: resource.id, ...freshHour() });
    const theirs = await buildResource(server, other);
    const foreign = await server.request('/v2/bookings/reserve', {
      method: 'POST',
      body: { resource_id: theirs.id, ...freshHour() },
      basic: other.secret,
    });
    const users = await reserve(freshHour(), 'user');
    const ids = [newId(), 'x', booking.body.data.id, foreign.body.data.id, users.body.data.id];
    const answers = await Promise.all(
      ids.map((id) =>
        server.request('/v2/bookings/reserve/extend', {
          method: 'PUT',
          body: { id },
          basic: tenant.widgetSecret,
          headers: { 'X-Request-Id': 'reserve-e2e-1' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 404));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.body.model).toBe('Reservation');
  });

  it('needs an id', async () => {
    expect(outcome(await extend({}))).toEqual({ status: 422, code: 'validation_failed', fields: ['id'] });
    expect(outcome(await extend({ id: 7 }))).toEqual({
      status: 422,
      code: 'validation_failed',
      fields: ['id'],
    });
  });
});

describe('taking a reservation over', () => {
  it('makes the booking in the time that was held, and ends the reservation', async () => {
    const hour = freshHour();
    const { body } = await reserve(hour, 'widget');
    const answer = await create({ reservation_id: body.data.id }, 'widget');
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({ state: 'confirmed', resource: { id: resource.id } });
    expect(Date.parse(answer.body.data.attributes.event_info.start)).toBe(Date.parse(hour.start));
    expect(await stateOf(body.data.id)).toBe('expired');
    const shown = await server.request(`/v2/bookings/${body.data.id}?include=history`, {
      basic: tenant.secret,
    });
    expect(shown.body.data.history.at(-1)).toMatchObject({
      action: 'taken_over',
      from: 'reserved',
      to: 'expired',
    });
    expect(outcome(await create({ reservation_id: body.data.id }, 'widget'))).toEqual({
      status: 409,
      code: 'action_not_available',
    });
  });

  it('may take a part of the time, and frees the rest', async () => {
    const hour = freshHour('10:00', '12:00');
    const { body } = await reserve(hour);
    const half = { start: hour.start, end: hour.start.replace('T10', 'T11') };
    expect((await create({ reservation_id: body.data.id, ...half })).status).toBe(201);
    expect((await create({ resource_id: resource.id, start: half.end, end: hour.end })).status).toBe(201);
  });

  it('works with a project, also one that needs other resources too', async () => {
    const second = await buildResource(server, tenant);
    const project = await buildProject(server, tenant, { availability: { mode: 'mutual' } }, [
      second,
      resource,
    ]);
    const hour = freshHour();
    const { body } = await reserve(hour);
    const answer = await create({ project_id: project.id, reservation_id: body.data.id });
    expect(answer.body.data).toMatchObject({ state: 'confirmed', resource: { id: resource.id } });
    expect(outcome(await create({ resource_id: second.id, ...hour }))).toEqual({
      status: 409,
      code: 'slot_taken',
    });
  });

  it('leaves the reservation as it was where the booking is refused', async () => {
    const { body } = await reserve(freshHour());
    const before = await bookingRowCounts(server);
    const refused = await create({ reservation_id: body.data.id, customer: { name: 'x' } });
    expect(outcome(refused)).toEqual({ status: 422, code: 'validation_failed', fields: ['customer.email'] });
    expect([await bookingRowCounts(server), await stateOf(body.data.id)]).toEqual([before, 'reserved']);
  });

  it.each<[string, (hour: { start: string; end: string }) => object, string]>([
    ['another resource', () => ({ resource_id: newId() }), 'resource_id'],
    ['an earlier start', ({ start }) => ({ start: start.replace('T10', 'T09') }), 'start'],
    ['a later end', ({ end }) => ({ end: end.replace('T11', 'T12') }), 'end'],
  ])('refuses %s', async (_, change, field) => {
    const hour = freshHour();
    const { body } = await reserve(hour);
    const answer = await create({ reservation_id: body.data.id, ...change(hour) });
    expect(outcome(answer)).toEqual({ status: 422, code: 'validation_failed', fields: [field] });
  });

  it('of others is refused as of one that is not there', async () => {
    const users = await reserve(freshHour(), 'user');
    for (const id of [users.body.data.id, newId(), 'x'])
      expect(outcome(await create({ reservation_id: id }, 'widget'))).toEqual({
        status: 422,
        code: 'validation_failed',
        fields: ['reservation_id'],
      });
    expect((await create({ reservation_id: users.body.data.id, customer: undefined }, 'user')).status).toBe(
      201,
    );
  });
});
