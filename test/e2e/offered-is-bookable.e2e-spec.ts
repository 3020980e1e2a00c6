import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Clock } from '../../src/common/clock.js';
import type { Resource } from '../../src/resources/resource.entity.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

/** How many random merchants are tried. */
const runs = 15;
/** Times at which a create is tried for each question, beside those at which the answer changes. */
const samples = 8;

const minute = 60_000;
const halfHour = 30 * minute;
const windowMs = 36 * 60 * minute;

/** Now, and a window behind it in which the clocks of the zone change. */
const scenes = [
  { zone: 'Europe/Copenhagen', now: Date.parse('2026-10-24T12:10:00Z') },
  { zone: 'Europe/Copenhagen', now: Date.parse('2027-03-27T12:10:00Z') },
  { zone: 'America/New_York', now: Date.parse('2026-10-31T17:10:00Z') },
  { zone: 'Australia/Lord_Howe', now: Date.parse('2026-10-03T03:10:00Z') },
  { zone: 'Australia/Lord_Howe', now: Date.parse('2027-04-03T03:10:00Z') },
  { zone: 'UTC', now: Date.parse('2026-12-31T01:10:00Z') },
] as const;

/** Half hours are places of every grid here: each period begins at one, and each zone is off by a multiple of one. */
const timeOfDay = (half: number): string =>
  `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;

const span = fc
  .uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 2 })
  .map((pair) => pair.toSorted((one, other) => one - other))
  .map(([start = 0, end = 48]) => ({ start: timeOfDay(start), end: timeOfDay(end) }));

const day = fc.constantFrom('Friday', 'saturday', 'sunday', 'MONDAY');
const word = fc.constantFrom('allow', 'block');
const constraint = fc.oneof(
  fc.tuple(word, span).map(([w, hours]) => ({ [`${w}_hours`]: hours })),
  fc.tuple(word, day, span).map(([w, name, hours]) => ({ [`${w}_day_and_time`]: { day: name, ...hours } })),
  fc.tuple(fc.constantFrom('allow_weekends', 'block_weekdays')).map(([name]) => ({ [name]: {} })),
);
const constraints = fc.array(constraint, { maxLength: 3 });

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });

const policies = fc.record(
  {
    buffer_before: maybe(fc.constantFrom('10 minutes', '45 minutes')),
    buffer_after: maybe(fc.constantFrom('5 minutes', '1 hour')),
    min_booking_notice: maybe(fc.constantFrom('90 minutes', '6 hours')),
    max_booking_window: maybe(fc.constantFrom('20 hours', '30 hours 10 minutes')),
    max_per_day: maybe(fc.integer({ min: 1, max: 3 })),
  },
  { noNullPrototype: true },
);

/** Something that is there already: a booking or a hold. */
const taken = fc.record(
  {
    resource: fc.nat({ max: 1 }),
    at: fc.integer({ min: -6, max: windowMs / (5 * minute) }).map((place) => place * 5 * minute),
    length: fc.integer({ min: 1, max: 40 }).map((count) => count * 5 * minute),
    as: fc.constantFrom('booking', 'booking', 'shared', 'hold'),
  },
  { noNullPrototype: true },
);

const merchant = fc.record(
  {
    scene: fc.constantFrom(...scenes),
    resources: fc.array(
      fc.record(
        {
          timezone: maybe(fc.constantFrom('UTC', 'America/St_Johns', 'Asia/Kolkata')),
          constraints,
          policies,
        },
        { noNullPrototype: true },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    project: fc.record(
      {
        mode: fc.constantFrom('roundrobin_random', 'roundrobin_prioritized', 'mutual', 'exclusive'),
        buffer: maybe(fc.constantFrom('15 minutes', '30 minutes')),
        length: fc.constantFrom('15 minutes', '30 minutes', '50 minutes', '2 hours'),
        constraints,
        policies,
      },
      { noNullPrototype: true },
    ),
    taken: fc.array(taken, { maxLength: 8 }),
    seed: fc.nat(),
  },
  { noNullPrototype: true },
);

type Merchant = typeof merchant extends fc.Arbitrary<infer Facts> ? Facts : never;
type ShownSlot = { readonly start: string; readonly resources: readonly { readonly id: string }[] };

const without = <Value extends object>(value: Value): never =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;

describe('what availability offers is what creating accepts', () => {
  let server: TestServer;
  let nowMs = 0;
  const tries = { accepted: 0, refused: 0 };

  beforeAll(async () => {
    server = await startTestServer();
    server.app.get(Clock).nowMs = () => nowMs;
  });
  afterAll(() => server.close());

  const post = (path: string, basic: string, body: object): Promise<Answer> =>
    server.request(path, { method: 'POST', basic, body });

  const timeFrom = (start: number, length: number) => ({
    start: new Date(start).toISOString(),
    end: new Date(start + length).toISOString(),
  });

  async function build(facts: Merchant, tenant: BuiltTenant) {
    const resources: Resource[] = [];
    for (const { timezone, constraints: list, policies: own } of facts.resources) {
      const members = { timezone: timezone ?? facts.scene.zone, availabilityConstraints: list as never };
      resources.push(await buildResource(server, tenant, { ...members, policies: without(own) }));
    }
    const { mode, buffer, length, constraints: list, policies: own } = facts.project;
    const project = await buildProject(
      server,
      tenant,
      {
        availability: without({ mode, buffer, length, timeslot_increments: '30 minutes' }),
        availabilityConstraints: list,
        policies: without(own),
      },
      resources,
    );
    for (const { resource, at, length: taking, as } of facts.taken) {
      const { id } = resources[resource % resources.length]!;
      const time = { resource_id: id, ...timeFrom(facts.scene.now - 10 * minute + at, taking) };
      const customer = { name: 'Bo', email: 'bo@example.com' };
      const settings = { allow_outside_hours: true, allow_double_bookings: as === 'shared' };
      const answer =
        as === 'hold'
          ? await post('/v2/bookings/reserve', tenant.secret, { ...time, reservation_time: '1 hour' })
          : await post('/v2/bookings', tenant.secret, { ...time, customer, settings });
      expect([201, 409]).toContain(answer.status);
    }
    return { resources, project };
  }

  /** Half hours at which the answer changes, and some others. */
  function tried(offered: ReadonlySet<number>, length: number, facts: Merchant): number[] {
    const from = facts.scene.now - 10 * minute;
    const places: number[] = [];
    for (let at = from; at + length <= from + windowMs; at += halfHour) places.push(at);
    const edges = places.filter(
      (at) =>
        offered.has(at) !== offered.has(at - halfHour) || offered.has(at) !== offered.has(at + halfHour),
    );
    const chosen = Array.from(
      { length: samples },
      (_, turn) => places[(facts.seed + turn * 7919) % places.length]!,
    );
    return [...new Set([...edges.slice(0, 16), ...chosen])];
  }

  async function compare(
    facts: Merchant,
    tenant: BuiltTenant,
    question: { readonly project_id: string; readonly mode?: string; readonly resources?: readonly string[] },
  ): Promise<void> {
    const window = { from: facts.scene.now - 10 * minute, to: facts.scene.now - 10 * minute + windowMs };
    const answer = await post('/v2/availability', tenant.widgetSecret, {
      ...question,
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
    });
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.anything()]);
    const slots = answer.body.data as readonly ShownSlot[];
    const offered = new Map(slots.map(({ start, resources }) => [Date.parse(start), resources]));
    for (const start of offered.keys()) expect((start - window.from) % halfHour).toBe(0);
    const [count = '', unit = ''] = facts.project.length.split(' ');
    const length = Number(count) * (unit.startsWith('hour') ? 60 * minute : minute);
    for (const start of tried(new Set(offered.keys()), length, facts)) {
      const time = timeFrom(start, length);
      const made = await post('/v2/bookings?include=resource', tenant.widgetSecret, {
        ...time,
        project_id: question.project_id,
        ...(question.resources !== undefined && { resource_id: question.resources[0] }),
        customer: { name: 'Ann', email: 'ann@example.com' },
      });
      const isOffered = offered.has(start);
      expect({ ...time, isOffered, status: made.status, detail: isOffered ? '' : made.body.code }).toEqual({
        ...time,
        isOffered,
        status: isOffered ? 201 : 409,
        detail: isOffered ? '' : expect.stringMatching(/^(slot_taken|policy_refused)$/),
      });
      tries[isOffered ? 'accepted' : 'refused'] += 1;
      if (!isOffered) continue;
      const ids = offered.get(start)!.map(({ id }) => id);
      if (facts.project.mode !== 'roundrobin_random') expect(ids).toContain(made.body.data.resource.id);
      const cancelled = await server.request(`/v2/bookings/${made.body.data.id}/cancel`, {
        method: 'PUT',
        basic: tenant.secret,
        body: {},
      });
      expect(cancelled.status).toBe(200);
    }
  }

  it('at each change of the answer and in between, for every mode, with whatever keeps a time from being free', async () => {
    await fc.assert(
      fc.asyncProperty(merchant, async (facts) => {
        nowMs = facts.scene.now;
        const tenant = await buildTenant(server);
        const { resources, project } = await build(facts, tenant);
        await compare(facts, tenant, { project_id: project.id });
        if (facts.project.mode === 'mutual') return;
        for (const { id } of resources) {
          await compare(facts, tenant, { project_id: project.id, resources: [id] });
        }
      }),
      { numRuns: runs },
    );
    // Not nothing, however the merchants fall.
    expect(Math.min(tries.accepted, tries.refused)).toBeGreaterThan(0);
  });
});
