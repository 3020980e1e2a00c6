import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { operationsOf, type ApiDocument, type ApiOperation } from '../support/api-document.js';
import {
  credentialOf,
  openAttackedHouse,
  type AttackedHouse,
  type Named,
} from '../support/attacked-house.js';
import { expectDecent } from '../support/decent-answer.js';
import { bytesOf } from '../support/door.js';
import type { Answer } from '../support/test-server.js';

let house: AttackedHouse;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  house = await openAttackedHouse();
  operations = operationsOf((await house.server.request('/openapi.json')).body as ApiDocument);
});
afterAll(() => house.server.close());

/** Something of the other merchant's, and something that nobody has and that looks like it. */
function twoOf(kind: Named): readonly [foreign: string, absent: string] {
  const foreign = house.other.names[kind].at(-1) as string;
  const absent = /^[0-9a-f-]{36}$/.test(foreign) ? newId() : foreign.replace(/.{6}$/, 'nobody');
  return [foreign, absent];
}

/** An answer without what may differ between any two: ids, times, and what was asked for. */
const compared = (answer: Answer, asked: string): string =>
  bytesOf(answer)
    .replaceAll(asked, 'ASKED')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'TIME')
    .replace(/wall-[ab]/g, 'wall')
    .replace(/keep-alive: .*\n|etag: .*\n/g, '');

interface Question {
  readonly method: string;
  readonly caller: string;
  readonly path: (asked: string) => string;
  readonly body?: (asked: string, n: number) => unknown;
}

/** Asks for both, and holds that the answers are the same bytes and say nothing of the other merchant's. */
async function expectSame(kind: Named, { method, caller, path, body }: Question): Promise<number> {
  const answers: string[] = [];
  let status = 0;
  for (const [n, asked] of twoOf(kind).entries()) {
    const target = path(encodeURIComponent(asked));
    const { headers, query } = credentialOf(house.own, caller, target);
    const more = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    const answer = await house.server.request(
      more === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${more}`,
      {
        method,
        headers: { ...headers, 'X-Request-Id': 'wall-0001', Accept: 'application/json' },
        ...(body !== undefined && { body: body(asked, n) }),
      },
    );
    const say = `${caller}: ${method} ${target} ${JSON.stringify(body?.(asked, n))}`;
    expectDecent({ ...answer, headers: Object.fromEntries(answer.headers) }, say);
    expect([say, answer.text.includes(house.other.mark)]).toEqual([say, false]);
    answers.push(compared(answer, asked));
    status = answer.status;
  }
  expect([`${caller}: ${method} ${path('ASKED')}`, answers[0]]).toEqual([
    `${caller}: ${method} ${path('ASKED')}`,
    answers[1],
  ]);
  return status;
}

const kindByName: Readonly<Record<string, Named>> = {
  resource_id: 'RESOURCE',
  name: 'TEMPLATE',
  experience: 'EXPERIENCE',
  identity: 'IDENTITY',
  device: 'DEVICE',
};
const kindByPath: readonly (readonly [string, Named])[] = [
  ['/v2/users/', 'USER'],
  ['/v2/resources/', 'RESOURCE'],
  ['/v2/projects/', 'PROJECT'],
  ['/v2/device/', 'DEVICE'],
  ['/v2/bookings/groups/', 'GROUP'],
  ['/v2/bookings/', 'BOOKING'],
];

/** What a parameter of the path names; null for what names nothing of a merchant's own. */
const kindOf = (path: string, name: string): Named | null =>
  name === 'id'
    ? ((kindByPath.find(([start]) => path.startsWith(start)) ?? [])[1] ?? null)
    : (kindByName[name] ?? null);

describe('what is another merchant’s answers as what does not exist', () => {
  it('in every path that names something, to every kind of caller', async () => {
    let asked = 0;
    for (const { path, method, callers } of operations) {
      if (!path.startsWith('/v2/') || createsByName.has(`${method} ${path}`)) continue;
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        const kind = kindOf(path, name as string);
        if (kind === null) continue;
        // The others name something of one's own, so that it is this one that the answer is about.
        const own = (other: string) => house.own.names[kindOf(path, other) ?? 'KEY'][0] as string;
        const filled = (value: string) =>
          path.replace(/\{(\w+)\}/g, (_, other: string) =>
            other === name ? value : other === 'action' ? 'cancel' : own(other),
          );
        for (const caller of callers.includes('public') ? ['nobody'] : callers) {
          // A link to another merchant's booking that this one signed is refused as a token.
          const status = await expectSame(kind, {
            method,
            caller,
            path: filled,
            ...(method !== 'GET' && method !== 'DELETE' && { body: () => bodyFor(method, path) }),
          });
          if (caller !== 'action')
            expect([`${caller}: ${method} ${path}`, status]).toEqual([
              `${caller}: ${method} ${path}`,
              method === 'GET' && path === '/v2/proj/devices/identity/{identity}' ? 200 : 404,
            ]);
          asked += 1;
        }
      }
    }
    expect(asked).toBeGreaterThan(60);
  });

  /** Operations that make what the path names where it is not there. */
  const createsByName = new Set([
    'PUT /v2/token-templates/{name}',
    'PUT /v2/search-experiences/{experience}',
  ]);

  it.each<[string, Named, (keyId: string) => object]>([
    ['token-templates', 'TEMPLATE', (kid) => ({ kid, claims: { aud: '/v2/search' } })],
    ['search-experiences', 'EXPERIENCE', () => ({ limit: 7 })],
  ])('where %s are put under names that the other has: each keeps its own', async (kinds, kind, body) => {
    const [foreign, absent] = twoOf(kind);
    const { secret, keyId } = house.own.tenant;
    const theirs = () =>
      house.server.request(`/v2/${kinds}/${foreign}`, { basic: house.other.tenant.secret });
    const before = await theirs();
    for (const name of [foreign, absent]) {
      const options = { method: 'PUT', basic: secret, body: body(keyId) };
      expect((await house.server.request(`/v2/${kinds}/${name}`, options)).status).toBe(201);
    }
    expect((await theirs()).text).toBe(before.text);
  });

  /** A body with which the operation would go through, were the thing there. */
  const bodyFor = (method: string, path: string): unknown =>
    (
      ({
        'PUT /v2/projects/{id}/resources': [],
        'PUT /v2/users/{id}': { disabled: true },
        'POST /v2/projects/{id}/resources': { resource_id: house.own.names.RESOURCE[0] },
        'PUT /v2/bookings/{id}': { meta: { a: 1 } },
        'POST /v2/bookings/{id}/reschedule': { start: '2031-01-01T10:00:00Z', end: '2031-01-01T11:00:00Z' },
        'POST /v2/bookings/{id}/action-links': { action: 'cancel' },
        'POST /v2/device/{id}/detach': { user: 'ann' },
      }) as Record<string, unknown>
    )[`${method} ${path}`] ?? {};

  const hour = { start: '2031-01-01T10:00:00Z', end: '2031-01-01T11:00:00Z' };
  const customer = { name: 'Bo', email: 'bo@example.com' };
  const device = { signals: { canvas: 'wall' } };
  it.each<[string, Named, string, string, (asked: string, n: number) => unknown]>([
    [
      'the resource of a booking',
      'RESOURCE',
      'POST',
      '/v2/bookings',
      (id) => ({ ...hour, customer, resource_id: id }),
    ],
    [
      'the project of a booking',
      'PROJECT',
      'POST',
      '/v2/bookings',
      (id) => ({ ...hour, customer, project_id: id }),
    ],
    [
      'the event of a seat',
      'GROUP',
      'POST',
      '/v2/bookings',
      (id) => ({ customer, related: { owner_booking_id: id } }),
    ],
    [
      'the hold of a booking',
      'HOLD',
      'POST',
      '/v2/bookings',
      (id) => ({ ...hour, customer, reservation_id: id }),
    ],
    ['a hold', 'RESOURCE', 'POST', '/v2/bookings/reserve', (id) => ({ ...hour, resource_id: id })],
    ['an extended hold', 'HOLD', 'PUT', '/v2/bookings/reserve/extend', (id) => ({ id })],
    [
      'an entry of a bulk',
      'BOOKING',
      'PUT',
      '/v2/bookings/bulk',
      (id) => ({ bookings: [{ id, action: 'cancel' }] }),
    ],
    [
      'a resource of a bulk',
      'RESOURCE',
      'POST',
      '/v2/bookings/bulk',
      (id) => ({ bookings: [{ ...hour, customer, resource_id: id }] }),
    ],
    [
      'the resources of a new project',
      'RESOURCE',
      'POST',
      '/v2/projects',
      (id) => ({ name: 'Wall', resources: [id] }),
    ],
    [
      'resources to look for times',
      'RESOURCE',
      'POST',
      '/v2/availability',
      (id) => ({ resources: [id], to: '2 days' }),
    ],
    [
      'a project to look for times',
      'PROJECT',
      'POST',
      '/v2/availability',
      (id) => ({ project_id: id, to: '2 days' }),
    ],
    [
      'days of a project',
      'PROJECT',
      'POST',
      '/v2/availability/dates',
      (id) => ({ project_id: id, to: '2 days' }),
    ],
    [
      'taken times of resources',
      'RESOURCE',
      'POST',
      '/v2/unavailable/slots',
      (id) => ({ resources: [id], from: hour.start, to: hour.end }),
    ],
    [
      'a device that attaches again',
      'DEVICE',
      'POST',
      '/v2/access',
      (id, n) => ({ ...device, user: `wall-${n === 0 ? 'a' : 'b'}`, device_id: id }),
    ],
    [
      'an identity that attaches',
      'IDENTITY',
      'POST',
      '/v2/access',
      (id, n) => ({ user: `wall-${n === 0 ? 'a' : 'b'}`, identity: id }),
    ],
    ['a device that detaches', 'DEVICE', 'POST', '/v2/access/detach', (id) => ({ user: 'ann', device: id })],
    ['an identity', 'IDENTITY', 'POST', '/v2/identity', (id) => ({ identity_id: id })],
    [
      'a key that signs for a template',
      'KEY',
      'POST',
      '/v2/token-templates',
      (id) => ({ name: 'wall', kid: id, claims: { aud: '/v2/search' } }),
    ],
  ])('as %s', async (_title, kind, method, path, body) => {
    await expectSame(kind, { method, caller: 'app', path: () => path, body });
  });

  it.each<[string, Named, string]>([
    ['bookings of a resource', 'RESOURCE', '/v2/bookings?search=resource.id:'],
    ['bookings of a project', 'PROJECT', '/v2/bookings?search=project.id:'],
    ['bookings of a user', 'USER', '/v2/bookings?search=user.id:'],
    ['events of a project', 'PROJECT', '/v2/bookings/groups?search=project.id:'],
    ['a calendar', 'BOOKING', '/v2/bookings.ics?id='],
    ['a search for resources of a project', 'PROJECT', '/v2/search?project='],
    ['an experience', 'EXPERIENCE', '/v2/search?experienceKey='],
    ['history of a device', 'DEVICE', '/v2/proj/access-history?device='],
    ['history of an identity', 'IDENTITY', '/v2/proj/access-history?identity='],
    ['pages of another account', 'SLUG', '/v2/accounts/'],
  ])('in %s', async (_title, kind, start) => {
    const path = (asked: string) => (kind === 'SLUG' ? `${start}${asked}/bookings` : start + asked);
    await expectSame(kind, { method: 'GET', caller: 'app', path });
  });

  it('whatever page of the other’s lists a cursor stands for', async () => {
    for (const cursor of house.other.names.CURSOR)
      for (const path of [
        '/v2/bookings',
        '/v2/resources',
        '/v2/projects',
        '/v2/users',
        '/v2/bookings/groups',
      ])
        for (const caller of ['app', 'user', 'customer']) {
          const { headers, query } = credentialOf(house.own, caller, path);
          const more = [['cursor', cursor] as const, ...query]
            .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
            .join('&');
          const answer = await house.server.request(`${path}?${more}`, { headers });
          expect([path, caller, answer.status < 500]).toEqual([path, caller, true]);
          expect([path, caller, answer.text.includes(house.other.mark)]).toEqual([path, caller, false]);
        }
  });
});
