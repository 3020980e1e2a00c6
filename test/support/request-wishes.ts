import fc from 'fast-check';
import type { ApiOperation, ApiParameter } from './api-document.js';
import type { Named } from './attacked-house.js';
import { named, removable, valueOf } from './schema-values.js';
import { spoils } from './spoilt-bodies.js';

/** A request that somebody may think of; names of things are placeholders. */
export interface Wish {
  /** Of the operation that it is meant for. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Kind of the credential it comes with; `nobody` has none. */
  readonly caller: string;
  readonly body: string | null;
  /** How the body is sent. */
  readonly spoil: string;
  /** Whether the path may be another's than the operation's, or nobody's. */
  readonly astray: boolean;
}

/** What of a request is unlike what the document asks for. */
const faults = ['method', 'path', 'query', 'headers', 'caller', 'body', 'spoil'] as const;
type Fault = (typeof faults)[number];
/** About half of all requests are good, most others have one fault: each layer is reached behind the one before it. */
const someFaults: fc.Arbitrary<readonly Fault[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: fc.constantFrom(...faults).map((fault) => [fault]) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...faults), { minLength: 2, maxLength: 3 }) },
);

/** Parameters of the query that the caller's credential sets. */
const credentials = new Set(['jwt', 'signed_search', 'signature', 'auth']);

const callers = ['app', 'widget', 'user', 'minted', 'device', 'customer', 'session', 'nobody'];

/** Texts that some layer may choke on. */
const hostileText = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\u0000', 'a\u0000', '\ufeff', '\u{1F600}'.repeat(70), '\u202e', '__proto__', 'constructor'],
    ...["' OR ''='", '"; DROP TABLE bookings; --', '%', '%25', '\\', '*', '$1', '{{7*7}}', '${7*7}', '../..'],
    ...['1e999', '-1', '0', '00', '9007199254740993', '1.5', 'NaN', 'null', 'true', '[]', '{}', '[object]'],
    ...['0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '2031-02-30T00:00:00Z', '99999999999 weeks'],
    ...['İ', 'ß', 'ﬁ', '\u0130'.repeat(300), 'e\u0301', 'a'.repeat(300), 'a'.repeat(5_000), ';', ':', ',,,'],
    Buffer.from('["x",1e400,"01890000-0000-7000-8000-000000000000"]').toString('base64url'),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const hostileJson = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 1.5, 1e308, 2 ** 53, {}, [], [[]], [null], [{}], {
    a: { b: [] },
  }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The value with what stands at a place, chosen by the numbers, replaced or taken away. */
function spoiltAt(
  value: unknown,
  [first, ...rest]: readonly number[],
  by: { readonly put?: unknown },
): unknown {
  if (first === undefined || typeof value !== 'object' || value === null)
    return 'put' in by ? by.put : undefined;
  const names = Object.keys(value);
  const name = names[first % (names.length + 1)] ?? (Array.isArray(value) ? String(names.length) : 'further');
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[name] = spoiltAt(copy[name], rest, by);
  return copy;
}

const spoiling = fc.record(
  { at: fc.array(fc.nat(12), { maxLength: 3 }), put: hostileJson },
  { requiredKeys: ['at'] },
);

const kinds: readonly (readonly [start: string, kind: Named])[] = [
  ['/v2/users/', 'USER'],
  ['/v2/resources/', 'RESOURCE'],
  ['/v2/projects/', 'PROJECT'],
  ['/v2/device/', 'DEVICE'],
  ['/v2/bookings/groups/', 'GROUP'],
  ['/v2/', 'BOOKING'],
];
const kindOfId = (path: string): Named =>
  (kinds.find(([start]) => path.startsWith(start)) as readonly [string, Named])[1];

/** What stands in a path, by the name of the parameter. What pages of other merchants show is for everybody: they are not asked for. */
const pathNames: Readonly<Record<string, (path: string) => Named | readonly [string, ...string[]]>> = {
  id: kindOfId,
  resource_id: () => 'RESOURCE',
  slug: (path) => (path.startsWith('/v2') ? ['OWNxHOSTEDx0', 'nobody'] : ['OWNxSLUGx0', 'nobody']),
  name: () => 'TEMPLATE',
  experience: () => 'EXPERIENCE',
  identity: () => 'IDENTITY',
  device: () => 'DEVICE',
  user: () => ['ann', 'ben', '\u00d8'],
  email: () => ['nobody@example.com', 'staff@plain.example'],
  action: () => [
    ...(['cancel', 'complete', 'confirm', 'no_show', 'pay', 'cancel_by_customer', 'undo'] as const),
    'reschedule_by_customer',
  ],
};

function pathName({ path, method }: ApiOperation, name: string): fc.Arbitrary<string> {
  const kind = pathNames[name]?.(path) ?? ['nobody'];
  if (typeof kind !== 'string') return fc.constantFrom(...kind);
  const isLast = path.endsWith(`{${name}}`);
  return method === 'DELETE' && isLast ? removable(kind) : named(kind);
}

function pathOf(operation: ApiOperation, faulty: boolean): fc.Arbitrary<string> {
  const { path } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const values = names.map((name) => {
    const good = pathName(operation, name);
    return faulty ? fc.oneof(good, hostileText) : good;
  });
  const endings = ['', '', '', '/', '//', '/.', '%2f', '%00', ';x', '/x', '%', '%C0%AF', '?'];
  const starts = [
    ...[
      '/v2/',
      '/v2/',
      '/api/',
      '/v2/accounts/me/',
      '/v2/accounts/OWNxSLUGx0/',
      '/v2/accounts/FOREIGNxSLUGx0/',
    ],
    ...['/V2/', '/v2//', '/%76%32/', '/v2/./', '//v2/'],
  ];
  return fc
    .tuple(
      fc.tuple(...values),
      faulty ? fc.constantFrom(...endings) : fc.constant(''),
      faulty ? fc.constantFrom(...starts) : fc.constant('/v2/'),
    )
    .map(([parts, ending, start]) => {
      let next = 0;
      const filled = path.replace(/\{\w+\}/g, () =>
        encodeURIComponent((parts[next++] as string).toWellFormed()),
      );
      return filled.replace(/^\/v2\//, () => start) + ending;
    });
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

function queryOf(parameters: readonly ApiParameter[], faulty: boolean): fc.Arbitrary<[string, string][]> {
  const known = parameters.filter(
    (parameter) => parameter.in === 'query' && !credentials.has(parameter.name),
  );
  const good = known.map(({ name, schema }) =>
    fc.tuple(fc.constant(name), valueOf(schema, name).map(asText)),
  );
  const once = { maxLength: 3, selector: ([name]: [string, string]) => name };
  if (!faulty) return good.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.oneof(...good), once);
  const strange = fc.tuple(
    fc.constantFrom(
      ...[
        '__proto__',
        'constructor',
        'toString',
        'a[b]',
        'limit[]',
        'jwt',
        'auth',
        '_method',
        'callback',
        '',
      ],
    ),
    hostileText,
  );
  const bad = known.map(({ name }) => fc.tuple(fc.constant(name), hostileText));
  return fc.oneof(
    fc.uniqueArray(fc.oneof(...bad, ...good, strange), { ...once, minLength: 1 }),
    fc.array(fc.oneof(...good, strange), { minLength: 1, maxLength: 3 }),
  );
}

const headersOf = fc.dictionary(
  fc.constantFrom(
    ...[
      'Timekit-Timezone',
      'Idempotency-Key',
      'Accept',
      'Accept-Language',
      'Origin',
      'X-Request-Id',
      'Range',
    ],
    ...[
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-HTTP-Method-Override',
      'If-None-Match',
      'Purpose',
      'Cookie',
    ],
    ...[
      'Timekit-App',
      'Timekit-InputTimestampFormat',
      'Expect',
      'TE',
      'Prefer',
      'User-Agent',
      'Last-Event-ID',
    ],
  ),
  fc.oneof(
    fc.constantFrom(
      'UTC',
      'Europe/Paris',
      'text/html',
      'application/json',
      '*/*',
      'key-1',
      'da, en;q=0.5',
      'prefetch',
    ),
    fc.constantFrom(
      '',
      '"',
      'a'.repeat(300),
      '\u00ff\u0080',
      '__proto__',
      'https://evil.example',
      'null',
      'bytes=0-1',
    ),
    fc.string({ maxLength: 12 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, '').trim()),
  ),
  { minKeys: 1, maxKeys: 2 },
);

/** A body by the operation's schema; spoilt here and there where it is faulty. */
function bodyOf({ body }: ApiOperation, faulty: boolean): fc.Arbitrary<string | null> {
  if (body === null) return fc.constant(faulty ? '{}' : null);
  const good = valueOf(body);
  const bad = fc
    .tuple(good, fc.array(spoiling, { minLength: 1, maxLength: 2 }))
    .map(([value, all]) => all.reduce<unknown>((now, { at, ...by }) => spoiltAt(now, at, by), value));
  return (faulty ? bad : good).map((value) => JSON.stringify(value) ?? '');
}

const callersOf = ({ callers: declared, path }: ApiOperation): readonly string[] =>
  declared.includes('public') ? [path.startsWith('/overview/') ? 'session' : 'nobody'] : declared;

function wishWith(operation: ApiOperation, has: (fault: Fault) => boolean): fc.Arbitrary<Wish> {
  const anyMethod = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH');
  return fc.record({
    id: fc.constant(operation.id),
    method: has('method') ? anyMethod : fc.constant(operation.method),
    path: pathOf(operation, has('path')),
    query: queryOf(operation.parameters, has('query')),
    headers: has('headers') ? headersOf : fc.constant({}),
    caller: fc.constantFrom(...(has('caller') ? callers : callersOf(operation))),
    body: bodyOf(operation, has('body')),
    spoil: has('spoil') ? fc.constantFrom(...spoils.map(({ name }) => name)) : fc.constant('as it is'),
    astray: fc.constant(has('path') || has('method')),
  });
}

/** Requests to all of the operations, each as often as the others. */
export function wishFor(operations: readonly ApiOperation[]): fc.Arbitrary<Wish> {
  // Each is made once: to make one costs more than to send what it wishes.
  const made = new Map<string, fc.Arbitrary<Wish>>();
  return fc.tuple(fc.constantFrom(...operations), someFaults).chain(([operation, found]) => {
    const key = `${operation.id} ${[...found].sort().join()}`;
    const wish = made.get(key) ?? wishWith(operation, (fault) => found.includes(fault));
    made.set(key, wish);
    return wish;
  });
}
