import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import type { Resource } from '../../src/resources/resource.entity.js';
import { buildOccupancy } from '../builders/occupancies.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import {
  startTestServer,
  type Answer,
  type RequestOptions,
  type TestServer,
} from '../support/test-server.js';

const now = '2026-06-01T08:00:00Z';

interface ShownSlot {
  readonly start: string;
  readonly end: string;
  readonly resources: readonly { readonly id: string; readonly name: string; readonly timezone: string }[];
}

describe('POST /v2/availability', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let ann: Resource;
  let clock: Clock;

  beforeAll(async () => {
    server = await startTestServer();
    clock = server.app.get(Clock);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    clock.nowMs = () => Date.parse(now);
    tenant = await buildTenant(server);
    ann = await resource('Ann');
  });

  const resource = (name: string, members: Partial<Resource> = {}) =>
    buildResource(server, tenant, { name, timezone: 'UTC', ...members });

  const ask = (body: object, options: RequestOptions = {}, path = '/v2/availability'): Promise<Answer> =>
    server.request(path, { method: 'POST', basic: tenant.widgetSecret, body, ...options });

  const slots = async (body: object, options: RequestOptions = {}): Promise<readonly ShownSlot[]> => {
    const answer = await ask(body, options);
    expect([answer.status, answer.text.slice(0, 500)]).toEqual([200, expect.anything()]);
    return answer.body.data as ShownSlot[];
  };

  const starts = async (body: object, options: RequestOptions = {}) =>
    (await slots(body, options)).map(({ start }) => start);

  /** One morning on which everything is possible, in one-hour slots. */
  const morning = { from: '2026-06-02T08:00:00Z', to: '2026-06-02T12:00:00Z', length: '1 hour' };
  const at = (...hours: readonly string[]) => hours.map((hour) => `2026-06-02T${hour}:00+00:00`);

  describe('answers', () => {
    it('slots with their resources, chronological', async () => {
      const answer = await ask({ resources: [ann.id], ...morning });
      const resources = [{ id: ann.id, name: 'Ann', timezone: 'UTC' }];
      expect(answer.body).toEqual({
        data: ['08', '09', '10', '11'].map((hour, index) => ({
          start: `2026-06-02T${hour}:00:00+00:00`,
          end: `2026-06-02T${String(9 + index).padStart(2, '0')}:00:00+00:00`,
          resources,
        })),
      });
    });

    it('names as they are, whatever characters they have', async () => {
      const name = 'Zoë "Zed" \\ \u2028 </script> 😀 {"end":1}';
      const odd = await resource(name);
      const answer = await ask({ resources: [odd.id], ...morning });
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.body.data[3].resources).toEqual([{ id: odd.id, name, timezone: 'UTC' }]);
    });

    it('the next four weeks of hours when nothing is said', async () => {
      const found = await slots({});
      expect(found[0]?.start).toBe('2026-06-01T08:00:00+00:00');
      expect(found.at(-1)?.end).toBe('2026-06-29T08:00:00+00:00');
      expect(found).toHaveLength(28 * 24);
      expect(new Set(found.map(({ resources }) => resources[0]?.id))).toEqual(new Set([ann.id]));
    });

    it.each([
      ['from in four weeks', { from: '5 weeks' }, '2026-07-06T08:00:00+00:00', '2026-08-03T08:00:00+00:00'],
      [
        'tomorrow',
        { from: 'tomorrow', to: '2 days' },
        '2026-06-02T00:00:00+00:00',
        '2026-06-03T08:00:00+00:00',
      ],
      [
        'what is over',
        { from: '-1 hour', to: '2 hours' },
        '2026-06-01T08:00:00+00:00',
        '2026-06-01T10:00:00+00:00',
      ],
      [
        'sums',
        { from: 'now', to: '3 days 2 weeks' },
        '2026-06-01T08:00:00+00:00',
        '2026-06-18T08:00:00+00:00',
      ],
      [
        'offsets',
        { from: '2026-06-02T10:00:00+02:00', to: '2026-06-02T07:00:00-03:00' },
        '2026-06-02T08:00:00+00:00',
        '2026-06-02T10:00:00+00:00',
      ],
    ])('a window told by %s', async (_, body, first, last) => {
      const found = await slots(body);
      expect([found[0]?.start, found.at(-1)?.end]).toEqual([first, last]);
    });

    it('days that the answer’s zone counts, where a window is told in days', async () => {
      const body = { from: 'tomorrow', to: '2 days', output_timezone: 'America/New_York' };
      const found = await starts(body);
      expect([found[0], found.at(-1)]).toEqual(['2026-06-02T00:00:00-04:00', '2026-06-03T03:00:00-04:00']);
    });

    it('times in output_timezone, else in that of the project, else of the header, else UTC', async () => {
      const project = await buildProject(
        server,
        tenant,
        {
          availability: { output_timezone: 'Asia/Kathmandu' },
        },
        [ann],
      );
      const header = { headers: { 'Timekit-Timezone': 'Europe/Copenhagen' } };
      const one = { ...morning, to: '2026-06-02T09:00:00Z' };
      const own = { ...one, project_id: project.id, output_timezone: 'America/New_York' };
      expect(await starts(own, header)).toEqual(['2026-06-02T04:00:00-04:00']);
      expect(await slots({ ...one, project_id: project.id }, header)).toEqual([
        expect.objectContaining({ start: '2026-06-02T13:45:00+05:45', end: '2026-06-02T14:45:00+05:45' }),
      ]);
      expect(await starts(one, header)).toEqual(['2026-06-02T10:00:00+02:00']);
      expect(await starts(one)).toEqual(['2026-06-02T08:00:00+00:00']);
    });

    it('steps of timeslot_increments, each slot of the asked length', async () => {
      const body = { ...morning, length: '90 minutes', timeslot_increments: '45 minutes' };
      expect(await starts(body)).toEqual(at('08:15', '09:00', '09:45', '10:30'));
    });

    it('full hours with round_to_nearest_hour', async () => {
      const constraints = [{ allow_hours: { start: '08:20', end: '12:00' } }];
      expect(await starts({ ...morning, constraints })).toEqual(at('08:20', '09:20', '10:20'));
      expect(await starts({ ...morning, constraints, round_to_nearest_hour: true })).toEqual(
        at('09:00', '10:00', '11:00'),
      );
    });

    it('free intervals with length null, whatever the project says', async () => {
      await buildOccupancy(server, ann, ['2026-06-02T09:10:00Z', '2026-06-02T09:40:00Z']);
      const project = await buildProject(server, tenant, { availability: { length: '15 minutes' } }, [ann]);
      const found = await slots({ ...morning, length: null, project_id: project.id });
      expect(found.map(({ start, end }) => [start, end])).toEqual([
        at('08:00', '09:10'),
        at('09:40', '12:00'),
      ]);
    });

    it('the same to the merchant’s server, a user and a widget key', async () => {
      const configuration = await buildConfiguration(server, tenant);
      const token = configuration.token({ id: 'u', iat: undefined, exp: undefined });
      const widget = await slots(morning);
      expect(widget).toHaveLength(4);
      expect(await slots(morning, { basic: tenant.secret })).toEqual(widget);
      const answer = await server.request('/v2/availability', {
        method: 'POST',
        bearer: token,
        body: morning,
      });
      expect(answer.body.data).toEqual(widget);
    });
  });

  describe('with several resources', () => {
    let bo: Resource;
    const hours = { from: '2026-06-02T08:00:00Z', to: '2026-06-02T11:00:00Z' };
    beforeEach(async () => {
      bo = await resource('Bo');
      await buildOccupancy(server, ann, ['2026-06-02T08:00:00Z', '2026-06-02T09:00:00Z']);
      await buildOccupancy(server, bo, ['2026-06-02T10:00:00Z', '2026-06-02T11:00:00Z']);
    });

    const named = async (body: object) =>
      (await slots({ ...hours, ...body })).map(({ start, resources }) => [
        start.slice(11, 16),
        resources.map(({ name }) => name).join(' '),
      ]);

    it('roundrobin_prioritized names the first that is free, in the order given', async () => {
      const mode = 'roundrobin_prioritized';
      expect(await named({ mode, resources: [ann.id, bo.id] })).toEqual([
        ['08:00', 'Bo'],
        ['09:00', 'Ann'],
        ['10:00', 'Ann'],
      ]);
      expect(await named({ mode, resources: [bo.id, ann.id, bo.id] })).toEqual([
        ['08:00', 'Bo'],
        ['09:00', 'Bo'],
        ['10:00', 'Ann'],
      ]);
    });

    it('roundrobin_random names one, in time everyone', async () => {
      const seen = new Set<string>();
      for (let turn = 0; turn < 64 && seen.size < 2; turn += 1) {
        const found = await named({ resources: [ann.id, bo.id] });
        expect(found.map(([start]) => start)).toEqual(['08:00', '09:00', '10:00']);
        expect([found[0]?.[1], found[2]?.[1]]).toEqual(['Bo', 'Ann']);
        seen.add(found[1]?.[1] ?? '');
      }
      expect([...seen].sort()).toEqual(['Ann', 'Bo']);
    });

    it('exclusive names all that are free', async () => {
      expect(await named({ mode: 'exclusive', resources: [ann.id, bo.id] })).toEqual([
        ['08:00', 'Bo'],
        ['09:00', 'Ann Bo'],
        ['10:00', 'Ann'],
      ]);
    });

    it('mutual asks for all of them at once', async () => {
      expect(await named({ mode: 'mutual', resources: [ann.id, bo.id] })).toEqual([['09:00', 'Ann Bo']]);
    });

    it('a project brings its resources in its order, and its mode', async () => {
      const project = await buildProject(
        server,
        tenant,
        {
          availability: { mode: 'roundrobin_prioritized' },
        },
        [bo, ann],
      );
      const first = [
        ['08:00', 'Bo'],
        ['09:00', 'Bo'],
        ['10:00', 'Ann'],
      ];
      expect(await named({ project_id: project.id })).toEqual(first);
      expect(await named({ project_id: project.id, resources: [] })).toEqual(first);
      expect(await named({ project_id: project.id, mode: 'mutual' })).toEqual([['09:00', 'Bo Ann']]);
      expect(await named({ project_id: project.id, resources: [ann.id] })).toEqual([
        ['09:00', 'Ann'],
        ['10:00', 'Ann'],
      ]);
    });

    it('a project without resources offers nothing', async () => {
      const project = await buildProject(server, tenant, {}, []);
      expect(await named({ project_id: project.id })).toEqual([]);
      expect(await named({ project_id: project.id, resources: [], mode: 'mutual' })).toEqual([]);
    });

    it('each keeps its hours in its own zone', async () => {
      const constraints = [{ allow_hours: { start: 9, end: 10 } }];
      const [far, near] = await Promise.all([
        resource('Far', { timezone: 'America/New_York', availabilityConstraints: constraints }),
        resource('Near', { timezone: 'Europe/Copenhagen', availabilityConstraints: constraints }),
      ]);
      const day = { from: '2026-06-02T00:00:00Z', to: '2026-06-03T00:00:00Z', resources: [far.id, near.id] };
      expect(await named(day)).toEqual([
        ['07:00', 'Near'],
        ['13:00', 'Far'],
      ]);
    });
  });

  describe('with constraints of the request', () => {
    // 2026-06-06 is a Saturday.
    const week = { from: '2026-06-05T00:00:00Z', to: '2026-06-08T00:00:00Z', length: '12 hours' };
    const half = (...places: readonly string[]) =>
      places.map((place) => `2026-06-${place.replace(' ', 'T')}:00:00+00:00`);

    it.each([
      ['allow_day', { allow_day: { day: 'Saturday' } }, half('06 00', '06 12')],
      ['block_day', { block_day: { day: 'saturday' } }, half('05 00', '05 12', '07 00', '07 12')],
      ['allow_weekdays', { allow_weekdays: {} }, half('05 00', '05 12')],
      ['block_weekdays', { block_weekdays: {} }, half('06 00', '06 12', '07 00', '07 12')],
      ['allow_weekends', { allow_weekends: {} }, half('06 00', '06 12', '07 00', '07 12')],
      ['block_weekends', { block_weekends: {} }, half('05 00', '05 12')],
      ['allow_hours', { allow_hours: { start: 6, end: 20 } }, half('05 06', '06 06', '07 06')],
      ['block_hours', { block_hours: { start: '12:00', end: '24:00' } }, half('05 00', '06 00', '07 00')],
      ['allow_day_and_time', { allow_day_and_time: { day: 'Sunday', start: 3, end: 15 } }, half('07 03')],
      [
        'block_day_and_time',
        { block_day_and_time: { day: 'SUNDAY', start: 0, end: 24 } },
        half('05 00', '05 12', '06 00', '06 12'),
      ],
      ['allow_period', { allow_period: { start: '2026-06-06', end: '2026-06-06' } }, half('06 00', '06 12')],
      [
        'block_period',
        { block_period: { start: '2026-06-05T12:00:00', end: '2026-06-07T10:00:00+00:00'.slice(0, 19) } },
        half('05 00', '07 10'),
      ],
      [
        'a period between instants',
        { allow_period: { start: '2026-06-06T02:00:00+02:00', end: '2026-06-06T12:00:00+00:00' } },
        half('06 00'),
      ],
    ])('%s', async (_, constraint, expected) => {
      expect(await starts({ ...week, constraints: [constraint] })).toEqual(expected);
    });

    it('allow_… are a union and every block_… is taken off, list by list', async () => {
      const constraints = [
        { allow_day: { day: 'friday' } },
        { allow_day: { day: 'sunday' } },
        { block_hours: { start: 0, end: 12 } },
      ];
      expect(await starts({ ...week, constraints })).toEqual(half('05 12', '07 12'));
      const project = await buildProject(
        server,
        tenant,
        {
          availabilityConstraints: [{ allow_day: { day: 'sunday' } }, { allow_day: { day: 'saturday' } }],
        },
        [ann],
      );
      expect(await starts({ ...week, constraints, project_id: project.id })).toEqual(half('07 12'));
    });

    it('the request cannot open what the project or the resource keeps closed', async () => {
      const closed = await resource('Closed', { availabilityConstraints: [{ allow_weekends: {} }] });
      const constraints = [{ allow_weekdays: {} }];
      expect(await starts({ ...week, resources: [closed.id], constraints })).toEqual([]);
      const project = await buildProject(
        server,
        tenant,
        {
          availability: { constraints: [{ allow_weekends: {} }] },
        },
        [ann],
      );
      expect(await starts({ ...week, project_id: project.id, constraints })).toEqual([]);
    });
  });

  describe('on the days the clocks change', () => {
    const day = async (
      timezone: string,
      [from, to]: readonly string[],
      constraint: object,
      length = '1 hour',
    ) => {
      const one = await resource('One', { timezone, availabilityConstraints: [constraint as never] });
      return starts({ resources: [one.id], from, to, length, output_timezone: timezone });
    };
    const night = { allow_hours: { start: 1, end: 4 } };

    it.each([
      [
        'Europe/Copenhagen, an hour less',
        'Europe/Copenhagen',
        ['2027-03-28T00:00:00+01:00', '2027-03-29T00:00:00+02:00'],
        ['2027-03-28T01:00:00+01:00', '2027-03-28T03:00:00+02:00'],
      ],
      [
        'Europe/Copenhagen, an hour more',
        'Europe/Copenhagen',
        ['2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'],
        [
          '2026-10-25T01:00:00+02:00',
          '2026-10-25T02:00:00+02:00',
          '2026-10-25T02:00:00+01:00',
          '2026-10-25T03:00:00+01:00',
        ],
      ],
      [
        'America/New_York, an hour less',
        'America/New_York',
        ['2027-03-14T00:00:00-05:00', '2027-03-15T00:00:00-04:00'],
        ['2027-03-14T01:00:00-05:00', '2027-03-14T03:00:00-04:00'],
      ],
      [
        'America/New_York, an hour more',
        'America/New_York',
        ['2026-11-01T00:00:00-04:00', '2026-11-02T00:00:00-05:00'],
        [
          '2026-11-01T01:00:00-04:00',
          '2026-11-01T01:00:00-05:00',
          '2026-11-01T02:00:00-05:00',
          '2026-11-01T03:00:00-05:00',
        ],
      ],
      [
        'Australia/Lord_Howe, half an hour less',
        'Australia/Lord_Howe',
        ['2026-10-04T00:00:00+10:30', '2026-10-05T00:00:00+11:00'],
        ['2026-10-04T01:00:00+10:30', '2026-10-04T02:30:00+11:00'],
      ],
      [
        'Australia/Lord_Howe, half an hour more',
        'Australia/Lord_Howe',
        ['2027-04-04T00:00:00+11:00', '2027-04-05T00:00:00+10:30'],
        ['2027-04-04T01:00:00+11:00', '2027-04-04T01:30:00+10:30', '2027-04-04T02:30:00+10:30'],
      ],
    ])('%s', async (_, timezone, window, expected) => {
      // All of these lie within six months of this.
      clock.nowMs = () => Date.parse('2026-09-20T00:00:00Z');
      expect(await day(timezone, window, night)).toEqual(expected);
    });

    it('a local day is as long as it is', async () => {
      const count = async (window: readonly string[]) =>
        (
          await day('Europe/Copenhagen', window, {
            allow_period: { start: window[0]?.slice(0, 10), end: window[0]?.slice(0, 10) },
          })
        ).length;
      expect(await count(['2027-03-28T00:00:00+01:00', '2027-03-30T00:00:00+02:00'])).toBe(23);
      expect(await count(['2026-10-25T00:00:00+02:00', '2026-10-27T00:00:00+01:00'])).toBe(25);
    });

    it('a period whose start is skipped begins when the clock has jumped', async () => {
      const period = { allow_period: { start: '2027-03-28T02:30:00', end: '2027-03-28T05:00:00' } };
      const window = ['2027-03-28T00:00:00+01:00', '2027-03-29T00:00:00+02:00'];
      expect(await day('Europe/Copenhagen', window, period, '90 minutes')).toEqual([
        '2027-03-28T03:00:00+02:00',
      ]);
    });
  });

  describe('leaves out what is taken', () => {
    it('by a booking, without moving the grid', async () => {
      await buildOccupancy(server, ann, ['2026-06-02T08:30:00Z', '2026-06-02T09:10:00Z']);
      expect(await starts(morning)).toEqual(at('10:00', '11:00'));
    });

    it('by a booking that may overlap others', async () => {
      await buildOccupancy(server, ann, ['2026-06-02T09:00:00Z', '2026-06-02T10:00:00Z'], {
        exclusive: false,
      });
      expect(await starts(morning)).toEqual(at('08:00', '10:00', '11:00'));
    });

    it('by a hold, until it ends', async () => {
      const until = Date.parse(now) + 30_000;
      await buildOccupancy(server, ann, ['2026-06-02T08:00:00Z', '2026-06-02T10:00:00Z'], { until });
      expect(await starts(morning)).toEqual(at('10:00', '11:00'));
      clock.nowMs = () => until - 1;
      expect(await starts(morning)).toHaveLength(2);
      clock.nowMs = () => until;
      expect(await starts(morning)).toHaveLength(4);
    });

    it.each([
      ['the request', { buffer: '30 minutes' }, {}, {}, {}],
      ['the project', {}, { availability: { buffer: '30 minutes' } }, {}, {}],
      [
        'the project, though the request asks for less',
        { buffer: '5 minutes' },
        { availability: { buffer: '30 minutes' } },
        {},
        {},
      ],
      [
        'the project’s policies',
        {},
        { policies: { buffer_before: '30 minutes', buffer_after: '1 minute' } },
        {},
        {},
      ],
      ['the resource', {}, {}, { policies: { buffer_before: '30 minutes', buffer_after: '1 minute' } }, {}],
      ['the booking itself', {}, {}, {}, { bufferBefore: 60_000, bufferAfter: 1_800_000 }],
    ])('by the buffer of %s', async (_, body, project, resourceMembers, occupancy) => {
      const buffered = await resource('Buffered', resourceMembers);
      const { id } = await buildProject(server, tenant, project, [buffered]);
      await buildOccupancy(server, buffered, ['2026-06-02T10:00:00Z', '2026-06-02T10:45:00Z'], occupancy);
      const question = {
        ...morning,
        from: '2026-06-02T06:00:00Z',
        to: '2026-06-02T14:00:00Z',
        project_id: id,
      };
      expect(await starts({ ...question, ...body })).toEqual(at('06:00', '07:00', '08:00', '12:00', '13:00'));
    });

    it('of another resource, nothing', async () => {
      const bo = await resource('Bo');
      await buildOccupancy(server, bo, ['2026-06-02T08:00:00Z', '2026-06-02T12:00:00Z']);
      expect(await starts({ ...morning, resources: [ann.id] })).toHaveLength(4);
    });
  });

  describe('keeps the policies', () => {
    const today = { from: 'now', to: '8 hours' };

    it('the past is not offered', async () => {
      expect(await starts({ from: '-2 days', to: 'now' })).toEqual([]);
      expect(await starts({ from: '-2 days', to: 'now' }, { basic: tenant.secret })).toEqual([]);
    });

    it('min_booking_notice', async () => {
      const slow = await resource('Slow', { policies: { min_booking_notice: '3 hours' } });
      const project = await buildProject(
        server,
        tenant,
        {
          policies: { min_booking_notice: '5 hours 1 second' },
        },
        [slow],
      );
      expect((await starts({ ...today, resources: [slow.id] }))[0]).toBe('2026-06-01T11:00:00+00:00');
      expect((await starts({ ...today, project_id: project.id }))[0]).toBe('2026-06-01T14:00:00+00:00');
    });

    it('max_booking_window', async () => {
      const project = await buildProject(
        server,
        tenant,
        {
          policies: { max_booking_window: '4 hours' },
        },
        [ann],
      );
      expect((await starts({ ...today, project_id: project.id })).at(-1)).toBe('2026-06-01T12:00:00+00:00');
    });

    it('max_per_day, by the days of the resource’s zone', async () => {
      const busy = await resource('Busy', { timezone: 'America/New_York', policies: { max_per_day: 1 } });
      // The evening of 1 June in New York.
      await buildOccupancy(server, busy, ['2026-06-02T02:00:00Z', '2026-06-02T03:00:00Z']);
      const days = { resources: [busy.id], from: '2026-06-01T08:00:00Z', to: '2026-06-02T08:00:00Z' };
      expect(await starts(days)).toEqual(
        ['04', '05', '06', '07'].map((hour) => `2026-06-02T${hour}:00:00+00:00`),
      );
    });
  });

  describe('explains', () => {
    it('to the merchant’s server, why the rest of the window is not offered', async () => {
      const careful = await resource('Careful', {
        policies: { buffer_after: '30 minutes' },
        availabilityConstraints: [{ allow_hours: { start: 8, end: 12 } }],
      });
      const project = await buildProject(
        server,
        tenant,
        {
          availabilityConstraints: [{ block_hours: { start: 8, end: 9 } }],
        },
        [careful],
      );
      await buildOccupancy(server, careful, ['2026-06-02T10:00:00Z', '2026-06-02T10:15:00Z'], {
        until: Date.parse(now) + 60_000,
      });
      await buildOccupancy(server, careful, ['2026-06-02T11:00:00Z', '2026-06-02T12:00:00Z']);
      const answer = await ask(
        {
          project_id: project.id,
          from: '2026-06-02T07:00:00Z',
          to: '2026-06-02T13:00:00Z',
          length: '30 minutes',
          explain: true,
          output_timezone: 'Europe/Copenhagen',
        },
        { basic: tenant.secret },
      );
      expect(answer.body.data.map(({ start }: ShownSlot) => start)).toEqual(['2026-06-02T11:00:00+02:00']);
      const local = (time: string) => `2026-06-02T${time}:00+02:00`;
      const outside = "None of the allow_… in the resource's availability_constraints covers it.";
      expect(answer.body.explanation).toEqual([
        {
          resource: { id: careful.id, name: 'Careful', timezone: 'UTC' },
          unoffered: [
            { start: local('09:00'), end: local('10:00'), reason: 'constraint', detail: outside },
            {
              start: local('10:00'),
              end: local('11:00'),
              reason: 'constraint',
              detail: "Number 1 of the project's availability_constraints blocks it.",
            },
            expect.objectContaining({ start: local('11:30'), end: local('12:00'), reason: 'buffer' }),
            expect.objectContaining({ start: local('12:00'), end: local('12:15'), reason: 'hold' }),
            expect.objectContaining({ start: local('12:15'), end: local('12:30'), reason: 'length' }),
            expect.objectContaining({ start: local('12:30'), end: local('13:00'), reason: 'buffer' }),
            expect.objectContaining({ start: local('13:00'), end: local('14:00'), reason: 'booking' }),
            { start: local('14:00'), end: local('15:00'), reason: 'constraint', detail: outside },
          ],
        },
      ]);
    });

    it('no more than it can in a moment', async () => {
      const constraints = Array.from({ length: 1000 }, () => ({ block_hours: { start: 1, end: 2 } }));
      const answer = await ask(
        { ...morning, to: '5 weeks', constraints, explain: true },
        { basic: tenant.secret },
      );
      expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, ['explain']]);
    });

    it('nothing to others, and says so', async () => {
      const answer = await ask({ ...morning, explain: true, colour: 'red' });
      expect(Object.keys(answer.body)).toEqual(['data', 'warnings']);
      expect(answer.body.warnings).toEqual(['explain', 'colour']);
    });
  });

  it('ignores members it does not know, and names them', async () => {
    const answer = await ask({ ...morning, ignore_all_day_events: true, future: null });
    expect(answer.status).toBe(200);
    expect(answer.body.warnings).toEqual(['ignore_all_day_events', 'future']);
  });

  describe('refuses', () => {
    const absent = '01890000-0000-7000-8000-000000000000';
    const manyResources = () => Promise.all(Array.from({ length: 9 }, () => resource('One of many')));
    const hour = { start: 9, end: 10 };
    it.each<[string, object, string]>([
      ['an unknown resource', { resources: [absent] }, 'resources.0'],
      ['text that is no id', { resources: ['x\u0000'] }, 'resources.0'],
      ['numbers as resources', { resources: [1] }, 'resources.0'],
      ['no resource at all', { resources: [] }, 'resources'],
      ['an object as resources', { resources: {} }, 'resources'],
      ['hundreds of resources', { resources: Array.from({ length: 501 }, () => absent) }, 'resources'],
      ['an unknown project', { project_id: absent }, 'project_id'],
      ['a project that is no text', { project_id: 7 }, 'project_id'],
      ['an unknown mode', { mode: 'random' }, 'mode'],
      ['a time without offset', { from: '2026-06-02T08:00:00' }, 'from'],
      ['29 February', { from: '2027-02-29T08:00:00Z' }, 'from'],
      ['nonsense as from', { from: 'yesterday' }, 'from'],
      ['a year before 1970', { from: '1969-12-31T23:59:59Z', to: '1970-01-02T00:00:00Z' }, 'from'],
      ['a year after 2200', { from: '2199-12-01T00:00:00Z', to: '2200-01-01T00:00:00Z' }, 'to'],
      ['a time beyond the calendar', { from: '9999-12-31T23:59:59Z' }, 'from'],
      ['centuries', { to: '101 years' }, 'to'],
      ['an end before the start', { from: '2 days', to: '1 day' }, 'to'],
      ['an end at the start', { from: '2 days', to: '2 days' }, 'to'],
      ['more than six months', { from: 'now', to: '6 months 1 second' }, 'to'],
      ['no length', { length: '0 minutes' }, 'length'],
      ['a negative length', { length: '-30 minutes' }, 'length'],
      ['a year-long length', { length: '365 days' }, 'length'],
      ['a month as length', { length: '1 month' }, 'length'],
      ['a number as length', { length: 30 }, 'length'],
      ['a negative buffer', { buffer: '-5 minutes' }, 'buffer'],
      ['a buffer of days', { buffer: '2 days' }, 'buffer'],
      ['no increments', { timeslot_increments: '0 hours' }, 'timeslot_increments'],
      [
        'increments that never end',
        { timeslot_increments: '1 second', to: '6 months' },
        'timeslot_increments',
      ],
      ['more slots than one answer has', { timeslot_increments: '1 minute' }, 'to'],
      ['text as round_to_nearest_hour', { round_to_nearest_hour: 'yes' }, 'round_to_nearest_hour'],
      ['an unknown zone', { output_timezone: 'Mars/Olympus' }, 'output_timezone'],
      ['an offset as zone', { output_timezone: '+02:00' }, 'output_timezone'],
      ['constraints that are no list', { constraints: { allow_hours: hour } }, 'constraints'],
      ['an unknown constraint', { constraints: [{ allow_hour: hour }] }, 'constraints.0.allow_hour'],
      [
        'two constraints in one',
        { constraints: [{ allow_hours: hour, block_weekends: {} }] },
        'constraints.0',
      ],
      [
        'decimal hours',
        { constraints: [{ allow_hours: { start: 9.5, end: 10 } }] },
        'constraints.0.allow_hours.start',
      ],
      [
        'hours that pass midnight',
        { constraints: [{ allow_hours: { start: 22, end: 2 } }] },
        'constraints.0.allow_hours.end',
      ],
      [
        'a thousand and one constraints',
        { constraints: Array.from({ length: 1001 }, () => ({ block_weekends: {} })) },
        'constraints',
      ],
      [
        'ten thousand constraints',
        { constraints: Array.from({ length: 10_000 }, () => ({})) },
        'constraints',
      ],
      [
        'a thousand hours a day for half a year',
        {
          to: '6 months',
          length: null,
          mode: 'exclusive',
          constraints: Array.from({ length: 1000 }, () => ({ block_hours: { start: 1, end: 2 } })),
        },
        'to',
      ],
      ['text as explain', { explain: 'yes' }, 'explain'],
    ])('%s', async (_, body, field) => {
      if ('length' in body && body.length === null) await manyResources();
      const answer = await ask(body);
      expect([answer.status, answer.body?.code]).toEqual([422, 'validation_failed']);
      expect(Object.keys(answer.body.errors)).toContain(field);
    });

    it('a body that is a list', async () => {
      expect((await ask([])).status).toBe(422);
    });

    it('an unknown zone in the header or parameter', async () => {
      const header = await ask(morning, { headers: { 'Timekit-Timezone': 'Mars/Olympus' } });
      expect([header.status, Object.keys(header.body.errors)]).toEqual([422, ['Timekit-Timezone']]);
      const parameter = await ask(morning, {}, '/v2/availability?timezone=Mars');
      expect([parameter.status, Object.keys(parameter.body.errors)]).toEqual([422, ['timezone']]);
    });

    it('to ask more than 500 resources that nobody named', async () => {
      await server.database.write(async ({ manager }) => {
        const columns =
          'tenant_id, id, name, timezone, tags, meta, availability_constraints, policies, created_at, updated_at';
        for (let index = 0; index < 500; index += 1) {
          const id = `01890000-0000-7000-8000-${String(index).padStart(12, '0')}`;
          await manager.query(
            `INSERT INTO resources (${columns}) SELECT '${tenant.id}', '${id}', name, timezone, tags, meta, availability_constraints, policies, created_at, updated_at FROM resources WHERE id = '${ann.id}'`,
          );
        }
      });
      const answer = await ask({});
      expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, ['resources']]);
      expect((await ask({ ...morning, resources: [ann.id] })).status).toBe(200);
    });
  });

  describe('knows its own tenant only', () => {
    it('another’s resource and project are missing, as if there were none', async () => {
      const other = await buildTenant(server);
      const theirs = await buildResource(server, other, { name: 'Theirs', timezone: 'UTC' });
      const project = await buildProject(server, other, {}, [theirs]);
      const headers = { 'X-Request-Id': 'request-0001' };
      const absent = '01890000-0000-7000-8000-000000000000';
      const bytes = async (body: object) => (await ask(body, { headers })).text;
      expect(await bytes({ resources: [theirs.id] })).toBe(await bytes({ resources: [absent] }));
      expect(await bytes({ project_id: project.id })).toBe(await bytes({ project_id: absent }));
      const everyone = await slots({ ...morning, mode: 'exclusive' });
      expect(everyone.flatMap(({ resources }) => resources.map(({ id }) => id))).toEqual([
        ann.id,
        ann.id,
        ann.id,
        ann.id,
      ]);
    });

    it('a removed resource and project are missing', async () => {
      const gone = await resource('Gone', { removedAt: 1 });
      const project = await buildProject(server, tenant, { removedAt: 1 }, [ann]);
      expect(Object.keys((await ask({ resources: [gone.id] })).body.errors)).toEqual(['resources.0']);
      expect(Object.keys((await ask({ project_id: project.id })).body.errors)).toEqual(['project_id']);
    });
  });

  it('needs a credential', async () => {
    expect((await server.request('/v2/availability', { method: 'POST', body: {} })).status).toBe(401);
  });
});
