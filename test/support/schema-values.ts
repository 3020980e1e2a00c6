import fc from 'fast-check';
import type { ApiSchema } from './api-document.js';
import type { Named } from './attacked-house.js';

/** Stands in a request for something of the own side, or of the other; {@link withNames} puts it in. Survives JSON and percent-encoding. */
export const placeholder = (kind: Named, n: number, side: 'OWN' | 'FOREIGN' = 'OWN'): string =>
  `${side}x${kind}x${n}`;

type Names = Readonly<Record<Named, readonly string[]>>;

/** The text with every placeholder replaced by what it stands for. */
export const withNames = (text: string, own: Names, other: Names): string =>
  text.replace(/\b(OWN|FOREIGN)x([A-Z]+)x(\d+)\b/g, (whole, side: string, kind: Named, n: string) => {
    const names = (side === 'OWN' ? own : other)[kind];
    return names[Number(n) % names.length] ?? whole;
  });

/** The first of a kind is there to be removed, so that the others stay to be asked for. */
export const removable = (kind: Named): fc.Arbitrary<string> => fc.constant(placeholder(kind, 0));

/** Ids and names as most requests have them: of the own side mostly, of the other now and then, of nobody. */
export const named = (kind: Named): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: 1, max: 4 }).map((n) => placeholder(kind, n)) },
    { weight: 1, arbitrary: fc.nat(3).map((n) => placeholder(kind, n, 'FOREIGN')) },
    { weight: 1, arbitrary: fc.constantFrom('01890000-0000-7000-8000-000000000000', 'nobody', '0') },
  );

const soon = Date.now() + 30 * 86_400_000;
const instant = fc.oneof(
  fc.nat(2_000).map((n) => new Date(soon + n * 900_000).toISOString()),
  fc.constantFrom('2031-03-30T02:30:00+01:00', '2031-10-26T02:30:00+02:00', '2031-01-01', 'now', 'tomorrow'),
);
const span = fc.constantFrom('30 minutes', '1 hour', '5 minutes', '2 days', '1 week', '0 minutes');
const email = fc.constantFrom('bo@example.com', 'Ann@Example.com', 'nobody@example.com');
const user = fc.constantFrom('ann', 'ben', 'u-1');
const graphs = ['instant', 'confirm_decline', 'instant_payment', 'group_owner', 'group_customer'];
const actions = ['confirm', 'cancel', 'cancel_by_customer', 'complete', 'decline', 'pay', 'no_show', 'undo'];
const pairs = fc.oneof(
  fc.constantFrom(
    'state:confirmed',
    'customer.name:*Bo*',
    'meta.customer:c-7',
    'meta._note:plain',
    'completed:false',
    'name:plain',
    'email:x@example.com',
  ),
  email.map((value) => `customer.email:${value}`),
  named('RESOURCE').map((id) => `resource.id:${id}`),
  named('PROJECT').map((id) => `project.id:${id}`),
  named('USER').map((id) => `user.id:${id}`),
);

const constraintList = fc.constantFrom<unknown>(
  [],
  [{ allow_weekdays: {} }],
  [{ block_hours: { start: 12, end: 13 } }],
);

/** Values that mean something, by the name of the member or parameter, or of what holds it (`resources`). */
const byName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  resource_id: named('RESOURCE'),
  'resource.id': named('RESOURCE'),
  resources: named('RESOURCE'),
  '[]': named('RESOURCE'),
  project_id: named('PROJECT'),
  project: named('PROJECT'),
  owner_booking_id: named('GROUP'),
  reservation_id: named('HOLD'),
  id: fc.oneof(named('BOOKING'), named('HOLD'), named('RESOURCE')),
  device: named('DEVICE'),
  device_id: named('DEVICE'),
  identity: named('IDENTITY'),
  identity_id: named('IDENTITY'),
  user,
  kid: named('KEY'),
  client_id: named('KEY'),
  experienceKey: named('EXPERIENCE'),
  key: fc.oneof(named('EXPERIENCE'), fc.constantFrom('New', 'other-1')),
  cursor: named('CURSOR'),
  start: instant,
  end: instant,
  from: fc.oneof(instant, fc.constant('2026-01-01')),
  to: fc.oneof(instant, span, fc.constant('2026-12-31')),
  exp: fc.oneof(instant, fc.integer({ min: 1_900_000_000, max: 2_000_000_000 })),
  length: span,
  buffer: span,
  timeslot_increments: span,
  reservation_time: span,
  timezone: fc.constantFrom('UTC', 'Europe/Copenhagen', 'Pacific/Apia'),
  output_timezone: fc.constantFrom('UTC', 'Asia/Kathmandu'),
  email,
  graph: fc.constantFrom(...graphs),
  action: fc.constantFrom(...actions),
  what: fc.constantFrom('Cut', 'Shave'),
  meta: fc.constantFrom<unknown>({ customer: 'c-7' }, { _note: 'n' }, {}, { a: [1, { b: null }] }),
  customer: fc.constantFrom<unknown>(
    { name: 'Bo', email: 'bo@example.com' },
    { name: 'Ann', email: 'a@example.com', shoe: 38 },
  ),
  availability_constraints: constraintList,
  constraints: constraintList,
  policies: fc.constantFrom<unknown>({ buffer_after: '5 minutes' }, { max_per_day: 3 }, null),
  settings: fc.constantFrom<unknown>({ allow_double_bookings: true }, {}),
  search: fc.array(pairs, { minLength: 1, maxLength: 3 }).map((all) => all.join(';')),
  include: fc.constantFrom(
    'user,project,history',
    'customer_action_links,link_touches',
    'event,owner_booking',
  ),
  aud: fc.constantFrom('/v2/search', '/v2/bookings', '/v2/accounts/me/search', '/v2/searchx/'),
  methods: fc.constantFrom('GET', 'POST', 'get'),
  scope: fc.constantFrom('/about\\.html', '(a+)+$', '.*', '(?=x)'),
  path: fc.constantFrom('/about.html', '/x'),
  paths: fc.constantFrom('/about.html', '/x', '/'),
  filters: fc.constantFrom<unknown>({ tags: { $eq: 'plain' } }, '{"tags":{"$eq":"plain"}}', {}),
  types: fc.constantFrom('resources', 'projects'),
  limit: fc.constantFrom<unknown>('1', '2', '50', '1000', 5),
  page: fc.constantFrom('1', '2', '9'),
  per: fc.constantFrom('1', '50'),
  sortedBy: fc.constantFrom('asc', 'desc'),
  count: fc.constantFrom('false', 'true'),
  return_to: fc.constantFrom('/overview', 'https://elsewhere.example/', '//elsewhere.example'),
  redirect: fc.constantFrom('https://elsewhere.example/', '/x', 'javascript:alert(1)'),
  slug: fc.oneof(named('SLUG'), fc.constantFrom('cut', 'No slug')),
  name: fc.oneof(named('TEMPLATE'), fc.constantFrom('Ann', 'n-1')),
};

/** Values that a client may send by the schema, or nearly: the rules that a schema cannot say are not kept. */
export function valueOf(schema: ApiSchema, name = ''): fc.Arbitrary<unknown> {
  const fitting = bySchema(schema, name);
  const known = byName[name];
  // The name of a list is that of its entries too.
  const whole = schema.type !== 'array' || known === constraintList;
  return known === undefined || !whole ? fitting : fc.oneof({ weight: 5, arbitrary: known }, fitting);
}

function bySchema(schema: ApiSchema, name: string): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => valueOf(one, name)));
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return fc.jsonValue({ maxDepth: 2 });
  return fc.oneof(...types.map((type) => ofType(type, schema, name)));
}

function ofType(type: string, schema: ApiSchema, name: string): fc.Arbitrary<unknown> {
  const { minimum: min = -1_000, maximum: max = 1_000_000 } = schema;
  switch (type) {
    case 'string':
      return fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 30, 30) });
    case 'integer':
      return fc.integer({ min: Math.trunc(min), max: Math.min(max, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min, max, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
      });
    default:
      return objectOf(schema);
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: ApiSchema): fc.Arbitrary<object> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valueOf(schema, name)]),
  );
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  // A few of what may be said: each more is one more chance to be refused before anything is done.
  const stated = fc
    .tuple(fc.record(members), fc.subarray(optional, { maxLength: Math.min(5, optional.length) }))
    .map(([all, said]) =>
      Object.fromEntries(
        Object.entries(all).filter(([name]) => required.includes(name) || said.includes(name)),
      ),
    );
  if (additionalProperties === undefined || additionalProperties === false) return stated;
  const schema = additionalProperties === true ? {} : additionalProperties;
  const name = fc.constantFrom('customer.email', 'meta.customer', 'start', 'end', 'note', 'message', 'x');
  const further = name.chain((member) => valueOf(schema, member).map((value) => [member, value] as const));
  return fc
    .tuple(stated, fc.array(further, { maxLength: 2 }))
    .map(([known, more]) => ({ ...Object.fromEntries(more), ...known }));
}
