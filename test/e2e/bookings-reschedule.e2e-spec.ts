import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { customer as bo, freshHour } from '../builders/booking-wishes.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import { outcome } from '../support/outcome.js';
import type { RequestOptions } from '../support/test-server.js';

const { server, tenant, configuration, app } = await openShop();
afterAll(() => server.close());
const open = await buildTenant(server, { settings: { widget_may_reschedule: true } });
const resource = await buildResource(server, tenant, { timezone: 'UTC' });

const customer = { ...bo, comment: 'x' };
const create = (body: object, options: RequestOptions = {}) =>
  app('/v2/bookings', { method: 'POST', body: { customer, resource_id: resource.id, ...body }, ...options });
const move = (id: string, body: unknown, options: RequestOptions = {}, suffix = 'reschedule') =>
  app(`/v2/bookings/${id}/${suffix}`, { method: 'POST', body, ...options });
const instants = ({ start, end }: { start: string; end: string }) => [Date.parse(start), Date.parse(end)];
const stateOf = async (id: string) => (await app(`/v2/bookings/${id}`)).body.data.state;

describe('rescheduling', () => {
  it('ends the old booking and answers a new one with everything else of it', async () => {
    const hour = freshHour();
    const next = freshHour();
    const old = await create({ ...hour, what: 'Cut', where: 'Here', meta: { order: 7 } });
    const answer = await move(old.body.data.id, { ...next, message: 'Ill' });
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data.id).not.toBe(old.body.data.id);
    expect(data).toMatchObject({
      state: 'confirmed',
      graph: 'instant',
      customers: old.body.data.customers,
      resource: { id: resource.id },
      meta: { order: 7, rescheduled_from: old.body.data.id, reschedule_message: 'Ill' },
      attributes: { event_info: { what: 'Cut', where: 'Here' } },
    });
    expect(instants(data.attributes.event_info)).toEqual(instants(next));
    expect(await stateOf(old.body.data.id)).toBe('rescheduled_by_customer');
    expect((await create(hour)).status).toBe(201);
    expect(outcome(await create(next))).toEqual({ status: 409, code: 'slot_taken' });
    const found = await app(`/v2/bookings?search=meta.rescheduled_from:${old.body.data.id}`);
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([data.id]);
    const histories = await Promise.all(
      [old.body.data.id, data.id].map((id) => app(`/v2/bookings/${id}?include=history`)),
    );
    expect(histories.map(({ body }) => body.data.history.at(-1))).toMatchObject([
      { action: 'reschedule_by_customer', from: 'confirmed', details: { rescheduled_to: data.id } },
      { action: 'reschedule', from: null, details: { rescheduled_from: old.body.data.id } },
    ]);
  });

  it('works with a trailing slash, and as an action with the inputs under its name', async () => {
    const first = await create(freshHour());
    const second = await move(first.body.data.id, freshHour(), {}, 'reschedule/');
    expect(second.status).toBe(201);
    const third = await app(`/v2/bookings/${second.body.data.id}/reschedule_by_customer`, {
      method: 'PUT',
      body: { reschedule_by_customer: freshHour() },
    });
    expect(third.status).toBe(200);
    expect(third.body.data.meta).toEqual({ rescheduled_from: second.body.data.id });
  });

  it('counts its own time as free', async () => {
    const hour = freshHour();
    const day = hour.start.slice(0, 10);
    const old = await create(hour);
    const half = await move(old.body.data.id, { start: `${day}T10:30:00Z`, end: `${day}T11:30:00Z` });
    expect(half.status).toBe(201);
    const same = await move(half.body.data.id, { start: `${day}T10:30:00Z`, end: `${day}T11:30:00Z` });
    expect(same.status).toBe(201);
  });

  it('to a time that is taken leaves everything as it was', async () => {
    const [hour, taken] = [freshHour(), freshHour()];
    const old = await create(hour);
    await create(taken);
    const before = await app(`/v2/bookings/${old.body.data.id}`);
    const count = (await app('/v2/bookings')).body.total;
    expect(outcome(await move(old.body.data.id, taken))).toEqual({ status: 409, code: 'slot_taken' });
    expect((await app(`/v2/bookings/${old.body.data.id}`)).text).toBe(before.text);
    expect((await app('/v2/bookings')).body.total).toBe(count);
    expect(outcome(await create(hour))).toEqual({ status: 409, code: 'slot_taken' });
  });

  it('to another resource frees the first', async () => {
    const another = await buildResource(server, tenant);
    const hour = freshHour();
    const old = await create(hour);
    const answer = await move(old.body.data.id, { ...hour, resource_id: another.id });
    expect(answer.body.data.resource.id).toBe(another.id);
    expect((await create(hour)).status).toBe(201);
    expect(outcome(await create({ ...hour, resource_id: another.id }))).toEqual({
      status: 409,
      code: 'slot_taken',
    });
  });

  it('stays within the project, and holds all of its resources where it needs them together', async () => {
    const pair = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const project = await buildProject(server, tenant, { availability: { mode: 'mutual' } }, pair);
    const old = await create({ project_id: project.id, resource_id: undefined, ...freshHour() });
    const next = freshHour();
    expect(outcome(await move(old.body.data.id, { ...next, resource_id: resource.id }))).toEqual({
      status: 422,
      code: 'validation_failed',
      fields: ['resource_id'],
    });
    const moved = await move(old.body.data.id, { ...next, resource_id: pair[1]?.id });
    expect(moved.body.data.resource.id).toBe(pair[1]?.id);
    for (const { id } of pair)
      expect(outcome(await create({ resource_id: id, ...next }))).toEqual({
        status: 409,
        code: 'slot_taken',
      });
  });

  it('of a paid booking answers a paid one', async () => {
    const old = await create({ ...freshHour(), graph: 'instant_payment' });
    const tentative = await move(old.body.data.id, freshHour());
    expect(tentative.body).toMatchObject({
      code: 'action_not_available',
      available_actions: ['pay'],
      detail:
        'A booking of graph instant_payment that is tentative does not offer this action: it offers pay.',
    });
    await app(`/v2/bookings/${old.body.data.id}/pay`, { method: 'PUT', body: {} });
    const next = freshHour();
    const answer = await move(old.body.data.id, next);
    expect(answer.body.data).toMatchObject({ graph: 'instant_payment', state: 'paid' });
    expect(outcome(await create(next))).toEqual({ status: 409, code: 'slot_taken' });
  });

  it('is refused after the notice that the resource asks for', async () => {
    const own = await buildResource(server, tenant, { policies: { min_cancel_notice: '2 days' } });
    const start = Date.now() + 86_400_000;
    const soon = { start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() };
    const old = await create({ ...soon, resource_id: own.id });
    expect(outcome(await move(old.body.data.id, freshHour()))).toEqual({
      status: 409,
      code: 'policy_refused',
      policy: 'min_cancel_notice',
    });
    expect(await stateOf(old.body.data.id)).toBe('confirmed');
  });

  it('abides by the policies of the new time', async () => {
    const own = await buildResource(server, tenant, {
      timezone: 'UTC',
      availabilityConstraints: [{ allow_hours: { start: 9, end: 17 } }],
    });
    const old = await create({ ...freshHour(), resource_id: own.id });
    expect(outcome(await move(old.body.data.id, freshHour('17:00', '18:00')))).toEqual({
      status: 409,
      code: 'policy_refused',
      policy: 'hours',
    });
  });
});

describe('who reschedules', () => {
  it('is the user whose booking it is; to others it is not there', async () => {
    const bearer = configuration.token({ id: 'mover' });
    const mine = await create({ ...freshHour(), customer: undefined }, { bearer });
    const theirs = await create(freshHour());
    const moved = await move(mine.body.data.id, freshHour(), { bearer });
    expect(moved.status).toBe(201);
    const read = await server.request(`/v2/bookings/${moved.body.data.id}`, { bearer });
    expect(read.status).toBe(200);
    const headers = { 'X-Request-Id': 'reschedule-e2e-1' };
    const answers = await Promise.all(
      [theirs.body.data.id, newId(), 'x'].map((id) => move(id, freshHour(), { bearer, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await stateOf(theirs.body.data.id)).toBe('confirmed');
  });

  it('is a page with a widget key where the merchant says so, and only there', async () => {
    const closed = await create(freshHour());
    const refused = await move(closed.body.data.id, freshHour(), { basic: tenant.widgetSecret });
    const unknown = await move(newId(), freshHour(), { basic: tenant.widgetSecret });
    expect([outcome(refused), outcome(unknown)]).toEqual([
      { status: 403, code: 'forbidden' },
      { status: 403, code: 'forbidden' },
    ]);
    expect(await stateOf(closed.body.data.id)).toBe('confirmed');
    const theirs = await buildResource(server, open);
    const old = await create({ ...freshHour(), resource_id: theirs.id }, { basic: open.secret });
    const moved = await move(
      old.body.data.id,
      freshHour(),
      { basic: open.widgetSecret },
      'reschedule?include=attributes,event,user',
    );
    expect(moved.status).toBe(201);
    const foreign = await move(closed.body.data.id, freshHour(), { basic: open.widgetSecret });
    expect(foreign.status).toBe(404);
  });
});

describe('bad input of a reschedule', () => {
  it.each<[string, unknown, string]>([
    ['no start', { end: '2030-05-01T11:00:00Z' }, 'start'],
    ['an end before the start', { start: '2030-05-01T11:00:00Z', end: '2030-05-01T10:00:00Z' }, 'end'],
    ['a week and a year', { start: '2030-01-01T00:00:00Z', end: '2031-02-01T00:00:00Z' }, 'end'],
    ['29 February', { start: '2030-02-29T10:00:00Z', end: '2030-03-01T10:00:00Z' }, 'start'],
    ['a long message', { ...freshHour(), message: 'x'.repeat(2_001) }, 'message'],
    ['NUL in the message', { ...freshHour(), message: 'a\u0000' }, 'message'],
    ['a list for the resource', { ...freshHour(), resource_id: [] }, 'resource_id'],
    ['a resource that is not there', { ...freshHour(), resource_id: newId() }, 'resource_id'],
    ['a list', [], 'body'],
  ])('%s is refused, by the call and by the action, and nothing changes', async (_, body, field) => {
    const old = await create(freshHour());
    const { id } = old.body.data;
    const call = await move(id, body);
    expect(outcome(call)).toEqual({ status: 422, code: 'validation_failed', fields: [field] });
    const action = await app(`/v2/bookings/${id}/reschedule_by_customer`, {
      method: 'PUT',
      body: { reschedule_by_customer: body },
    });
    expect(action.status).toBe(422);
    expect(await stateOf(id)).toBe('confirmed');
  });

  it('names members that it ignores', async () => {
    const old = await create(freshHour());
    const answer = await move(old.body.data.id, { ...freshHour(), colour: 'red' });
    expect(answer.body.warnings).toEqual(['colour']);
  });

  it('is refused in states that do not offer it, with what they do', async () => {
    const old = await create(freshHour());
    await app(`/v2/bookings/${old.body.data.id}/cancel`, { method: 'PUT', body: {} });
    const answer = await move(old.body.data.id, freshHour());
    expect(answer.body).toMatchObject({ code: 'action_not_available', available_actions: [] });
  });
});
