import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import type { Resource } from '../../src/resources/resource.entity.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { LogCapture } from '../support/log-capture.js';
import { startTestServer, type RequestOptions, type TestServer } from '../support/test-server.js';

const log = new LogCapture();
let server: TestServer;
let tenant: BuiltTenant;
let resource: Resource;
let ann: string;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
  tenant = await buildTenant(server, { settings: { widget_may_reschedule: true } });
  const configuration = await buildConfiguration(server, tenant);
  ann = configuration.token({ id: 'ann', name: 'Ann Amesbury', email: 'ann@person.example' });
  resource = await buildResource(server, tenant, { timezone: 'UTC', email: 'staff@person.example' });
});
afterAll(() => server.close());

let days = 0;
/** An hour that no other test has used. */
function freshHour() {
  const day = new Date(Date.UTC(2031, 0, (days += 1))).toISOString().slice(0, 10);
  return { start: `${day}T10:00:00Z`, end: `${day}T11:00:00Z` };
}
const bo = { name: 'Bo Bergstad', email: 'bo@person.example', phone: '+4512345678' };
const app = () => ({ basic: tenant.secret });
const widget = () => ({ basic: tenant.widgetSecret });
const user = () => ({ bearer: ann });
const put = (path: string, body: unknown, by: RequestOptions) =>
  server.request(path, { method: 'PUT', body, ...by });
const post = (path: string, body: unknown, by: RequestOptions) =>
  server.request(path, { method: 'POST', body, ...by });
const create = (body: object, by: RequestOptions, query = '') =>
  post(`/v2/bookings${query}`, { resource_id: resource.id, customer: bo, ...body }, by);
const everything = '?include=event,user,project,owner_booking,history,resource,customers';

describe('what is the merchant’s own', () => {
  it('is not written into the meta of a new booking by a page or a user', async () => {
    for (const by of [widget(), user()]) {
      const answer = await create({ ...freshHour(), meta: { _margin: 9, note: 'x' } }, by);
      expect(answer.status).toBe(201);
      expect(answer.body.warnings).toEqual(['meta._margin']);
      const seen = await server.request(`/v2/bookings/${answer.body.data.id}`, app());
      expect(seen.body.data.meta).toEqual({ note: 'x' });
    }
  });

  it('is the graph of a project: neither a page nor a user leaves out its payment', async () => {
    const project = await buildProject(server, tenant, { booking: { graph: 'instant_payment' } }, [resource]);
    for (const by of [widget(), user()]) {
      const asked = { ...freshHour(), project_id: project.id };
      const refused = await create({ ...asked, graph: 'instant' }, by);
      expect([refused.status, refused.body.errors]).toEqual([
        422,
        { graph: ['must be instant_payment for bookings of this project'] },
      ]);
      const taken = await create({ ...asked, graph: 'instant_payment' }, by);
      expect([taken.status, taken.body.data.state]).toEqual([201, 'tentative']);
    }
    const byApp = await create({ ...freshHour(), project_id: project.id, graph: 'instant' }, app());
    expect([byApp.status, byApp.body.data.state]).toEqual([201, 'confirmed']);
  });

  it('comes into it from the project all the same, and the merchant’s server writes it', async () => {
    const project = await buildProject(server, tenant, { booking: { meta: { _margin: 1 } } }, [resource]);
    const byPage = await create({ ...freshHour(), project_id: project.id, meta: { _margin: 9 } }, widget());
    const read = await server.request(`/v2/bookings/${byPage.body.data.id}`, app());
    expect([byPage.body.data.meta, read.body.data.meta]).toEqual([{}, { _margin: 1 }]);
    const byApp = await create({ ...freshHour(), project_id: project.id, meta: { _margin: 9 } }, app());
    expect(byApp.body.data.meta).toEqual({ _margin: 9 });
  });

  it('settings are taken from nobody else, wherever they stand in the body', async () => {
    const hours = [{ allow_hours: { start: 8, end: 9 } }];
    const closed = await buildResource(server, tenant, { timezone: 'UTC', availabilityConstraints: hours });
    const settings = { allow_double_bookings: true, allow_outside_hours: true };
    const taken = freshHour();
    await create(taken, app());
    for (const by of [widget(), user()]) {
      const smuggled = {
        settings,
        ...settings,
        event: { settings, ...settings },
        booking: { settings },
        project: { booking: { settings } },
        availability: { settings },
        meta: { settings, ...settings },
      };
      expect((await create({ ...smuggled, ...taken }, by)).body.code).toBe('slot_taken');
      const outside = await create({ ...smuggled, ...freshHour(), resource_id: closed.id }, by);
      expect(outside.body).toMatchObject({ code: 'policy_refused', policy: 'hours' });
      const held = await post(
        '/v2/bookings/reserve',
        { ...smuggled, ...taken, resource_id: resource.id },
        by,
      );
      expect(held.body.code).toBe('slot_taken');
    }
  });

  it('a double booking that the merchant made lets its user move it onto nobody else’s time', async () => {
    const taken = freshHour();
    await create(taken, app());
    const own = await create(freshHour(), user());
    // As the merchant's server would have made it for a user.
    await server.database.write(({ manager }) =>
      manager.query(
        `UPDATE bookings SET settings = '{"allow_double_bookings":true}' WHERE id = '${own.body.data.id}'`,
      ),
    );
    const path = `/v2/bookings/${own.body.data.id}/reschedule`;
    for (const by of [user(), widget()]) expect((await post(path, taken, by)).body.code).toBe('slot_taken');
    expect((await post(path, taken, app())).status).toBe(201);
  });

  it('a group that is named beside another graph opens no resource, and no settings, of another project', async () => {
    const loose = await buildProject(server, tenant, {
      booking: { settings: { allow_double_bookings: true, allow_outside_hours: true } },
    });
    const group = { graph: 'group_owner', group_booking: { max_seats: 3 }, resource_id: null };
    const owner = await create({ ...freshHour(), ...group }, app());
    const related = { owner_booking_id: owner.body.data.id };
    const taken = freshHour();
    await create(taken, app());
    for (const by of [widget(), user(), app()]) {
      for (const resource_id of [resource.id, null]) {
        const body = { ...taken, graph: 'instant', project_id: loose.id, resource_id, related };
        expect((await create(body, by)).body).toMatchObject({
          status: 422,
          errors: { resource_id: [expect.any(String)] },
        });
      }
    }
    const entry = { ...taken, customer: bo, graph: 'instant', project_id: loose.id, related };
    const bulk = await post('/v2/bookings/bulk', { bookings: [entry], delete_all_on_error: true }, app());
    expect([bulk.status, bulk.body.data[0].status]).toEqual([200, 422]);
  });

  it('groups and other graphs are made by nobody else', async () => {
    for (const by of [widget(), user()]) {
      const group = await create(
        { ...freshHour(), graph: 'group_owner', group_booking: { max_seats: 9 } },
        by,
      );
      expect({ status: group.status, code: group.body.code }).toEqual({ status: 403, code: 'forbidden' });
      for (const graph of ['reservation', '__proto__', 'constructor', '', 'toString'])
        expect((await create({ ...freshHour(), graph }, by)).body).toMatchObject({
          status: 422,
          errors: { graph: [expect.any(String)] },
        });
    }
  });

  it('what only the server writes is taken from nobody, the merchant’s server included', async () => {
    for (const by of [widget(), user(), app()]) {
      const meta = { rescheduled_from: newId(), reschedule_message: 'x' };
      const made = await create({ ...freshHour(), meta, rescheduled_from: newId() }, by);
      expect(made.body.data.meta).toEqual({});
    }
  });
});

describe('a widget key', () => {
  it('opens nothing that names a booking', async () => {
    const { id } = (await create(freshHour(), app())).body.data;
    for (const name of [id, newId()]) {
      const answers = [
        await server.request(`/v2/bookings/${name}`, widget()),
        await put(`/v2/bookings/${name}`, { meta: { a: 1 } }, widget()),
        await put(`/v2/bookings/${name}/cancel`, {}, widget()),
        await put(`/v2/bookings/${name}/cancel_by_customer`, {}, widget()),
        await put(`/v2/bookings/${name}/reschedule_by_customer`, freshHour(), widget()),
        await server.request(`/v2/bookings/${name}`, { method: 'DELETE', ...widget() }),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    }
    for (const method of ['POST', 'PUT'])
      expect(
        (await server.request('/v2/bookings/bulk', { method, body: { bookings: [{}] }, ...widget() })).status,
      ).toBe(403);
    expect((await server.request('/v2/bookings', widget())).status).toBe(403);
  });

  it('is told no person where it books, but who it named', async () => {
    const answer = await create(freshHour(), widget(), everything);
    expect(answer.body.data).toMatchObject({ user: null, customers: [bo], resource: { email: null } });
    expect(answer.body.data).not.toHaveProperty('history');
    expect(answer.text).not.toContain('staff@person.example');
  });

  it('that may move bookings does not learn by it whose they are', async () => {
    const made = await create(
      {
        ...freshHour(),
        description: 'Ann is ill',
        meta: { illness: 'secret' },
        customer: { ...bo, note: 'n' },
      },
      user(),
    );
    const answer = await post(
      `/v2/bookings/${made.body.data.id}/reschedule${everything}`,
      { ...freshHour(), message: 'later' },
      widget(),
    );
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({
      state: 'confirmed',
      customers: [],
      meta: { rescheduled_from: made.body.data.id },
    });
    expect(answer.text).not.toMatch(/person\.example|Bergstad|Amesbury|\+45|ill|secret/);
    const kept = await server.request(`/v2/bookings/${answer.body.data.id}`, user());
    expect(kept.body.data).toMatchObject({ customers: [bo], meta: { illness: 'secret' } });
  });
});

describe('a user', () => {
  it('is told the addresses of staff by no booking of theirs', async () => {
    const made = await create(freshHour(), user(), everything);
    const { id } = made.body.data;
    const seen = [
      made,
      await server.request(`/v2/bookings/${id}${everything}`, user()),
      await server.request(`/v2/bookings${everything}`, user()),
      await server.request(`/v2/me/bookings${everything}`, user()),
      await put(`/v2/bookings/${id}${everything}`, { meta: { a: 1 } }, user()),
      await put(`/v2/bookings/${id}/cancel_by_customer${everything}`, {}, user()),
    ];
    expect(seen.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200, 200]);
    for (const { text } of seen) expect(text).not.toContain('staff@person.example');
  });

  it('has no way around the notice that the merchant asks for', async () => {
    const strict = await buildResource(server, tenant, {
      timezone: 'UTC',
      policies: { min_cancel_notice: '36500 days' },
    });
    const { id } = (await create({ ...freshHour(), resource_id: strict.id }, user())).body.data;
    const later = freshHour();
    const ways = [
      await put(`/v2/bookings/${id}/cancel_by_customer`, {}, user()),
      await put(`/v2/bookings/${id}/reschedule_by_customer`, { reschedule_by_customer: later }, user()),
      await post(`/v2/bookings/${id}/reschedule`, later, user()),
      await post(`/v2/bookings/${id}/reschedule`, { ...later, resource_id: resource.id }, user()),
      await post(`/v2/bookings/${id}/reschedule`, later, widget()),
    ];
    expect(ways.map(({ body }) => body.policy)).toEqual(ways.map(() => 'min_cancel_notice'));
    for (const action of ['cancel', 'complete', 'no_show'])
      expect((await put(`/v2/bookings/${id}/${action}`, {}, user())).status).toBe(403);
    await put(`/v2/bookings/${id}`, { state: 'cancelled', meta: { state: 'cancelled' } }, user());
    expect((await server.request(`/v2/bookings/${id}`, app())).body.data.state).toBe('confirmed');
  });
});

/** Every place where a request names something, as requests that name it. */
const naming: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/v2/bookings/BOOKING'],
  ['GET', '/v2/bookings/groups/GROUP'],
  ['PUT', '/v2/bookings/BOOKING', { meta: { a: 1 } }],
  ['PUT', '/v2/bookings/BOOKING/cancel', {}],
  ['PUT', '/v2/bookings/BOOKING/cancel_by_customer', {}],
  ['PUT', '/v2/bookings/BOOKING/nothing', {}],
  ['PUT', '/v2/bookings/BOOKING/reschedule_by_customer', { reschedule_by_customer: 'TIME' }],
  ['POST', '/v2/bookings/BOOKING/reschedule', 'TIME'],
  ['DELETE', '/v2/bookings/BOOKING', {}],
  ['PUT', '/v2/bookings/bulk', { bookings: [{ id: 'BOOKING', action: 'cancel' }] }],
  ['POST', '/v2/bookings', { customer: bo, TIME: 0, resource_id: 'RESOURCE' }],
  ['POST', '/v2/bookings', { customer: bo, TIME: 0, project_id: 'PROJECT' }],
  ['POST', '/v2/bookings', { customer: bo, related: { owner_booking_id: 'GROUP' } }],
  ['POST', '/v2/bookings', { customer: bo, reservation_id: 'HOLD' }],
  ['POST', '/v2/bookings/bulk', { bookings: [{ customer: bo, reservation_id: 'HOLD' }] }],
  ['POST', '/v2/bookings/reserve', { TIME: 0, resource_id: 'RESOURCE' }],
  ['PUT', '/v2/bookings/reserve/extend', { id: 'HOLD' }],
  ['GET', '/v2/bookings?search=project.id:PROJECT'],
  ['GET', '/v2/bookings?search=resource.id:RESOURCE'],
  ['GET', '/v2/bookings/groups?search=project.id:PROJECT'],
  ['POST', '/v2/availability', { project_id: 'PROJECT' }],
  ['POST', '/v2/availability', { resources: ['RESOURCE'], explain: true }],
  ['POST', '/v2/availability/dates', { resources: ['RESOURCE'] }],
  ['POST', '/v2/availability/count', { project_id: 'PROJECT' }],
  ['POST', '/v2/unavailable/slots', { resources: ['RESOURCE'] }],
  ['GET', '/v2/resources/RESOURCE'],
  ['PUT', '/v2/resources/RESOURCE', { name: 'x' }],
  ['DELETE', '/v2/resources/RESOURCE', {}],
  ['GET', '/v2/projects/PROJECT'],
  ['PUT', '/v2/projects/PROJECT', { name: 'x' }],
  ['DELETE', '/v2/projects/PROJECT', {}],
  ['GET', '/v2/projects/embed/PROJECT'],
  ['POST', '/v2/projects', { name: 'x', slug: 'taken', resources: ['RESOURCE'] }],
  ['GET', '/v2/projects/PROJECT/resources'],
  ['POST', '/v2/projects/PROJECT/resources', { resource_id: 'OWN' }],
  ['POST', '/v2/projects/OWNPROJECT/resources', { resource_id: 'RESOURCE' }],
  ['PUT', '/v2/projects/PROJECT/resources', []],
  ['PUT', '/v2/projects/OWNPROJECT/resources', ['RESOURCE']],
  ['DELETE', '/v2/projects/OWNPROJECT/resources/RESOURCE', {}],
];

describe('what another tenant has', () => {
  it('answers the same bytes as what is nowhere, by every route and to every caller, and stays as it was', async () => {
    const other = await buildTenant(server, { settings: { widget_may_reschedule: true } });
    const theirs = await buildResource(server, other, { timezone: 'UTC' });
    const project = await buildProject(server, other, { slug: 'theirs' }, [theirs]);
    const own = await buildProject(server, tenant, {}, [resource]);
    const make = async (path: string, body: object) =>
      String((await post(path, { ...freshHour(), ...body }, { basic: other.secret })).body.data.id);
    const there: Readonly<Record<string, string>> = {
      RESOURCE: theirs.id,
      PROJECT: project.id,
      BOOKING: await make('/v2/bookings', { customer: bo, resource_id: theirs.id }),
      GROUP: await make('/v2/bookings', { graph: 'group_owner', group_booking: { max_seats: 3 } }),
      HOLD: await make('/v2/bookings/reserve', { resource_id: theirs.id, reservation_time: '1 hour' }),
    };
    const nowhere = Object.fromEntries(Object.keys(there).map((name) => [name, newId()]));
    const time = freshHour();
    const rows = () =>
      server.database.read(async ({ manager }) => {
        const found: unknown[] = [];
        for (const table of [
          'bookings',
          'occupancies',
          'resources',
          'projects',
          'project_resources',
          'journal',
        ])
          found.push(
            await manager.query(`SELECT * FROM ${table} WHERE tenant_id = '${other.id}' ORDER BY 1, 2`),
          );
        return JSON.stringify(found);
      });
    const before = await rows();
    for (const by of [app(), user(), widget()]) {
      for (const [method, path, body] of naming) {
        const ask = async (ids: Readonly<Record<string, string>>) => {
          const filled = (text: string) =>
            text
              .replaceAll('"TIME":0', `"start":"${time.start}","end":"${time.end}"`)
              .replaceAll('"TIME"', JSON.stringify(time))
              .replaceAll('OWNPROJECT', own.id)
              .replaceAll('OWN', resource.id)
              .replace(/\b(RESOURCE|PROJECT|BOOKING|GROUP|HOLD)\b/g, (name) => ids[name] ?? name);
          const { status, text, headers } = await server.request(filled(path), {
            method,
            headers: { 'X-Request-Id': 'request-0001' },
            ...by,
            ...(body !== undefined && { body: filled(JSON.stringify(body)) }),
          });
          return [status, text, headers.get('content-type'), headers.get('www-authenticate')];
        };
        const [named, missing] = [await ask(there), await ask(nowhere)];
        expect([method, path, ...named]).toEqual([method, path, ...missing]);
      }
    }
    expect(await rows()).toBe(before);
  });

  it('is no other user’s either: their bookings and reservations are nowhere', async () => {
    const made = await create(freshHour(), user());
    const hold = await post('/v2/bookings/reserve', { ...freshHour(), resource_id: resource.id }, user());
    const stranger = (await buildConfiguration(server, tenant)).token({ id: 'stranger' });
    const ask = (method: string, path: string, body: object) =>
      server.request(path, { method, body, bearer: stranger, headers: { 'X-Request-Id': 'request-0001' } });
    for (const [method, rest, body] of [
      ['PUT', '', { meta: { a: 1 } }],
      ['PUT', '/cancel_by_customer', {}],
      ['PUT', '/reschedule_by_customer', { reschedule_by_customer: freshHour() }],
      ['POST', '/reschedule', freshHour()],
    ] as const) {
      const of = (id: string) => ask(method, `/v2/bookings/${id}${rest}`, body);
      expect((await of(made.body.data.id)).text).toBe((await of(newId())).text);
    }
    const [real, none] = [hold.body.data.id, newId()];
    expect((await ask('PUT', '/v2/bookings/reserve/extend', { id: real })).text).toBe(
      (await ask('PUT', '/v2/bookings/reserve/extend', { id: none })).text,
    );
    expect((await ask('POST', '/v2/bookings', { customer: bo, reservation_id: real })).text).toBe(
      (await ask('POST', '/v2/bookings', { customer: bo, reservation_id: none })).text,
    );
    const left = await server.request(`/v2/bookings/${made.body.data.id}`, user());
    expect(left.body.data).toMatchObject({ state: 'confirmed', meta: {} });
  });
});

describe('the journal', () => {
  it('names no person and holds no token, whatever was done', async () => {
    const rows = await server.database.read(({ manager }) =>
      manager.query<Record<string, unknown>[]>(`SELECT * FROM journal WHERE tenant_id = '${tenant.id}'`),
    );
    expect(rows.length).toBeGreaterThan(10);
    const text = JSON.stringify(rows);
    expect(text).not.toMatch(/person\.example|Bergstad|Amesbury|12345678|secret|later/);
    for (const secret of [tenant.secret, tenant.widgetSecret, ...ann.split('.')])
      expect(text).not.toContain(secret);
  });
});

describe('the log', () => {
  it('names no person and holds no secret of what was asked here, though every line was written', async () => {
    for (const by of [app(), user(), widget()]) {
      await server.request('/v2/bookings?search=customer.email:bo@person.example;x', by);
      await server.request('/v2/resources?search=email:bo@person.example&email=bo@person.example', by);
      await server.request('/v2/projects/hosted/bo@person.example', by);
      await create(
        { customer: { name: 'Bo Bergstad', email: 'bo@person.example', phone: ['+4512345678'] } },
        by,
      );
      await create({ resource_id: 'bo@person.example', graph: 'bo@person.example' }, by);
      await put('/v2/bookings/bo@person.example/bo@person.example', {}, by);
      await post('/v2/availability', { from: 'bo@person.example', project_id: 'bo@person.example' }, by);
    }
    expect(log.lines.length).toBeGreaterThan(50);
    expect(log.text).not.toMatch(/person\.example|Bergstad|Amesbury|12345678/);
    for (const secret of [tenant.secret, tenant.widgetSecret, ...ann.split('.')])
      expect(log.text).not.toContain(secret);
  });
});
