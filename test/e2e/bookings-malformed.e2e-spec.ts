import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/common/ids.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type RequestOptions, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;
let token: string;
/** Ids of things that there are, by the placeholders of the requests below. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server, { settings: { widget_may_reschedule: true } });
  token = (await buildConfiguration(server, tenant)).token({ id: 'ann', email: 'ann@example.com' });
  const resource = await buildResource(server, tenant);
  const other = await buildResource(server, tenant, { timezone: 'Pacific/Apia' });
  const project = await buildProject(server, tenant, { slug: 'malformed' }, [resource, other]);
  const make = async (body: object, by: RequestOptions, path = '/v2/bookings') => {
    const { body: made } = await server.request(path, { method: 'POST', body: { ...hour, ...body }, ...by });
    return String(made.data.id);
  };
  const held = { resource_id: resource.id };
  ids = {
    RESOURCE: resource.id,
    OTHER: other.id,
    PROJECT: project.id,
    BOOKING: await make({ customer, ...held }, { bearer: token }),
    GROUP: await make({ graph: 'group_owner', group_booking: { max_seats: 900 } }, { basic: tenant.secret }),
    HOLD: await make(
      { ...held, start: '2031-05-01T10:00:00Z', end: '2031-05-01T11:00:00Z' },
      { basic: tenant.secret },
      '/v2/bookings/reserve',
    ),
    NOBODY: newId(),
  };
});
afterAll(() => server.close());

const hour = { start: '2031-01-01T10:00:00Z', end: '2031-01-01T11:00:00Z' };
const customer = { name: 'Bo', email: 'bo@example.com', phone: '1', timezone: 'UTC', meta: { a: 1 } };
const constraints = [
  { allow_hours: { start: 8, end: '17:30' } },
  { block_period: { start: '2031-01-01', end: '2031-01-02' } },
  { allow_day_and_time: { day: 'Monday', start: '00:00', end: 24 } },
  { block_weekends: {} },
  { allow_day: { day: 'sunday' } },
];
const policies = {
  buffer_before: '5 minutes',
  buffer_after: '5 minutes',
  min_booking_notice: '1 hour',
  max_booking_window: '365 days',
  min_cancel_notice: '1 day',
  max_per_day: 3,
};
const question = {
  project_id: 'PROJECT',
  resources: ['RESOURCE', 'OTHER'],
  mode: 'mutual',
  from: 'now',
  to: '2 weeks',
  length: '30 minutes',
  buffer: '5 minutes',
  timeslot_increments: '15 minutes',
  round_to_nearest_hour: true,
  output_timezone: 'Europe/Paris',
  constraints,
};
const create = {
  ...hour,
  resource_id: 'RESOURCE',
  project_id: 'PROJECT',
  graph: 'instant',
  what: 'a',
  where: 'b',
  description: 'c',
  action: 'confirm',
  customer,
  meta: { k: 'v', list: [1, { a: null }] },
  settings: { allow_double_bookings: true, auto_complete_one_hour_after_booking_ends: { enabled: false } },
  event: { ...hour, what: 'x' },
  related: { owner_booking_id: 'GROUP' },
  group_booking: { max_seats: 3 },
  reservation_id: 'HOLD',
};
const move = { start: '2031-02-01T10:00:00Z', end: '2031-02-01T11:00:00Z', message: 'm' };
const project = {
  name: 'Cut',
  description: 'd',
  resources: ['RESOURCE'],
  availability: {
    mode: 'mutual',
    from: 'now',
    to: '1 week',
    length: '1 hour',
    buffer: '0 minutes',
    constraints,
  },
  booking: { graph: 'instant', what: 'w', settings: {}, meta: {}, group_booking: { max_seats: 2 } },
  availability_constraints: constraints,
  customer_fields: { name: { title: 'Name', required: true } },
  ui: { a: 1 },
  policies,
  meta: { a: 1 },
};
const resource = {
  name: 'R',
  timezone: 'UTC',
  description: 'd',
  email: 'r@example.com',
  first_name: 'a',
  last_name: 'b',
  image: 'i',
  tags: ['t'],
  meta: {},
  availability_constraints: constraints,
  policies,
};

/** Requests that mean something, to be spoilt in one place or several. */
const requests: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['POST', '/v2/bookings', create],
  ['POST', '/v2/bookings', { ...hour, customer, resource_id: 'RESOURCE' }],
  ['POST', '/v2/bookings', { customer, related: { owner_booking_id: 'GROUP' } }],
  ['POST', '/v2/bookings', { customer, reservation_id: 'HOLD' }],
  [
    'POST',
    '/v2/bookings/bulk',
    { bookings: [create, { customer }], relate_bookings: true, delete_all_on_error: true },
  ],
  [
    'PUT',
    '/v2/bookings/bulk',
    { bookings: [{ id: 'NOBODY', action: 'cancel', message: 'm' }], stop_on_first_error: true },
  ],
  ['PUT', '/v2/bookings/bulk', { bookings: [{ id: 'BOOKING', action: 'reschedule_by_customer', ...move }] }],
  ['POST', '/v2/bookings/reserve', { ...hour, resource_id: 'OTHER', reservation_time: '30 seconds' }],
  ['PUT', '/v2/bookings/reserve/extend', { id: 'HOLD', reservation_id: 'HOLD', reservation_time: 30 }],
  ['POST', '/v2/bookings/BOOKING/reschedule', { ...move, resource_id: 'OTHER' }],
  ['PUT', '/v2/bookings/BOOKING/reschedule_by_customer', { reschedule_by_customer: move }],
  ['PUT', '/v2/bookings/NOBODY/cancel', { cancel: { message: 'm' } }],
  ['PUT', '/v2/bookings/BOOKING', { meta: { a: 1, b: null, _c: [1] } }],
  ['POST', '/v2/availability', { ...question, explain: true }],
  [
    'POST',
    '/v2/availability',
    { resources: ['RESOURCE'], length: null, from: '2031-03-29', to: '2031-03-31' },
  ],
  ['POST', '/v2/availability/dates', question],
  ['POST', '/v2/availability/count', question],
  ['POST', '/v2/unavailable/slots', question],
  ['POST', '/v2/projects', project],
  ['PUT', '/v2/projects/NOBODY', project],
  ['POST', '/v2/projects/PROJECT/resources', { resource_id: 'RESOURCE' }],
  ['PUT', '/v2/projects/PROJECT/resources', ['RESOURCE', 'OTHER', { id: 'OTHER' }]],
  ['DELETE', '/v2/projects/PROJECT/resources/NOBODY'],
  ['POST', '/v2/resources', resource],
  ['PUT', '/v2/resources/RESOURCE', { name: 'R', tags: ['a'], meta: { a: 1 } }],
  ['GET', '/v2/resources'],
  ['GET', '/v2/projects'],
  ['GET', '/v2/projects/PROJECT'],
  ['GET', '/v2/projects/hosted/malformed'],
  ['GET', '/v2/projects/embed/PROJECT'],
  ['GET', '/v2/bookings/groups'],
  ['GET', '/v2/bookings/groups/GROUP'],
  ['GET', '/v2/bookings/BOOKING'],
];

const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      '',
      ' ',
      '\u0000',
      'a\u0000b',
      '\ud800',
      '\u{10FFFF}',
      '__proto__',
      'constructor',
      'a'.repeat(11_000),
    ],
    ...[
      'NOBODY',
      'GROUP',
      'HOLD',
      'BOOKING',
      'PROJECT',
      'RESOURCE',
      '../../etc/passwd',
      'Etc/GMT+14',
      '+14:00',
    ],
    ...['2031-02-29T10:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:60Z', '+275760-09-13T00:00:00Z'],
    ...['2031-03-30T02:30:00', '2031-10-26T02:30:00', '2011-12-30', '2031-01-01', '1969-12-31T23:59:59Z'],
    ...[
      '99999999999 weeks',
      '-1 hour',
      '0 seconds',
      '1 month',
      '36525 days',
      '-36525 days',
      'tomorrow',
      '1.5 hours',
    ],
    ...['1e308', '24:01', '-00:30', 'mutual', 'reschedule_by_customer', 'group_customer', 'reservation'],
  ),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    1.5,
    1e308,
    -1e308,
    2 ** 53,
    24,
    [],
    {},
    [[]],
    [null],
  ),
  fc.constant({ __proto__: null, a: { b: { c: [] } } }),
  fc.constantFrom<unknown>(
    JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{}}}'),
    nested(40),
    Array.from({ length: 1_500 }, () => ({ block_weekends: {} })),
    Array.from({ length: 600 }, () => 'RESOURCE'),
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index])),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: [nested(depth - 1)] };
}

/** The value with what stands at a place, chosen by the numbers, replaced; a new member where the place is none. */
function spoilt(value: unknown, at: readonly number[], by: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined || typeof value !== 'object' || value === null) return by;
  const names = Object.keys(value);
  const name = names[first % (names.length + 1)] ?? (Array.isArray(value) ? String(names.length) : 'further');
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[name] = spoilt(copy[name], rest, by);
  return copy;
}

const queries = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...['limit', 'page', 'cursor', 'count', 'orderBy', 'sortedBy', 'search', 'include', 'timezone'],
        ...['start', 'end', 'slug', 'name', 'email', 'further', '__proto__'],
      ),
      fc.constantFrom(
        ...[
          '0',
          '1',
          '1000',
          '1001',
          '1e9',
          '999999999',
          '-1',
          '',
          '%00',
          '%ED%A0%80',
          '%F0%9F%98%80',
          'true',
        ],
        ...[
          'created_at',
          'start',
          'name',
          'desc',
          'user,project,history,owner_booking,event,resources',
          'UTC',
        ],
        ...[
          'Etc/GMT%2B14',
          'project.id:PROJECT',
          'project.id:x%3Bresource.id:y',
          'project.id:x;state:confirmed',
          ';',
        ],
        ...[
          'meta._a:1',
          'customer.name:**',
          'graph:__proto__',
          '0000-01-01T00:00:00-23:59',
          '9999-12-31T23:59:59%2B23:59',
        ],
        'WzEsMSwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIl0',
      ),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));

const withIds = (text: string): string =>
  text.replace(/\b(RESOURCE|OTHER|PROJECT|BOOKING|GROUP|HOLD|NOBODY)\b/g, (name) => ids[name] ?? name);

const credentialOf = (by: 'app' | 'widget' | 'user'): RequestOptions =>
  by === 'user' ? { bearer: token } : { basic: by === 'app' ? tenant.secret : tenant.widgetSecret };

it('what is to be spoilt means something: it is done, or refused for what it asks', async () => {
  const statuses = new Set<number>();
  for (const [method, path, body] of requests) {
    const answer = await server.request(withIds(path), {
      method,
      ...credentialOf('app'),
      ...(method !== 'GET' && { body: withIds(JSON.stringify(body ?? {})) }),
    });
    statuses.add(answer.status);
  }
  expect([...statuses].sort()).toEqual([200, 201, 404, 409, 422]);
});

describe('a request that is spoilt anywhere', () => {
  it('is answered without a 5xx and without a word about what stands behind, and the server goes on', async () => {
    const request = fc.record({
      request: fc.constantFrom(...requests),
      spoils: fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 4 }), hostile), { maxLength: 3 }),
      query: queries,
      ending: fc.constantFrom('', '', '', '/', ';x', '%3Bx', '/%00'),
      by: fc.constantFrom<'app' | 'widget' | 'user'>('app', 'app', 'widget', 'user'),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ request: [method, path, good], spoils, query, ending, by }) => {
        const body = spoils.reduce<unknown>((value, [at, bad]) => spoilt(value, at, bad), good);
        const answer = await server.request(withIds(`${path}${ending}${query === '' ? '' : `?${query}`}`), {
          method,
          ...credentialOf(by),
          ...(method !== 'GET' && { body: withIds(JSON.stringify(body ?? {})) }),
        });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.body.code).toEqual(expect.any(String));
        if (answer.status === 200 && answer.body !== undefined && Array.isArray(answer.body.data))
          for (const entry of answer.body.data as { status?: number }[])
            expect(entry.status ?? 0).toBeLessThan(500);
        expect(answer.text).not.toMatch(
          /node_modules|SQLITE|at async|syntax error|violates|RangeError|TypeError/,
        );
      }),
      { interruptAfterTimeLimit: 8_000, markInterruptAsFailure: false, numRuns: 4_000 },
    );
    expect((await server.request('/v2/bookings', { basic: tenant.secret })).status).toBe(200);
  });
});
