import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Clock } from '../../src/common/clock.js';
import { searchedShop } from '../builders/searched.js';
import { customer } from '../builders/booking-wishes.js';
import { buildTenant } from '../builders/tenancy.js';
import { startTestServer, type RequestOptions, type TestServer } from '../support/test-server.js';

const runs = 14;
const hour = 3_600_000;
const day = 24 * hour;
/** Four days before the clocks of Europe change. */
const now = Date.parse('2026-10-21T12:10:00Z');

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });
const person = fc.record({
  timezone: fc.constantFrom('UTC', 'Europe/Copenhagen', 'Asia/Kathmandu', 'America/St_Johns'),
  hours: maybe(fc.constantFrom({ start: 9, end: 12 }, { start: 8, end: 20 }, { start: 0, end: 24 })),
  notice: maybe(fc.constantFrom('2 hours', '5 days')),
  ahead: maybe(fc.constantFrom('2 days', '20 days')),
  buffer: maybe(fc.constantFrom('30 minutes', '4 hours')),
  perDay: maybe(fc.integer({ min: 1, max: 2 })),
  /** Away from the beginning on, for so many hours. */
  away: maybe(fc.integer({ min: 1, max: 27 * 24 })),
  taken: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 27 * 24 }), length: fc.integer({ min: 1, max: 60 }) }),
    { maxLength: 6 },
  ),
});
const merchant = fc.record({
  people: fc.array(person, { minLength: 2, maxLength: 3 }),
  mode: fc.constantFrom('roundrobin_prioritized', 'exclusive', 'mutual', 'roundrobin_random'),
  length: fc.constantFrom('15 minutes', '1 hour', '26 hours'),
  step: maybe(fc.constantFrom('5 minutes', '90 minutes')),
  from: maybe(fc.constantFrom('30 hours', '12 days')),
});

interface Shown {
  readonly type: 'resource' | 'project';
  readonly id: string;
  readonly next_slot: {
    readonly start: string;
    readonly end: string;
    readonly resources: { id: string }[];
  } | null;
}

const stated = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

describe('the next slot of a result', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    Object.assign(server.app.get(Clock), { nowMs: () => now });
  });
  afterAll(() => server.close());

  it('is the first that availability offers within 28 days, whoever is asked', async () => {
    const met = { slot: 0, none: 0, late: 0 };
    await fc.assert(
      fc.asyncProperty(merchant, async ({ people, mode, length, step, from }) => {
        const { secret: basic } = await buildTenant(server);
        const app = (path: string, options: RequestOptions = {}) =>
          server.request(path, { basic, ...options });
        const post = (path: string, body: object) => app(path, { method: 'POST', body });
        const { resource, project, search } = searchedShop({ app });
        const ids: string[] = [];
        for (const [
          turn,
          { timezone, hours, notice, ahead, buffer, perDay, away, taken },
        ] of people.entries()) {
          const policies = stated({
            min_booking_notice: notice,
            max_booking_window: ahead,
            buffer_before: buffer,
            max_per_day: perDay,
          });
          const id = await resource(`Person ${turn}`, {
            timezone,
            policies,
            ...(hours !== undefined && { availability_constraints: [{ allow_hours: hours }] }),
          });
          ids.push(id);
          for (const { at, length: span } of [
            ...(away === undefined ? [] : [{ at: -2, length: away + 2 }]),
            ...taken,
          ]) {
            const start = now + at * hour;
            const time = {
              start: new Date(start).toISOString(),
              end: new Date(start + span * hour).toISOString(),
            };
            const settings = { allow_outside_hours: true, allow_double_bookings: true };
            const made = await post('/v2/bookings', {
              ...time,
              graph: 'instant',
              resource_id: id,
              customer,
              settings,
            });
            expect([201, 409, 422]).toContain(made.status);
          }
        }
        const projectId = await project('Offer', {
          resources: ids,
          availability: stated({ mode, length, timeslot_increments: step, from }),
        });
        const { body } = await search({ with_availability: 'true' });
        const results = body.data as Shown[];
        expect(results).toHaveLength(people.length + 1);
        for (const { type, id, next_slot: shown } of results) {
          const alone = type === 'resource' && mode !== 'mutual';
          const answer = await post('/v2/availability', {
            project_id: projectId,
            ...(alone && { resources: [id] }),
            to: new Date(now + 28 * day).toISOString(),
            output_timezone: 'UTC',
          });
          expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.anything()]);
          const [first = null] = answer.body.data as NonNullable<Shown['next_slot']>[];
          expect([type, shown?.start, shown?.end]).toEqual([type, first?.start, first?.end]);
          if (mode !== 'roundrobin_random')
            expect(shown?.resources.map((one) => one.id).sort()).toEqual(
              first?.resources.map((one) => one.id).sort(),
            );
          met[shown === null ? 'none' : 'slot'] += 1;
          if (shown !== null && Date.parse(shown.start) > now + 4 * day) met.late += 1;
        }
      }),
      { numRuns: runs },
    );
    // Not nothing, however the merchants fall.
    expect(Math.min(met.slot, met.late)).toBeGreaterThan(0);
  });
});
