import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operationsOf, type ApiDocument, type ApiOperation } from '../support/api-document.js';
import {
  credentialOf,
  openAttackedHouse,
  type AttackedHouse,
  type Named,
} from '../support/attacked-house.js';
import { bytesOf } from '../support/door.js';

const shop = 'https://shop.example';
let house: AttackedHouse;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  house = await openAttackedHouse({ allowed_origins: [shop] });
  operations = operationsOf((await house.server.request('/openapi.json')).body as ApiDocument).filter(
    ({ path, callers }) => path.startsWith('/v2/') && !callers.includes('public'),
  );
});
afterAll(() => house.server.close());

const kinds: readonly (readonly [start: string, kind: Named])[] = [
  ['/v2/users/', 'USER'],
  ['/v2/resources/', 'RESOURCE'],
  ['/v2/projects/', 'PROJECT'],
  ['/v2/device/', 'DEVICE'],
  ['/v2/access/device/', 'DEVICE'],
  ['/v2/bookings/groups/', 'GROUP'],
  ['/v2/', 'BOOKING'],
];

/** The operation's path about something that there is; what is removed is of nobody. */
function placeOf({ path, method }: ApiOperation): string {
  const kind = (kinds.find(([start]) => path.startsWith(start)) as readonly [string, Named])[1];
  const id =
    method === 'DELETE' ? '01890000-0000-7000-8000-000000000000' : (house.own.names[kind][0] as string);
  return path
    .replace(/\{(?:id|device)\}/, id)
    .replace('{user}', 'ann')
    .replace('{action}', 'cancel')
    .replace(/\{\w+\}/g, 'nobody');
}

/** Asks as one who may call the operation, and with `more` beside that. */
async function ask(
  operation: ApiOperation,
  caller: string,
  more: {
    readonly headers?: Record<string, string>;
    readonly query?: readonly (readonly [string, string])[];
  },
  method = operation.method,
) {
  const place = placeOf(operation);
  const { headers, query } = credentialOf(house.own, caller, place);
  const pairs = [...query, ...(more.query ?? [])].map(([name, value]): [string, string] => [name, value]);
  const answer = await house.server.request(
    pairs.length === 0 ? place : `${place}?${new URLSearchParams(pairs).toString()}`,
    {
      method,
      headers: { 'X-Request-Id': 'caller-0001', Accept: 'application/json', ...headers, ...more.headers },
      ...(!['GET', 'HEAD', 'DELETE'].includes(method) && { body: {} }),
    },
  );
  return { answer, say: `${caller}: ${method} ${place}` };
}

const streams = new Set(['deviceStreams.listen']);
/** What browsers hold, whose pages may be anybody's. */
const inBrowsers = new Set(['widget', 'customer', 'action', 'device', 'minted']);

/** As a browser tells of a page of another site. */
const fromPage = (origin: string) => ({ Origin: origin, 'Sec-Fetch-Site': 'cross-site' });

describe('every operation', () => {
  it('refuses what a page of an origin that is not listed holds, and nothing else because of it', async () => {
    for (const operation of operations)
      for (const caller of operation.callers)
        for (const origin of [
          'https://evil.example',
          'null',
          'https://shop.example.evil.example',
          `${shop}:444`,
        ]) {
          if (streams.has(operation.id) && !inBrowsers.has(caller)) continue;
          const { answer, say } = await ask(operation, caller, { headers: fromPage(origin) });
          const refused = answer.body?.code === 'origin_not_allowed';
          expect([say, origin, refused, answer.status === 403]).toEqual([
            say,
            origin,
            inBrowsers.has(caller),
            inBrowsers.has(caller),
          ]);
        }
  });

  it('takes one credential, and refuses two before either is looked at', async () => {
    const besides: readonly (readonly [string, string])[][] = [
      [['jwt', house.own.configuration.token({ id: 'another' })]],
      [['signature', 'a.b.c']],
      [['jwt', house.own.minted]],
      [
        ['jwt', 'a.b.c'],
        ['jwt', 'a.b.c'],
      ],
    ];
    for (const operation of operations)
      for (const caller of operation.callers)
        for (const query of besides) {
          const own = credentialOf(house.own, caller, placeOf(operation));
          // The very token in both places is one credential.
          if (own.headers['Authorization'] === `Bearer ${query[0]?.[1]}`) continue;
          const { answer, say } = await ask(operation, caller, { query });
          expect([say, query[0]?.[0], answer.status, answer.body?.code]).toEqual([
            say,
            query[0]?.[0],
            400,
            expect.stringMatching(/^(?:credential_ambiguous|parameter_repeated)$/),
          ]);
        }
  });

  it('answers a stranger in the same bytes, whoever it asks about and whatever it says it is', async () => {
    for (const operation of operations) {
      if (operation.callers.includes('action')) continue;
      const { answer: first } = await ask(operation, 'nobody', {});
      expect([operation.id, first.status, first.body.code]).toEqual([
        operation.id,
        401,
        'credential_missing',
      ]);
      for (const headers of [
        { Authorization: 'Basic' },
        { 'X-Api-Key': house.own.tenant.secret },
        { Cookie: house.own.session },
        { 'X-Forwarded-User': 'ann', 'X-User-Id': 'ann' },
        { 'Timekit-App': house.own.tenant.slug },
      ] as Record<string, string>[]) {
        const { answer, say } = await ask(operation, 'nobody', { headers });
        if (headers['Authorization'] !== undefined) expect([say, answer.status]).toEqual([say, 401]);
        else expect([say, bytesOf(answer)]).toEqual([say, bytesOf(first)]);
      }
    }
  });

  it('that reads answers HEAD as GET, and opens no more to it', async () => {
    for (const operation of operations) {
      if (operation.method !== 'GET' || streams.has(operation.id)) continue;
      for (const caller of [...operation.callers, 'nobody']) {
        const { answer: get, say } = await ask(operation, caller, {});
        const { answer: head } = await ask(operation, caller, {}, 'HEAD');
        // A link's page counts who looks at it: HEAD is told the same and never acts.
        expect([say, head.status, head.text]).toEqual([say, get.status, '']);
      }
    }
  });

  it('lets every page ask what it may send, without a credential', async () => {
    for (const operation of operations) {
      const { answer, say } = await ask(
        operation,
        'nobody',
        { headers: { Origin: 'https://evil.example' } },
        'OPTIONS',
      );
      expect([say, answer.status, answer.text]).toEqual([say, 204, '']);
    }
  });
});
