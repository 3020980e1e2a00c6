import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import type { Project } from '../../src/projects/project.entity.js';
import type { Resource } from '../../src/resources/resource.entity.js';
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

const post = (body: object, options: RequestOptions = {}) =>
  app('/v2/bookings', { method: 'POST', body: { customer, ...body }, ...options });
const widget = (body: object) => post(body, { basic: tenant.widgetSecret });
const user = (id: string, body: object) => post(body, { bearer: configuration.token({ id }) });
const read = (id: string, query = '') => app(`/v2/bookings/${id}${query}`);

function expectCreated(answer: Answer) {
  expect({ status: answer.status, problem: answer.status === 201 ? null : answer.body }).toEqual({
    status: 201,
    problem: null,
  });
  return answer.body.data;
}

async function expectRefused(answer: () => Promise<Answer>, expected: object): Promise<void> {
  const before = await bookingRowCounts(server);
  expect(outcome(await answer())).toEqual(expected);
  expect(await bookingRowCounts(server)).toEqual(before);
}

describe('the time of a resource', () => {
  it('is had once, and again when it was given up', async () => {
    const hour = freshHour();
    const first = expectCreated(await post({ resource_id: resource.id, ...hour }));
    await expectRefused(() => post({ resource_id: resource.id, ...hour }), {
      status: 409,
      code: 'slot_taken',
    });
    await server.request(`/v2/bookings/${first.id}/cancel`, {
      method: 'PUT',
      body: {},
      basic: tenant.secret,
    });
    expectCreated(await post({ resource_id: resource.id, ...hour }));
  });

  it('ends before the next begins: touching bookings stand beside each other', async () => {
    const { start, end } = freshHour();
    const next = new Date(Date.parse(end) + 3_600_000).toISOString();
    const before = new Date(Date.parse(start) - 3_600_000).toISOString();
    for (const times of [
      { start, end },
      { start: end, end: next },
      { start: before, end: start },
    ])
      expectCreated(await post({ resource_id: resource.id, ...times }));
  });

  it.each([
    ['within it', '10:15', '10:45'],
    ['around it', '09:00', '12:00'],
    ['over its beginning', '09:30', '10:01'],
    ['over its end', '10:59', '11:30'],
  ])('refuses what lies %s', async (_, from, to) => {
    const hour = freshHour();
    const day = hour.start.slice(0, 10);
    expectCreated(await post({ resource_id: resource.id, ...hour }));
    const times = { start: `${day}T${from}:00Z`, end: `${day}T${to}:00Z` };
    await expectRefused(() => post({ resource_id: resource.id, ...times }), {
      status: 409,
      code: 'slot_taken',
    });
  });

  it('may be had twice where the merchant allows it, and by nobody else', async () => {
    const hour = freshHour();
    const settings = { allow_double_bookings: true };
    expectCreated(await post({ resource_id: resource.id, ...hour }));
    expectCreated(await post({ resource_id: resource.id, ...hour, settings }));
    expectCreated(await post({ resource_id: resource.id, ...hour, settings }));
    const body = { resource_id: resource.id, ...hour, settings };
    const refused = { status: 409, code: 'slot_taken' };
    await expectRefused(() => widget(body), refused);
    await expectRefused(() => user('doubler', body), refused);
    await expectRefused(() => post({ resource_id: resource.id, ...hour }), refused);
  });

  it('with a double booking alone in it is still taken for others', async () => {
    const hour = freshHour();
    const settings = { allow_double_bookings: true };
    expectCreated(await post({ resource_id: resource.id, ...hour, settings }));
    await expectRefused(() => post({ resource_id: resource.id, ...hour }), {
      status: 409,
      code: 'slot_taken',
    });
  });

  it('is held while a payment is awaited, and free when the payment does not come', async () => {
    const hour = freshHour();
    const unpaid = expectCreated(await post({ resource_id: resource.id, ...hour, graph: 'instant_payment' }));
    expect(unpaid.state).toBe('tentative');
    await expectRefused(() => post({ resource_id: resource.id, ...hour }), {
      status: 409,
      code: 'slot_taken',
    });
    await timePasses(unpaid.id, 301_000);
    expectCreated(await post({ resource_id: resource.id, ...hour }));
    expect((await read(unpaid.id)).body.data.state).toBe('unpaid');
  });
});

/** Puts what is due of a booking that much earlier. */
async function timePasses(id: string, ms: number): Promise<void> {
  await server.database.write(async ({ manager }) => {
    await manager.query(`UPDATE bookings SET due_at = due_at - ${ms} WHERE id = '${id}'`);
    await manager.query(`UPDATE occupancies SET until = until - ${ms} WHERE booking_id = '${id}'`);
  });
}

describe('policies', () => {
  it.each([
    ['buffer_after', { buffer_after: '30 minutes' }, '11:15', '11:45', 'slot_taken', undefined],
    ['buffer_before', { buffer_before: '30 minutes' }, '11:15', '11:45', 'slot_taken', undefined],
    ['max_per_day', { max_per_day: 1 }, '18:00', '19:00', 'policy_refused', 'max_per_day'],
  ])('%s keeps a second booking away', async (_, policies, from, to, code, policy) => {
    const own = await buildResource(server, tenant, { timezone: 'UTC', policies });
    const hour = freshHour();
    const day = hour.start.slice(0, 10);
    expectCreated(await post({ resource_id: own.id, ...hour }));
    const times = { start: `${day}T${from}:00Z`, end: `${day}T${to}:00Z` };
    await expectRefused(() => post({ resource_id: own.id, ...times }), {
      status: 409,
      code,
      ...(policy && { policy }),
    });
  });

  it.each([
    ['min_booking_notice', { min_booking_notice: '2 days' }, 3_600_000],
    ['max_booking_window', { max_booking_window: '2 days' }, 3 * 86_400_000],
  ])('%s binds everyone', async (policy, policies, fromNow) => {
    const own = await buildResource(server, tenant, { policies });
    const start = new Date(Date.now() + fromNow).toISOString();
    const end = new Date(Date.now() + fromNow + 1_800_000).toISOString();
    for (const create of [post, widget, (body: object) => user('noticed', body)])
      await expectRefused(() => create({ resource_id: own.id, start, end }), {
        status: 409,
        code: 'policy_refused',
        policy,
      });
  });

  it('the past is for the merchant alone', async () => {
    const times = { start: '2020-02-29T10:00:00Z', end: '2020-02-29T11:00:00Z' };
    for (const create of [widget, (body: object) => user('late', body)])
      await expectRefused(() => create({ resource_id: resource.id, ...times }), {
        status: 409,
        code: 'policy_refused',
        policy: 'past',
      });
    expectCreated(await post({ resource_id: resource.id, ...times }));
  });

  it('hours bind everyone, but the merchant may look away', async () => {
    const own = await buildResource(server, tenant, {
      timezone: 'America/New_York',
      availabilityConstraints: [{ allow_hours: { start: 9, end: 17 } }],
    });
    const early = freshHour('13:00', '14:00');
    const settings = { allow_outside_hours: true };
    const refused = { status: 409, code: 'policy_refused', policy: 'hours' };
    await expectRefused(() => post({ resource_id: own.id, ...early }), refused);
    await expectRefused(() => widget({ resource_id: own.id, ...early, settings }), refused);
    expectCreated(await post({ resource_id: own.id, ...early, settings }));
    expectCreated(await widget({ resource_id: own.id, ...freshHour('14:00', '15:00') }));
  });

  it('of the project and of the resource: the stricter is in force', async () => {
    const own = await buildResource(server, tenant, {
      timezone: 'UTC',
      policies: { buffer_after: '5 minutes' },
    });
    const project = await buildProject(
      server,
      tenant,
      { policies: { buffer_after: '20 minutes' }, availability: { buffer: '40 minutes' } },
      [own],
    );
    const hour = freshHour();
    const day = hour.start.slice(0, 10);
    expectCreated(await post({ project_id: project.id, ...hour }));
    const soon = { start: `${day}T11:30:00Z`, end: `${day}T12:00:00Z` };
    const later = { start: `${day}T11:40:00Z`, end: `${day}T12:00:00Z` };
    await expectRefused(() => post({ resource_id: own.id, ...soon }), { status: 409, code: 'slot_taken' });
    expectCreated(await post({ resource_id: own.id, ...later }));
  });
});

describe('a project', () => {
  let project: Project;
  let resources: Resource[];

  beforeAll(async () => {
    resources = [await buildResource(server, tenant), await buildResource(server, tenant)];
    project = await buildProject(
      server,
      tenant,
      {
        name: 'Colouring',
        availability: { mode: 'roundrobin_prioritized' },
        booking: {
          graph: 'confirm_decline',
          what: 'Colour',
          where: 'Salon',
          description: 'Long',
          meta: { room: 'A', colour: 'red' },
          settings: { allow_outside_hours: false, note: 'x' },
        },
        customerFields: {
          name: { title: 'Name', required: true },
          comment: { title: 'Comment', required: true },
          shoeSize: { title: 'Shoe size', required: true },
          phone: { title: 'Phone' },
        },
      },
      resources,
    );
  });

  it('says what the request leaves out', async () => {
    const data = expectCreated(await post({ project_id: project.id, ...freshHour() }));
    expect(data).toMatchObject({
      graph: 'confirm_decline',
      state: 'tentative',
      resource: { id: resources[0]?.id },
      meta: { room: 'A', colour: 'red' },
      attributes: { event_info: { what: 'Colour', where: 'Salon', description: 'Long' } },
    });
    const shown = await read(data.id, '?include=project');
    expect(shown.body.data.project).toMatchObject({ id: project.id, name: 'Colouring' });
  });

  it('gives way to the request', async () => {
    const body = {
      project_id: project.id,
      resource_id: resources[1]?.id,
      graph: 'instant',
      what: 'Cut',
      where: '',
      meta: { colour: 'blue', n: 1 },
    };
    const data = expectCreated(await post({ ...body, ...freshHour() }));
    expect(data).toMatchObject({
      state: 'confirmed',
      resource: { id: resources[1]?.id },
      meta: { room: 'A', colour: 'blue', n: 1 },
      attributes: { event_info: { what: 'Cut', where: '', description: 'Long' } },
    });
  });

  it('takes what a widget echoes of it, and never its settings', async () => {
    const echo = {
      ...project.booking,
      group_booking: { max_seats: 'many' },
      action: 'create',
      unknown: { a: 1 },
      project_id: project.id,
      customer: { ...customer, timezone: 'Europe/Oslo', comment: 'x', shoe_size: [1], phone: '', voip: '' },
    };
    const answer = await widget({ ...echo, ...freshHour() });
    expectCreated(answer);
    expect(answer.body.warnings).toEqual(['unknown', 'settings', 'group_booking']);
  });

  it('asks its customers what it wants to know of them', async () => {
    const answers = await widget({
      project_id: project.id,
      ...freshHour(),
      customer: { email: 'a@b.example', comment: ' ' },
    });
    expect(outcome(answers)).toEqual({
      status: 422,
      code: 'validation_failed',
      fields: ['customer.name', 'customer.comment', 'customer.shoeSize'],
    });
    expectCreated(await post({ project_id: project.id, ...freshHour() }));
  });

  it.each([
    ['roundrobin_prioritized', [0, 1]],
    ['exclusive', [0, 1]],
  ])('in mode %s gives the first that is free', async (mode, order) => {
    const pair = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const own = await buildProject(server, tenant, { availability: { mode } }, pair);
    const hour = freshHour();
    for (const place of order) {
      const data = expectCreated(await post({ project_id: own.id, ...hour }));
      expect(data.resource.id).toBe(pair[place]?.id);
    }
    await expectRefused(() => post({ project_id: own.id, ...hour }), { status: 409, code: 'slot_taken' });
  });

  it('gives by chance where it names no mode', async () => {
    const several = await Promise.all([1, 2, 3, 4].map(() => buildResource(server, tenant)));
    const own = await buildProject(server, tenant, {}, several);
    const given = new Set<string>();
    for (let count = 0; count < 40 && given.size < 2; count += 1)
      given.add(expectCreated(await post({ project_id: own.id, ...freshHour() })).resource.id);
    expect(given.size).toBeGreaterThan(1);
  });

  it('in mode mutual holds all of its resources, and shows the one that was asked for', async () => {
    const pair = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const own = await buildProject(server, tenant, { availability: { mode: 'mutual' } }, pair);
    const hour = freshHour();
    const first = expectCreated(await post({ project_id: own.id, ...hour }));
    expect(first.resource.id).toBe(pair[0]?.id);
    for (const { id } of pair)
      await expectRefused(() => post({ resource_id: id, ...hour }), { status: 409, code: 'slot_taken' });
    const next = freshHour();
    const second = expectCreated(await post({ project_id: own.id, resource_id: pair[1]?.id, ...next }));
    expect(second.resource.id).toBe(pair[1]?.id);
    await server.request(`/v2/bookings/${second.id}/cancel`, {
      method: 'PUT',
      body: {},
      basic: tenant.secret,
    });
    expectCreated(await post({ resource_id: pair[1]?.id, ...next }));
    await expectRefused(() => post({ project_id: own.id, ...next }), { status: 409, code: 'slot_taken' });
    expectCreated(await post({ resource_id: pair[0]?.id, ...next }));
  });

  it('tells why none of its resources can be had', async () => {
    const closed = await buildResource(server, tenant, {
      timezone: 'UTC',
      availabilityConstraints: [{ allow_hours: { start: 20, end: 22 } }],
    });
    const another = await buildResource(server, tenant, {
      timezone: 'UTC',
      availabilityConstraints: [{ allow_hours: { start: 18, end: 20 } }],
    });
    const own = await buildProject(server, tenant, {}, [closed, another]);
    await expectRefused(() => post({ project_id: own.id, ...freshHour() }), {
      status: 409,
      code: 'policy_refused',
      policy: 'hours',
    });
    const evening = expectCreated(await post({ project_id: own.id, ...freshHour('18:30', '19:30') }));
    expect(evening.resource.id).toBe(another.id);
  });

  it('refuses what does not belong to it', async () => {
    const empty = await buildProject(server, tenant, {});
    const foreign = await buildProject(server, other, {}, []);
    const foreignResource = await buildResource(server, other);
    const refused = (field: string) => ({ status: 422, code: 'validation_failed', fields: [field] });
    const hour = freshHour();
    const cases: [object, string][] = [
      [{ project_id: project.id, resource_id: resource.id }, 'resource_id'],
      [{ project_id: project.id, resource_id: foreignResource.id }, 'resource_id'],
      [{ project_id: empty.id }, 'resource_id'],
      [{ project_id: foreign.id }, 'project_id'],
      [{ project_id: newId() }, 'project_id'],
      [{ project_id: project.id.toUpperCase() }, 'project_id'],
      [{ project_id: "' OR 1=1 --" }, 'project_id'],
      [{ project_id: 7 }, 'project_id'],
    ];
    for (const [body, field] of cases) await expectRefused(() => post({ ...body, ...hour }), refused(field));
  });
});

describe('groups', () => {
  const group = (body: object = {}) =>
    post({
      resource_id: resource.id,
      graph: 'group_owner',
      group_booking: { max_seats: 2 },
      customer: undefined,
      ...body,
    });

  it('need no customer, and have the project’s name and seats where the request says nothing', async () => {
    const own = await buildResource(server, tenant);
    const project = await buildProject(
      server,
      tenant,
      { name: 'Yoga', booking: { graph: 'group_owner', group_booking: { max_seats: 12 } } },
      [own],
    );
    const answer = await post({ project_id: project.id, customer: undefined, ...freshHour() });
    expect(expectCreated(answer)).toMatchObject({
      graph: 'group_owner',
      state: 'tentative',
      customers: [],
      attributes: { event_info: { what: 'Yoga' }, group_booking: { max_seats: 12, current_seats: 0 } },
    });
  });

  it('give seats that have the group’s time, resource, project and texts', async () => {
    const hour = freshHour();
    const owner = expectCreated(
      await group({ ...hour, what: 'Pottery', where: 'Cellar', description: 'Wear old clothes' }),
    );
    const related = { owner_booking_id: owner.id };
    const seat = expectCreated(await post({ graph: 'group_customer', related }));
    expect(seat).toMatchObject({
      state: 'confirmed',
      resource: { id: resource.id },
      attributes: { event_info: { ...owner.attributes.event_info } },
    });
    const second = await widget({
      ...hour,
      resource_id: resource.id,
      related,
      what: 'Mine',
      description: 'Name: Bo\n',
    });
    expect(expectCreated(second)).toMatchObject({
      graph: 'group_customer',
      attributes: { event_info: { what: 'Pottery', where: 'Cellar', description: 'Name: Bo\n' } },
    });
    await expectRefused(() => user('third', { related }), { status: 409, code: 'group_full' });
    await server.request(`/v2/bookings/${seat.id}/cancel_by_customer`, {
      method: 'PUT',
      body: {},
      basic: tenant.secret,
    });
    expectCreated(await user('third', { related }));
    const shown = await read(owner.id);
    expect(shown.body.data.attributes.group_booking).toEqual({ max_seats: 2, current_seats: 2 });
  });

  it('hold their resource, and their seats do not', async () => {
    const hour = freshHour();
    const owner = expectCreated(await group(hour));
    await expectRefused(() => post({ resource_id: resource.id, ...hour }), {
      status: 409,
      code: 'slot_taken',
    });
    expectCreated(await post({ graph: 'group_customer', related: { owner_booking_id: owner.id } }));
  });

  it('that are over take nobody', async () => {
    const owner = expectCreated(await group(freshHour()));
    await server.request(`/v2/bookings/${owner.id}/cancel`, {
      method: 'PUT',
      body: {},
      basic: tenant.secret,
    });
    const body = { graph: 'group_customer', related: { owner_booking_id: owner.id } };
    await expectRefused(() => post(body), { status: 409, code: 'action_not_available' });
  });

  it('that have begun take nobody but whom the merchant brings', async () => {
    const owner = expectCreated(
      await group({
        start: '2020-01-01T10:00:00Z',
        end: '2020-01-01T11:00:00Z',
        settings: { auto_complete_one_hour_after_booking_ends: { enabled: false } },
      }),
    );
    const body = { graph: 'group_customer', related: { owner_booking_id: owner.id } };
    await expectRefused(() => widget(body), { status: 409, code: 'policy_refused', policy: 'past' });
    expectCreated(await post(body));
  });

  it('are made by the merchant alone', async () => {
    const body = { resource_id: resource.id, graph: 'group_owner', group_booking: { max_seats: 2 } };
    for (const create of [widget, (own: object) => user('maker', own)])
      await expectRefused(() => create({ ...body, ...freshHour() }), { status: 403, code: 'forbidden' });
  });

  it.each([0, -1, 1.5, 10_001, '2', null, [2], {}])('refuse %j seats', async (max_seats) => {
    await expectRefused(() => group({ ...freshHour(), group_booking: { max_seats } }), {
      status: 422,
      code: 'validation_failed',
      fields: ['group_booking.max_seats'],
    });
  });

  it('refuse seats that name another time, resource or group, or none', async () => {
    const hour = freshHour();
    const owner = expectCreated(await group(hour));
    const plain = expectCreated(await post({ resource_id: resource.id, ...freshHour() }));
    const elsewhere = await buildResource(server, tenant);
    const related = { owner_booking_id: owner.id };
    const cases: [object, string[]][] = [
      [{ related, start: hour.end, end: freshHour().end }, ['start', 'end']],
      [{ related, resource_id: elsewhere.id }, ['resource_id']],
      [{ related: { owner_booking_id: plain.id } }, ['related.owner_booking_id']],
      [{ related: { owner_booking_id: newId() } }, ['related.owner_booking_id']],
      [{ related: { owner_booking_id: 'x' } }, ['related.owner_booking_id']],
      [{ related: { owner_booking_id: 7 } }, ['related.owner_booking_id']],
      [{ related: 'x' }, ['related']],
      [{ related: {}, ...hour }, ['related.owner_booking_id']],
      [hour, ['related.owner_booking_id']],
    ];
    for (const [body, fields] of cases)
      await expectRefused(() => post({ graph: 'group_customer', ...body }), {
        status: 422,
        code: 'validation_failed',
        fields,
      });
  });

  it('of another tenant are not there', async () => {
    const theirs = await buildResource(server, other);
    const owner = await post(
      { resource_id: theirs.id, graph: 'group_owner', group_booking: { max_seats: 2 }, ...freshHour() },
      { basic: other.secret },
    );
    const body = { graph: 'group_customer', related: { owner_booking_id: expectCreated(owner).id } };
    await expectRefused(() => post(body), {
      status: 422,
      code: 'validation_failed',
      fields: ['related.owner_booking_id'],
    });
  });
});

describe('members that only the server writes', () => {
  it('do not come in through a create, and are named in warnings', async () => {
    const answer = await post({
      resource_id: resource.id,
      ...freshHour(),
      meta: { rescheduled_from: newId(), reschedule_message: 'x', a: 1 },
    });
    expect(expectCreated(answer).meta).toEqual({ a: 1 });
    expect(answer.body.warnings).toEqual(['meta.rescheduled_from', 'meta.reschedule_message']);
  });

  it.each(['allow_double_bookings', 'allow_outside_hours'])(
    'refuses a setting %s that is not true or false',
    async (name) => {
      await expectRefused(
        () => post({ resource_id: resource.id, ...freshHour(), settings: { [name]: 'yes' } }),
        {
          status: 422,
          code: 'validation_failed',
          fields: [`settings.${name}`],
        },
      );
    },
  );
});

describe('an Idempotency-Key', () => {
  it('gives the first answer again, and one booking stands', async () => {
    const body = { resource_id: resource.id, ...freshHour() };
    const headers = { 'Idempotency-Key': newId() };
    const [first, second] = [await post(body, { headers }), await post(body, { headers })];
    expectCreated(first);
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    const another = await post({ ...body, what: 'Other' }, { headers });
    expect(outcome(another)).toEqual({ status: 409, code: 'idempotency_conflict' });
  });

  it('of ten at once runs once', async () => {
    const body = { resource_id: resource.id, ...freshHour() };
    const headers = { 'Idempotency-Key': newId() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, { headers })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expectCreated(answers[0] as Answer);
  });
});

describe('the journal', () => {
  it('has a row for the booking and who made it', async () => {
    const data = expectCreated(await post({ resource_id: resource.id, ...freshHour() }));
    const shown = await read(data.id, '?include=history');
    expect(shown.body.data.history).toEqual([
      expect.objectContaining({
        action: 'confirm',
        from: null,
        to: 'confirmed',
        by: { kind: 'api_key', credential_id: tenant.keyId, user_id: null },
      }),
    ]);
    expect(JSON.stringify(shown.body.data.history)).not.toContain('Bo Berg');
  });
});
