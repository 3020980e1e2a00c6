import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { searchedShop, searchPath } from '../builders/searched.js';
import { openShop } from '../builders/shop.js';
import { customer } from '../builders/booking-wishes.js';
import { atTime, withoutDueLoop } from '../support/at-time.js';

/** A Monday, at ten past eight. */
const now = Date.parse('2030-06-03T08:10:00Z');
const day = 86_400_000;

const shop = await openShop();
const { server, tenant, app } = shop;
const { resource, project, experience, search } = searchedShop(shop);
afterAll(() => server.close());

const ids: Record<string, string> = {};
const hours = (start: number, end: number) => [{ allow_hours: { start, end } }];

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly next_slot?: {
    readonly start: string;
    readonly end: string;
    readonly project_id: string | null;
    readonly resources: readonly { readonly id: string }[];
  } | null;
  readonly availability_error?: string;
}

const withSlots = (parameters: Record<string, string | number> = {}, at = now) =>
  atTime(server, at, () => search({ with_availability: 'true', ...parameters }));
const results = async (parameters: Record<string, string | number> = {}, at = now): Promise<Shown[]> => {
  const { status, body, text } = await withSlots(parameters, at);
  if (status !== 200) throw new Error(text);
  return body.data as Shown[];
};
const slotOf = async (input: string, parameters: Record<string, string | number> = {}, at = now) => {
  const [first] = await results({ input, ...parameters }, at);
  return first?.next_slot;
};
const book = (basic: string, body: object, at = now) =>
  atTime(server, at, () =>
    server.request('/v2/bookings', { method: 'POST', basic, body: { customer, ...body } }),
  );

/** What a page sends that books the slot which it was shown. */
const wishOf = ({ start, end, project_id, resources }: NonNullable<Shown['next_slot']>) => ({
  start,
  end,
  ...(project_id !== null && { project_id }),
  resource_id: resources[0]!.id,
});

beforeAll(async () => {
  ids['ann'] = await resource('Ann', { availability_constraints: hours(9, 11) });
  ids['bo'] = await resource('Bo', { availability_constraints: hours(10, 12) });
  ids['free'] = await resource('Free');
  ids['cut'] = await project('Cutting', {
    slug: 'cutting',
    resources: [ids['ann'], ids['bo']],
    availability: { length: '30 minutes', mode: 'roundrobin_prioritized' },
  });
  ids['pair'] = await project('Pairing', {
    slug: 'pairing',
    resources: [ids['bo'], ids['ann']],
    availability: { length: '1 hour', mode: 'mutual' },
  });
  ids['empty'] = await project('Emptiness');
  ids['class'] = await project('Yoga', { resources: [ids['free']], booking: { graph: 'group_customer' } });
});

describe('the next free slot', () => {
  it('of a project is by its own settings, of a resource by its oldest project, of others an hour', async () => {
    const found = await results();
    expect(Object.fromEntries(found.map(({ name, next_slot }) => [name, next_slot]))).toEqual({
      Ann: {
        start: '2030-06-03T09:00:00+00:00',
        end: '2030-06-03T09:30:00+00:00',
        project_id: ids['cut'],
        resources: [{ id: ids['ann'], name: 'Ann', timezone: 'UTC' }],
      },
      Bo: {
        start: '2030-06-03T10:00:00+00:00',
        end: '2030-06-03T10:30:00+00:00',
        project_id: ids['cut'],
        resources: [{ id: ids['bo'], name: 'Bo', timezone: 'UTC' }],
      },
      Cutting: expect.objectContaining({ start: '2030-06-03T09:00:00+00:00', project_id: ids['cut'] }),
      Emptiness: null,
      Free: {
        start: '2030-06-03T09:00:00+00:00',
        end: '2030-06-03T10:00:00+00:00',
        project_id: null,
        resources: [{ id: ids['free'], name: 'Free', timezone: 'UTC' }],
      },
      Pairing: {
        start: '2030-06-03T10:00:00+00:00',
        end: '2030-06-03T11:00:00+00:00',
        project_id: ids['pair'],
        resources: [
          { id: ids['bo'], name: 'Bo', timezone: 'UTC' },
          { id: ids['ann'], name: 'Ann', timezone: 'UTC' },
        ],
      },
      Yoga: null,
    });
  });

  it('is null with the reason where a project cannot be asked, and nothing else is lost by that', async () => {
    const reasons = (await results()).flatMap(({ name, availability_error }) =>
      availability_error === undefined ? [] : [[name, availability_error]],
    );
    expect(reasons).toEqual([
      ['Emptiness', 'The project has no resources.'],
      ['Yoga', 'Its bookings are seats of groups, which GET /v2/bookings/groups lists.'],
    ]);
  });

  it('is left out where nobody asks for it', async () => {
    for (const parameters of [{}, { with_availability: 'false' }])
      for (const result of (await search(parameters)).body.data)
        expect(result).not.toHaveProperty('next_slot');
  });

  it('stands beside the fields that an experience chooses', async () => {
    await experience('Names', { fields: ['name'], types: ['resources'], limit: 50 });
    const [first] = await results({ experienceKey: 'Names' });
    expect(Object.keys(first!)).toEqual(['type', 'id', 'name', 'next_slot']);
  });

  it('is written in the zone that is asked for', async () => {
    expect((await slotOf('ann', { timezone: 'Asia/Kathmandu' }))?.start).toBe('2030-06-03T14:45:00+05:45');
    expect((await withSlots({ timezone: 'Mars/Olympus' })).status).toBe(422);
  });

  it('of a resource is by the project that is named', async () => {
    expect(await slotOf('ann', { project: 'pairing' })).toMatchObject({
      start: '2030-06-03T10:00:00+00:00',
      project_id: ids['pair'],
      resources: [{ id: ids['ann'] }, { id: ids['bo'] }],
    });
    await experience('Pairs', { filters: { project: { $eq: 'pairing' } } });
    expect(await slotOf('bo', { experienceKey: 'Pairs' })).toMatchObject({ project_id: ids['pair'] });
  });

  it('lies within 28 days: further ahead there is none', async () => {
    const away = await resource('Faraway', {
      availability_constraints: [{ allow_period: { start: '2030-08-01', end: '2030-08-02' } }],
    });
    expect(await slotOf('faraway')).toBeNull();
    expect(await slotOf('faraway', {}, Date.parse('2030-07-10T00:00:00Z'))).toMatchObject({
      start: '2030-08-01T00:00:00+00:00',
      resources: [{ id: away }],
    });
  });

  it('keeps the notice that is asked for, and ends with what the project offers', async () => {
    const patient = await resource('Patience', { policies: { min_booking_notice: '6 days' } });
    expect((await slotOf('patience'))?.start).toBe('2030-06-09T09:00:00+00:00');
    await project('Later', { resources: [patient], availability: { from: '10 days', length: '15 minutes' } });
    expect((await slotOf('later'))?.start).toBe('2030-06-13T08:15:00+00:00');
    await project('Bygone', { resources: [patient], availability: { to: '2020-01-01T00:00:00Z' } });
    expect(await slotOf('bygone')).toBeNull();
    await project('Unfinished', { resources: [patient], availability: { length: null } });
    expect(await slotOf('unfinished')).toMatchObject({ start: '2030-06-09T08:10:00+00:00' });
  });
});

describe('what is shown can be booked', () => {
  it('by the page that was shown it, and then the next one is shown', async () => {
    const seen: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const next = await slotOf('cutting');
      seen.push(next!.start);
      const { status, text } = await book(tenant.widgetSecret, wishOf(next!));
      expect([status, text]).toEqual([201, text]);
      expect((await book(tenant.widgetSecret, wishOf(next!))).status).toBe(409);
    }
    expect(seen.map((start) => start.slice(11, 16))).toEqual(['09:00', '09:30', '10:00']);
    // Two resources, so that ten o'clock is offered once more: by the other one.
    expect(await slotOf('cutting')).toMatchObject({
      start: '2030-06-03T10:00:00+00:00',
      resources: [{ id: ids['bo'] }],
    });
  });

  it('with every result, of every kind, and never twice', async () => {
    const at = now + 7 * day;
    for (let turn = 0; turn < 4; turn += 1) {
      for (const { id } of await results({}, at)) {
        const shown = (await results({}, at)).find((one) => one.id === id)!;
        if (shown.next_slot === null || shown.next_slot === undefined) continue;
        const { status, text } = await book(tenant.widgetSecret, wishOf(shown.next_slot), at);
        expect([shown.name, shown.next_slot.start, status, text]).toEqual([
          shown.name,
          shown.next_slot.start,
          201,
          text,
        ]);
      }
    }
  });

  it('with the minted token that found it, where it may book', async () => {
    const bearer = mintedToken(tenant, ['/v2/search', '/v2/bookings'], { methods: ['GET', 'POST'] });
    await atTime(server, now + 14 * day, async () => {
      const found = await server.request(searchPath({ input: 'ann', with_availability: 'true' }), { bearer });
      expect([found.status, found.text]).toEqual([200, found.text]);
      const body = { ...wishOf(found.body.data[0].next_slot), customer };
      const made = await server.request('/v2/bookings', { method: 'POST', bearer, body });
      expect([made.status, made.text]).toEqual([201, made.text]);
    });
  });

  it('after a hold has ended, as before it', async () => {
    const id = await resource('Holden', { availability_constraints: hours(9, 10) });
    const at = now + 21 * day;
    const before = await slotOf('holden', {}, at);
    const held = await atTime(server, at, () =>
      app('/v2/bookings/reserve', {
        method: 'POST',
        body: { resource_id: id, start: before!.start, end: before!.end, reservation_time: '5 minutes' },
      }),
    );
    expect(held.status).toBe(201);
    expect((await slotOf('holden', {}, at))?.start.slice(0, 10)).toBe('2030-06-25');
    expect(await slotOf('holden', {}, at + 6 * 60_000)).toEqual(before);
  });
});

describe('the cost of next slots', () => {
  it('is few queries, however many results there are', async () => {
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, n) => resource(`Crowd ${n}`)));
    await project('Crowded', { resources: crowd, availability: { length: '20 minutes' } });
    // Nothing is free in the first days, so that both looks are needed.
    const busy = (id: string) =>
      app('/v2/bookings', {
        method: 'POST',
        body: {
          graph: 'instant',
          resource_id: id,
          start: '2030-06-03T00:00:00Z',
          end: '2030-06-10T00:00:00Z',
          customer,
          settings: { allow_outside_hours: true },
        },
      });
    for (const id of crowd) expect((await busy(id)).status).toBe(201);
    let queries = 0;
    const { manager } = await new Promise<{
      manager: { connection: { logger: unknown; setOptions: unknown } };
    }>((resolve) => void server.app.get(Database).read(async (access) => resolve(access as never)));
    const connection = manager.connection as unknown as { logger: object };
    const own = connection.logger;
    await withoutDueLoop(server);
    // What else the server does meanwhile asks for none of these.
    const isOfSearch = (query: string | { text: string }) =>
      /^\s*SELECT\b.*\b(?:search_\w+|resources|projects|occupancies|bookings)\b/s.test(
        typeof query === 'string' ? query : query.text,
      );
    connection.logger = new Proxy(own, {
      get: (target, name) =>
        name === 'logQuery'
          ? (query: string | { text: string }) => (queries += Number(isOfSearch(query)))
          : (Reflect.get(target, name) as unknown),
    });
    try {
      const found = await results({ input: 'crowd', limit: 20 });
      expect(found.map(({ next_slot }) => next_slot?.start)).toEqual(
        Array(20).fill('2030-06-10T00:00:00+00:00'),
      );
    } finally {
      connection.logger = own;
    }
    expect(queries).toBeGreaterThan(3);
    expect(queries).toBeLessThanOrEqual(12);
  });

  it('is bounded where a page has more results than are asked at once', async () => {
    expect((await withSlots({ limit: 20 })).status).toBe(200);
    const { status, body } = await withSlots({ limit: 21 });
    expect([status, body.errors]).toEqual([422, { limit: ['must be at most 20 with with_availability'] }]);
  });
});
