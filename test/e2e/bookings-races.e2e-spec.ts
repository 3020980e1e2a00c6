import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startAnotherServer, startTestServer, type Answer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let second: TestServer;
let tenant: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer();
  second = await startAnotherServer(server);
  tenant = await buildTenant(server);
});
afterAll(async () => {
  await second.close();
  await server.close();
});

const customer = { name: 'Bo Berg', email: 'bo@example.com' };
const at = (time: string, day = '2030-05-01') => `${day}T${time}:00Z`;
const hour = { start: at('10:00'), end: at('11:00') };

/** Requests go to both servers in turn: no process knows all rivals. */
const send = (path: string, body: unknown, { method = 'POST', index = 0 } = {}): Promise<Answer> =>
  (index % 2 === 0 ? server : second).request(path, { method, body, basic: tenant.secret });
const create = (body: Record<string, unknown>, index = 0) =>
  send('/v2/bookings', { ...hour, customer, ...body }, { index });
const many = (count: number, run: (index: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

function counted(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = status < 300 ? String(status) : `${status} ${body.policy ?? body.code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

interface HeldRow {
  readonly resource_id: string;
  readonly booking_id: string;
  readonly starts_at: string | number;
  readonly ends_at: string | number;
}

const occupancies = (resourceId: string): Promise<HeldRow[]> =>
  server.database.read(({ manager }) =>
    manager.query<HeldRow[]>(
      `SELECT resource_id, booking_id, starts_at, ends_at FROM occupancies WHERE resource_id = '${resourceId}' ORDER BY starts_at`,
    ),
  );

describe('rivals', () => {
  it('five hundred for one slot: one gets it, and the others are told that it is taken', async () => {
    const resource = await buildResource(server, tenant);
    await create({ resource_id: resource.id, start: at('01:00'), end: at('02:00') });
    const answers = await many(500, (index) => create({ resource_id: resource.id }, index));
    expect(counted(answers)).toEqual({ '201': 1, '409 slot_taken': 499 });
    expect(await occupancies(resource.id)).toHaveLength(2);
  });

  it('for slots that overlap each other get slots that do not', async () => {
    const resource = await buildResource(server, tenant);
    const answers = await many(60, (index) => {
      const start = Date.parse(hour.start) + (index % 12) * 20 * 60_000;
      const times = {
        start: new Date(start).toISOString(),
        end: new Date(start + 3_600_000).toISOString(),
      };
      return create({ resource_id: resource.id, ...times }, index);
    });
    const held = await occupancies(resource.id);
    expect(counted(answers)['201']).toBe(held.length);
    expect(held.length).toBeGreaterThan(1);
    for (let next = 1; next < held.length; next += 1)
      expect(Number(held[next]?.starts_at)).toBeGreaterThanOrEqual(Number(held[next - 1]?.ends_at));
  });

  it('for the seats of a group get exactly as many as there are', async () => {
    const resource = await buildResource(server, tenant);
    const owner = await create({
      resource_id: resource.id,
      graph: 'group_owner',
      group_booking: { max_seats: 7 },
    });
    expect(owner.status).toBe(201);
    const related = { owner_booking_id: owner.body.data.id };
    const answers = await many(60, (index) => create({ graph: 'group_customer', related }, index));
    expect(counted(answers)).toEqual({ '201': 7, '409 group_full': 53 });
    const shown = await server.request(`/v2/bookings/${owner.body.data.id}`, { basic: tenant.secret });
    expect(shown.body.data.attributes.group_booking).toEqual({ max_seats: 7, current_seats: 7 });
  });

  it('for neighbouring slots leave the buffers between them', async () => {
    const resource = await buildResource(server, tenant, {
      policies: { buffer_before: '15 minutes', buffer_after: '30 minutes' },
    });
    const answers = await many(24, (index) =>
      index % 2 === 0
        ? create({ resource_id: resource.id }, index >> 1)
        : create({ resource_id: resource.id, start: at('11:20'), end: at('12:00') }, index >> 1),
    );
    expect(counted(answers)).toEqual({ '201': 1, '409 slot_taken': 23 });
  });

  it('for the last places of a day get as many as the day has', async () => {
    const resource = await buildResource(server, tenant, { timezone: 'UTC', policies: { max_per_day: 3 } });
    const answers = await many(20, (index) => {
      const two = String(index).padStart(2, '0');
      return create({ resource_id: resource.id, start: at(`${two}:00`), end: at(`${two}:30`) }, index);
    });
    expect(counted(answers)).toEqual({ '201': 3, '409 max_per_day': 17 });
  });

  it('for a project get one resource each, and no one more', async () => {
    const resources = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const project = await buildProject(server, tenant, {}, resources);
    const answers = await many(40, (index) => create({ project_id: project.id }, index));
    expect(counted(answers)).toEqual({ '201': 2, '409 slot_taken': 38 });
    for (const { id } of resources) expect(await occupancies(id)).toHaveLength(1);
  });

  it('of which some want a resource alone and some all of them together never share one', async () => {
    const resources = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const together = await buildProject(server, tenant, { availability: { mode: 'mutual' } }, resources);
    for (const day of ['2030-06-01', '2030-06-02', '2030-06-03']) {
      const times = { start: at('10:00', day), end: at('11:00', day) };
      const answers = await many(30, (index) =>
        index % 3 === 0
          ? create({ project_id: together.id, ...times }, index)
          : create({ resource_id: resources[index % 2]!.id, ...times }, index),
      );
      const counts = counted(answers);
      expect(Object.keys(counts).sort()).toEqual(['201', '409 slot_taken']);
      const wonTogether = answers.filter(({ status }, index) => status === 201 && index % 3 === 0).length;
      expect([
        [1, 1],
        [0, 1],
        [0, 2],
      ]).toContainEqual([wonTogether, counts['201']]);
    }
    for (const { id } of resources) expect((await occupancies(id)).length).toBeLessThanOrEqual(3);
  });
});

describe('a reschedule', () => {
  const reschedule = (id: string, times: object, index = 0) =>
    send(`/v2/bookings/${id}/reschedule`, times, { index });

  it('against creates of the same slot: one of them gets it, and what loses is as it was', async () => {
    const resource = await buildResource(server, tenant);
    for (const day of ['2030-07-01', '2030-07-02', '2030-07-03', '2030-07-04']) {
      const old = await create({ resource_id: resource.id, start: at('08:00', day), end: at('09:00', day) });
      const target = { start: at('10:00', day), end: at('11:00', day) };
      const answers = await many(10, (index) =>
        index === 4
          ? reschedule(old.body.data.id, target, index)
          : create({ resource_id: resource.id, ...target }, index),
      );
      expect(counted(answers)).toEqual({ '201': 1, '409 slot_taken': 9 });
      const moved = answers[4]?.status === 201;
      const after = await server.request(`/v2/bookings/${old.body.data.id}`, { basic: tenant.secret });
      expect(after.body.data.state).toBe(moved ? 'rescheduled_by_customer' : 'confirmed');
      const starts = (await occupancies(resource.id))
        .map(({ starts_at }) => new Date(Number(starts_at)).toISOString())
        .filter((start) => start.startsWith(day));
      expect(starts).toEqual([...(moved ? [] : [`${day}T08:00:00.000Z`]), `${day}T10:00:00.000Z`]);
    }
  });

  it('twenty of one booking at once: one moves it', async () => {
    const resource = await buildResource(server, tenant);
    const old = await create({ resource_id: resource.id });
    const answers = await many(20, (index) => {
      const minute = String(index).padStart(2, '0');
      return reschedule(old.body.data.id, { start: at(`12:${minute}`), end: at(`13:${minute}`) }, index);
    });
    expect(counted(answers)).toEqual({ '201': 1, '409 action_not_available': 19 });
    expect(await occupancies(resource.id)).toHaveLength(1);
  });

  it('of two bookings into each other’s time leaves each where it may be', async () => {
    const resource = await buildResource(server, tenant);
    const one = await create({ resource_id: resource.id });
    const other = await create({ resource_id: resource.id, start: at('12:00'), end: at('13:00') });
    const answers = await Promise.all([
      reschedule(one.body.data.id, { start: at('12:00'), end: at('13:00') }, 0),
      reschedule(other.body.data.id, hour, 1),
    ]);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect(await occupancies(resource.id)).toHaveLength(2);
  });

  it('against the erasure of the user leaves nothing of theirs', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const resource = await buildResource(server, tenant);
    for (const round of [1, 2, 3]) {
      const bearer = configuration.token({
        id: `leaver-${round}`,
        name: 'Lea Ver',
        email: 'lea@ver.example',
      });
      const me = await server.request('/v2/me', { bearer });
      const made = await many(6, (index) => {
        const times = {
          start: at(`0${index}:00`, `2031-0${round}-01`),
          end: at(`0${index}:30`, `2031-0${round}-01`),
        };
        return server.request('/v2/bookings', {
          method: 'POST',
          body: { resource_id: resource.id, ...times },
          bearer,
        });
      });
      const answers = await Promise.all([
        ...made.map((answer, index) =>
          reschedule(
            answer.body.data.id,
            { start: at(`1${index}:00`, `2031-0${round}-02`), end: at(`1${index}:30`, `2031-0${round}-02`) },
            index,
          ),
        ),
        server.request(`/v2/users/${me.body.data.id}`, { method: 'DELETE', basic: tenant.secret }),
      ]);
      for (const { status } of answers) expect([201, 204]).toContain(status);
      const kept = await server.database.read(({ manager }) =>
        manager.query<{ customers: string }[]>(
          `SELECT customers FROM bookings WHERE tenant_id = '${tenant.id}' AND customers LIKE '%lea@ver.example%'`,
        ),
      );
      expect(kept).toEqual([]);
    }
  });
});

describe('a confirmation', () => {
  it('against creates of the same slot: one of them gets it', async () => {
    const resource = await buildResource(server, tenant);
    const wish = await create({ resource_id: resource.id, graph: 'confirm_decline' });
    expect(await occupancies(resource.id)).toEqual([]);
    const answers = await many(20, (index) =>
      index === 7
        ? send(`/v2/bookings/${wish.body.data.id}/confirm`, {}, { method: 'PUT', index })
        : create({ resource_id: resource.id }, index),
    );
    const won = answers.filter(({ status }) => status < 300);
    expect(won).toHaveLength(1);
    const after = await server.request(`/v2/bookings/${wish.body.data.id}`, { basic: tenant.secret });
    expect(after.body.data.state).toBe(answers[7] === won[0] ? 'confirmed' : 'tentative');
    expect(await occupancies(resource.id)).toHaveLength(1);
  });

  it('of ten wishes for one slot: one is confirmed', async () => {
    const resource = await buildResource(server, tenant);
    const wishes = await many(10, (index) =>
      create({ resource_id: resource.id, graph: 'confirm_decline' }, index),
    );
    const answers = await many(10, (index) =>
      send(`/v2/bookings/${wishes[index]?.body.data.id}/confirm`, {}, { method: 'PUT', index }),
    );
    expect(counted(answers)).toEqual({ '200': 1, '409 slot_taken': 9 });
  });
});

describe('a hold', () => {
  const reserve = (body: object, index = 0) =>
    send('/v2/bookings/reserve', { ...hour, reservation_time: '1 hour', ...body }, { index });

  it('of one slot is had by one of thirty', async () => {
    const resource = await buildResource(server, tenant);
    const answers = await many(30, (index) =>
      index % 2 === 0
        ? reserve({ resource_id: resource.id }, index >> 1)
        : create({ resource_id: resource.id }, index >> 1),
    );
    expect(counted(answers)).toEqual({ '201': 1, '409 slot_taken': 29 });
  });

  it('is taken over once', async () => {
    const resource = await buildResource(server, tenant);
    const hold = await reserve({ resource_id: resource.id });
    const answers = await many(12, (index) => create({ reservation_id: hold.body.data.id }, index));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await occupancies(resource.id)).toHaveLength(1);
  });
});
