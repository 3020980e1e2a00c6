import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildConfiguration } from '../builders/tenancy.js';
import { bookingRowCounts } from '../support/booking-traces.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration, app } = await openShop();
afterAll(() => server.close());
const otherConfiguration = await buildConfiguration(server, other);
const resource = await buildResource(server, tenant, { name: 'Ann', tags: ['hair'] });
const othersResource = await buildResource(server, other);

const customer = { name: 'Bo Berg', email: 'Bo@Example.com' };
const hour = { start: '2030-05-01T10:00:00+02:00', end: '2030-05-01T11:00:00+02:00' };
const confirmedActions = ['cancel', 'cancel_by_customer', 'complete', 'no_show', 'reschedule_by_customer'];
const post = (body: unknown, options: RequestOptions = {}) =>
  app('/v2/bookings', { method: 'POST', body, ...options });
const put = (path: string, options: RequestOptions = {}) =>
  app(path, { method: 'PUT', body: {}, ...options });
const token = (id: string, claims: Record<string, unknown> = {}) => configuration.token({ id, ...claims });
const asUser = (bearer: string, path: string, options: RequestOptions = {}) =>
  server.request(path, { bearer, ...options });
async function created(
  body: Record<string, unknown> = {},
  options: RequestOptions = {},
): Promise<Answer['body']> {
  const answer = await post({ ...hour, customer, ...body }, options);
  expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status: 201, errors: undefined });
  return answer.body.data;
}

describe('creating a booking', () => {
  it('answers the booking in the form of the contract', async () => {
    const answer = await post({
      resource_id: resource.id,
      graph: 'instant',
      ...hour,
      what: 'Haircut',
      where: 'Main Street 1',
      description: 'Short',
      customer: {
        ...customer,
        phone: '+45 1',
        voip: 'bo.berg',
        timezone: 'Europe/Oslo',
        comment: 'Ring twice',
        meta: { vip: true },
      },
      meta: { order: 17, note: 'x' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      data: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        graph: 'instant',
        state: 'confirmed',
        completed: false,
        created_at: expect.stringMatching(/^20\d\d-.*\+00:00$/),
        updated_at: expect.any(String),
        available_actions: confirmedActions,
        possible_actions: confirmedActions,
        attributes: {
          event_info: {
            start: '2030-05-01T08:00:00+00:00',
            end: '2030-05-01T09:00:00+00:00',
            what: 'Haircut',
            where: 'Main Street 1',
            description: 'Short',
          },
        },
        customers: [
          {
            id: expect.any(String),
            ...customer,
            phone: '+45 1',
            voip: 'bo.berg',
            timezone: 'Europe/Oslo',
            meta: { comment: 'Ring twice', vip: true },
          },
        ],
        resource: expect.objectContaining({
          id: resource.id,
          name: 'Ann',
          timezone: 'Europe/Copenhagen',
          tags: ['hair'],
        }),
        meta: { order: 17, note: 'x' },
      },
    });
    const read = await app(`/v2/bookings/${answer.body.data.id}`);
    expect(read.status).toBe(200);
    expect(read.body.data).toEqual(answer.body.data);
  });

  it('takes the older body with a nested event, and what stands at the top wins', async () => {
    const answer = await post({
      event: { ...hour, what: 'Old', where: 'There', invite: true },
      what: 'New',
      customer,
    });
    expect(answer.status).toBe(201);
    expect(answer.body.data.attributes.event_info).toMatchObject({
      what: 'New',
      where: 'There',
      start: '2030-05-01T08:00:00+00:00',
    });
    expect(answer.body.warnings).toEqual(['event.invite']);
  });

  it('ignores unknown members and names them in warnings', async () => {
    const answer = await post({ ...hour, customer, calendar_id: 1, mode: 'mutual' });
    expect(answer.status).toBe(201);
    expect(answer.body.warnings).toEqual(['calendar_id', 'mode']);
  });

  it('keeps __proto__ and its like harmless', async () => {
    const body = `{"start":"${hour.start}","end":"${hour.end}","__proto__":{"admin":true},
      "customer":{"name":"A","email":"a@b.example","__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}},
      "meta":{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"toString":"text","a":1}}`;
    const answer = await post(body);
    expect(answer.status).toBe(201);
    expect(answer.body.data.meta).toEqual({ a: 1, toString: 'text' });
    expect(Object.keys(answer.body.data.customers[0].meta)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const searched = await app('/v2/bookings?search=meta.toString:text');
    expect(searched.body.data.map(({ id }: { id: string }) => id)).toEqual([answer.body.data.id]);
  });

  it('belongs to the user who creates it, and their profile is the customer', async () => {
    const bearer = token('creator', { email: 'Creator@X.example', name: 'Cre Ator' });
    const answer = await asUser(bearer, '/v2/bookings?include=user', { method: 'POST', body: hour });
    expect(answer.status).toBe(201);
    expect(answer.body.data.customers[0]).toMatchObject({ name: 'Cre Ator', email: 'Creator@X.example' });
    expect(answer.body.data.user).toMatchObject({ external_id: 'creator' });
    const seen = await app(`/v2/bookings/${answer.body.data.id}?include=user,nothing,event`);
    expect(seen.body.data.user).toEqual(answer.body.data.user);
    expect(seen.body.data.event).toEqual(seen.body.data.attributes.event_info);
  });

  it('works for a user whose token holds nothing but an id', async () => {
    const answer = await asUser(token('bare'), '/v2/bookings', { method: 'POST', body: hour });
    expect(answer.status).toBe(201);
    expect(answer.body.data.customers[0]).toMatchObject({ name: null, email: null });
  });

  it('lets a user say who comes, but never for whom it is kept', async () => {
    const bearer = token('sayer', { name: 'Sayer' });
    const body = {
      ...hour,
      customer: { phone: '123' },
      user_id: newId(),
      settings: { allow_double_bookings: true },
    };
    const answer = await asUser(bearer, '/v2/bookings', { method: 'POST', body });
    expect(answer.body.data.customers[0]).toMatchObject({ name: 'Sayer', phone: '123' });
    expect(answer.body.warnings).toEqual(['user_id', 'settings']);
    const mine = await asUser(bearer, '/v2/me/bookings');
    expect(mine.body.total).toBe(1);
  });

  it('is open to a widget key, which reads none', async () => {
    const answer = await server.request('/v2/bookings', {
      method: 'POST',
      body: { ...hour, customer },
      basic: tenant.widgetSecret,
    });
    expect(answer.status).toBe(201);
    const read = await server.request(`/v2/bookings/${answer.body.data.id}`, { basic: tenant.widgetSecret });
    const list = await server.request('/v2/bookings', { basic: tenant.widgetSecret });
    const act = await server.request(`/v2/bookings/${answer.body.data.id}/cancel_by_customer`, {
      method: 'PUT',
      body: {},
      basic: tenant.widgetSecret,
    });
    expect([read.status, list.status, act.status]).toEqual([403, 403, 403]);
  });

  it.each<[string, unknown, string]>([
    ['no start', { end: hour.end, customer }, 'start'],
    ['no end', { start: hour.start, customer }, 'end'],
    ['an end before the start', { start: hour.end, end: hour.start, customer }, 'end'],
    ['an end at the start', { start: hour.start, end: hour.start, customer }, 'end'],
    ['a year and a week', { start: '2030-01-01T00:00:00Z', end: '2031-01-09T00:00:00Z', customer }, 'end'],
    [
      '29 February of a common year',
      { start: '2030-02-29T10:00:00Z', end: '2030-03-01T10:00:00Z', customer },
      'start',
    ],
    ['a time without offset', { start: '2030-05-01T10:00:00', end: hour.end, customer }, 'start'],
    ['a date', { start: '2030-05-01', end: hour.end, customer }, 'start'],
    ['a number for a time', { start: 1903852800, end: hour.end, customer }, 'start'],
    ['a list for a time', { start: [hour.start], end: hour.end, customer }, 'start'],
    ['the year 0000', { start: '0000-05-01T10:00:00Z', end: '0000-05-01T11:00:00Z', customer }, 'start'],
    ['the year 9999', { start: '9999-05-01T10:00:00Z', end: '9999-05-01T11:00:00Z', customer }, 'start'],
    ['a bad time in the nested event', { event: { start: 'x', end: hour.end }, customer }, 'event.start'],
    [
      'meta that lists could not answer by the thousand',
      { ...hour, customer, meta: { note: 'x'.repeat(8_000) } },
      'meta',
    ],
    [
      'a customer with as much of its own',
      { ...hour, customer: { ...customer, note: 'x'.repeat(8_000) } },
      'customer',
    ],
    ['no customer', hour, 'customer'],
    ['a customer of text', { ...hour, customer: 'Bo' }, 'customer'],
    ['a list of customers', { ...hour, customer: [customer] }, 'customer'],
    ['a customer without name', { ...hour, customer: { email: 'a@b.c' } }, 'customer.name'],
    ['a customer with an empty name', { ...hour, customer: { name: ' ', email: 'a@b.c' } }, 'customer.name'],
    ['a list for a name', { ...hour, customer: { name: ['Bo'], email: 'a@b.c' } }, 'customer.name'],
    ['no e-mail address', { ...hour, customer: { name: 'Bo', email: 'nobody' } }, 'customer.email'],
    ['NUL in a name', { ...hour, customer: { name: 'B\u0000o', email: 'a@b.c' } }, 'customer.name'],
    ['a lone surrogate', { ...hour, customer, what: '\ud800' }, 'what'],
    [
      'NUL in a free member of the customer',
      { ...hour, customer: { ...customer, comment: '\u0000' } },
      'customer.comment',
    ],
    ['NUL in meta', { ...hour, customer, meta: { a: { b: '\u0000' } } }, 'meta'],
    ['NUL in a key of meta', { ...hour, customer, meta: { 'a\u0000': 1 } }, 'meta'],
    ['a list for meta', { ...hour, customer, meta: [] }, 'meta'],
    ['text for meta', { ...hour, customer, meta: 'x' }, 'meta'],
    [
      'an infinite number in meta',
      `{"start":"${hour.start}","end":"${hour.end}","customer":{"name":"a","email":"a@b"},"meta":{"a":1e999}}`,
      'meta',
    ],
    [
      'meta of thirty thousand levels',
      `{"start":"${hour.start}","end":"${hour.end}","customer":{"name":"a","email":"a@b"},"meta":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`,
      'meta',
    ],
    ['an unknown graph', { ...hour, customer, graph: 'appointment' }, 'graph'],
    ['a graph that has a call of its own', { ...hour, customer, graph: 'reservation' }, 'graph'],
    ['a graph named __proto__', { ...hour, customer, graph: '__proto__' }, 'graph'],
    ['a list for the graph', { ...hour, customer, graph: ['instant'] }, 'graph'],
    ['another action', { ...hour, customer, action: 'decline' }, 'action'],
    ['a project', { ...hour, customer, project_id: newId() }, 'project_id'],
    ['a reservation', { ...hour, customer, reservation_id: newId() }, 'reservation_id'],
    ['a resource that does not exist', { ...hour, customer, resource_id: newId() }, 'resource_id'],
    ['a resource id that is none', { ...hour, customer, resource_id: "' OR 1=1" }, 'resource_id'],
    ['a list for the resource', { ...hour, customer, resource_id: [] }, 'resource_id'],
    ['a list for the body', [], 'body'],
  ])('refuses %s, naming the field and writing nothing', async (_, body, field) => {
    const before = await bookingRowCounts(server);
    const answer = await post(body);
    expect({ status: answer.status, fields: Object.keys(answer.body.errors ?? {}) }).toEqual({
      status: 422,
      fields: [field],
    });
    expect(await bookingRowCounts(server)).toEqual(before);
  });

  it("refuses another tenant's resource exactly as a missing one", async () => {
    const headers = { 'X-Request-Id': 'bookings-e2e-1' };
    const foreign = await post({ ...hour, customer, resource_id: othersResource.id }, { headers });
    const missing = await post({ ...hour, customer, resource_id: newId() }, { headers });
    expect(foreign.status).toBe(422);
    expect(foreign.text).toBe(missing.text);
  });

  it('names all wrong fields at once', async () => {
    const answer = await post({ start: hour.start, graph: 'x' });
    expect(Object.keys(answer.body.errors).sort()).toEqual(['customer', 'end', 'graph']);
  });
});

describe('times of an answer', () => {
  it.each([
    ['?timezone=Asia%2FKathmandu', {}, '2030-05-01T13:45:00+05:45'],
    ['', { 'Timekit-Timezone': 'America/New_York' }, '2030-05-01T04:00:00-04:00'],
    ['?timezone=Europe/Copenhagen', { 'Timekit-Timezone': 'America/New_York' }, '2030-05-01T10:00:00+02:00'],
  ])('are in the zone asked for (%s %j)', async (query, headers, start) => {
    const { id } = await created();
    const one = await app(`/v2/bookings/${id}${query}`, { headers });
    expect(one.body.data.attributes.event_info.start).toBe(start);
    const list = await app(`/v2/bookings${query}`, { headers });
    expect(list.body.data[0].attributes.event_info.start).toBe(start);
  });

  it.each([
    ['?timezone=Mars/Olympus', {}, 'timezone'],
    ['?timezone=', {}, 'timezone'],
    ['', { 'Timekit-Timezone': 'nowhere' }, 'Timekit-Timezone'],
  ])('in an unknown zone are refused (%s %j)', async (query, headers, field) => {
    const before = await bookingRowCounts(server);
    const list = await app(`/v2/bookings${query}`, { headers });
    const create = await post({ ...hour, customer }, { headers });
    expect([list.status, Object.keys(list.body.errors)]).toEqual([422, [field]]);
    if (query === '') expect([create.status, await bookingRowCounts(server)]).toEqual([422, before]);
  });
});

describe('actions', () => {
  it.each([
    ['cancel', 'cancelled', false],
    ['cancel_by_customer', 'cancelled_by_customer', false],
    ['complete', 'completed', true],
    ['no_show', 'no_show', false],
  ])('%s leads to %s', async (action, state, completed) => {
    const { id } = await created();
    const answer = await put(`/v2/bookings/${id}/${action}`);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      id,
      state,
      completed,
      available_actions: [],
      possible_actions: [],
    });
    expect((await app(`/v2/bookings/${id}`)).body.data).toEqual(answer.body.data);
  });

  it('are taken with their inputs, an empty body or none, and a trailing slash', async () => {
    const bodies: RequestOptions[] = [
      { body: { cancel: { message: 'Sorry' }, other: 1 } },
      { body: '' },
      { body: undefined },
    ];
    for (const options of bodies) {
      const { id } = await created();
      const answer = await app(`/v2/bookings/${id}/cancel/`, { method: 'PUT', ...options });
      expect({ status: answer.status, state: answer.body.data?.state }).toEqual({
        status: 200,
        state: 'cancelled',
      });
    }
  });

  it.each([
    'cancel',
    'complete',
    'decline',
    'timeout',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(400),
  ])('%s is refused in a state that does not offer it, with what is possible', async (action) => {
    const { id } = await created();
    await put(`/v2/bookings/${id}/cancel`);
    const before = await app(`/v2/bookings/${id}`);
    const answer = await put(`/v2/bookings/${id}/${action}`);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'action_not_available', available_actions: [] },
    });
    expect((await app(`/v2/bookings/${id}`)).text).toBe(before.text);
  });

  it('tell what is possible instead', async () => {
    const { id } = await created();
    const answer = await put(`/v2/bookings/${id}/pay`);
    expect(answer.body.available_actions).toEqual(confirmedActions);
  });

  it('act once when twenty come at once', async () => {
    const { id } = await created();
    const actions = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'cancel' : 'complete'));
    const answers = await Promise.all(actions.map((action) => put(`/v2/bookings/${id}/${action}`)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await app(`/v2/bookings/${id}`)).body.data.state).toBe(winner?.body.data.state);
  });

  it('of customers are open to the user whose booking it is, the others are not', async () => {
    const bearer = token('actor');
    const { body } = await asUser(bearer, '/v2/bookings', { method: 'POST', body: hour });
    const path = `/v2/bookings/${body.data.id}`;
    for (const action of ['cancel', 'complete', 'no_show']) {
      const refused = await asUser(bearer, `${path}/${action}`, { method: 'PUT', body: {} });
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect((await app(path)).body.data.state).toBe('confirmed');
    const answer = await asUser(bearer, `${path}/cancel_by_customer`, { method: 'PUT', body: {} });
    expect(answer).toMatchObject({ status: 200, body: { data: { state: 'cancelled_by_customer' } } });
  });

  it.each(['[]', '"x"', '7'])('refuse %s as a body', async (body) => {
    const { id } = await created();
    const answer = await put(`/v2/bookings/${id}/cancel`, { body });
    expect(answer.status).toBe(422);
    expect((await app(`/v2/bookings/${id}`)).body.data.state).toBe('confirmed');
  });
});

describe('what is not in sight', () => {
  it('answers the same bytes whether it is missing, malformed, another tenant’s or another user’s', async () => {
    const headers = { 'X-Request-Id': 'bookings-e2e-2' };
    const bearer = token('sees-own');
    const foreignTenant = await server.request('/v2/bookings', {
      method: 'POST',
      body: { ...hour, customer },
      basic: other.secret,
    });
    const ofOther = await asUser(token('someone-else'), '/v2/bookings', { method: 'POST', body: hour });
    const unowned = await created();
    const ids = [
      newId(),
      foreignTenant.body.data.id,
      ofOther.body.data.id,
      unowned.id,
      ofOther.body.data.id.toUpperCase(),
      'nothing',
      '0',
      "x' OR '1'='1",
      '__proto__',
      'x'.repeat(300),
      'é😀',
    ] as string[];
    for (const [suffix, options] of [
      ['', {}],
      ['/cancel_by_customer', { method: 'PUT', body: {} }],
    ] as const) {
      const answers = await Promise.all(
        ids.map((id) =>
          asUser(bearer, `/v2/bookings/${encodeURIComponent(id)}${suffix}`, { ...options, headers }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 404));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]?.body).toMatchObject({ code: 'not_found', model: 'Booking' });
    }
    expect((await app(`/v2/bookings/${unowned.id}`)).body.data.state).toBe('confirmed');
    expect((await app(`/v2/bookings/${ofOther.body.data.id}`)).body.data.state).toBe('confirmed');
  });

  it("is another tenant's booking for a server key", async () => {
    const headers = { 'X-Request-Id': 'bookings-e2e-3' };
    const foreign = await server.request('/v2/bookings', {
      method: 'POST',
      body: { ...hour, customer },
      basic: other.secret,
    });
    const path = `/v2/bookings/${foreign.body.data.id}`;
    const missing = `/v2/bookings/${newId()}`;
    expect((await app(path, { headers })).text).toBe((await app(missing, { headers })).text);
    expect((await put(`${path}/cancel`, { headers })).text).toBe(
      (await put(`${missing}/cancel`, { headers })).text,
    );
    expect((await server.request(path, { basic: other.secret })).body.data.state).toBe('confirmed');
  });

  it('is in no list: a user lists their own, a tenant its own', async () => {
    const [one, two, foreign] = [
      token('lists-1'),
      token('lists-2'),
      otherConfiguration.token({ id: 'lists-1' }),
    ];
    for (const bearer of [one, one, two, foreign])
      await asUser(bearer, '/v2/bookings', { method: 'POST', body: hour });
    const own = await asUser(one, '/v2/bookings');
    expect(own.body.total).toBe(2);
    expect((await asUser(one, '/v2/me/bookings')).body.data).toEqual(own.body.data);
    const others = (await asUser(two, '/v2/bookings')).body.data as { id: string }[];
    expect((await asUser(foreign, '/v2/bookings')).body.total).toBe(1);
    const widened = ['state:confirmed', 'graph:instant', 'completed:false', 'customer.name:*'];
    for (const search of widened) {
      const found = (await asUser(one, `/v2/bookings?search=${encodeURIComponent(search)}`)).body.data as {
        id: string;
      }[];
      expect(found.map(({ id }) => id)).not.toContain(others[0]?.id);
    }
    const all = (await app('/v2/bookings?limit=1000')).body.data as { id: string }[];
    const foreignIds = (
      (await server.request('/v2/bookings?limit=1000', { basic: other.secret })).body.data as { id: string }[]
    ).map(({ id }) => id);
    expect(foreignIds.length).toBeGreaterThan(0);
    expect(all.filter(({ id }) => foreignIds.includes(id))).toEqual([]);
  });

  it('does not come into sight through a search for another user', async () => {
    const [one, two] = [token('prober'), token('probed')];
    const { body } = await asUser(two, '/v2/bookings?include=user', {
      method: 'POST',
      body: { ...hour, meta: { secret_code: 'q' } },
    });
    await asUser(one, '/v2/me');
    for (const search of [`user.id:${body.data.user.id}`, 'meta.secret_code:q']) {
      const found = await asUser(one, `/v2/bookings?search=${encodeURIComponent(search)}`);
      expect([found.status, found.body.total, found.body.data]).toEqual([200, 0, []]);
    }
  });

  it('needs a credential', async () => {
    for (const [path, method] of [
      ['/v2/bookings', 'GET'],
      ['/v2/bookings', 'POST'],
      ['/v2/me/bookings', 'GET'],
      [`/v2/bookings/${newId()}/cancel`, 'PUT'],
    ] as const) {
      const answer = await server.request(path, { method });
      expect(answer).toMatchObject({ status: 401, body: { code: 'credential_missing' } });
    }
    expect((await app('/v2/me/bookings')).status).toBe(403);
  });
});

describe('erasing a user', () => {
  it('leaves their bookings without a person', async () => {
    const bearer = token('erased', { email: 'erased@x.example', name: 'Era Sed' });
    const { body } = await asUser(bearer, '/v2/bookings?include=user', {
      method: 'POST',
      body: { ...hour, what: 'Visit of Era', meta: { era: 'sed' } },
    });
    const erased = await app(`/v2/users/${body.data.user.id}`, { method: 'DELETE' });
    expect(erased.status).toBe(204);
    const left = await app(`/v2/bookings/${body.data.id}?include=user`);
    expect(left.body.data).toMatchObject({ state: 'confirmed', customers: [], meta: {}, user: null });
    expect(left.text).not.toMatch(/era/i);
    for (const search of ['customer.email:erased@x.example', 'meta.era:sed', 'customer.name:era*']) {
      expect((await app(`/v2/bookings?search=${encodeURIComponent(search)}`)).body.total).toBe(0);
    }
  });
});
