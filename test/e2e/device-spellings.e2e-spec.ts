import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { UsageMeter } from '../../src/usage/usage-meter.js';
import { securityToken } from '../builders/signed-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { clearOfMidnight } from '../support/clear-of-midnight.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';
import { EventListener, listens, streamsOf } from '../support/event-listener.js';
import { until } from '../support/until.js';
import { startAnotherServer, startTestServer, type TestServer } from '../support/test-server.js';

const logout = { action: 'logout' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

let server: TestServer;
let other: BuiltTenant;
beforeAll(async () => {
  await clearOfMidnight();
  server = await startTestServer();
  other = await buildTenant(server);
});
afterEach(async () => {
  EventListener.leaveAll();
  await until('no stream is left', () => streamsOf(server).open === 0);
});
afterAll(() => server.close());

/** How a client may say who it is; null where a route has no such way. */
type Spelling = (client: string, token: string) => { header?: string; body?: object; auth?: string };

const inHeader: readonly [string, Spelling][] = [
  ['client_id:token as it stands', (client, token) => ({ header: `Basic ${client}:${token}` })],
  ['client_id:token in base64', (client, token) => ({ header: `Basic ${base64(`${client}:${token}`)}` })],
  ['with the scheme in small letters', (client, token) => ({ header: `basic ${client}:${token}` })],
];
const inBody: readonly [string, Spelling][] = [
  ['members of the body', (client_id, secret) => ({ body: { client_id, secret } })],
  [
    'the client in the header, the token in the body',
    (id, secret) => ({ header: `Basic ${id}`, body: { secret } }),
  ],
];
const inAddress: readonly [string, Spelling][] = [
  ['?auth= as it stands', (client, token) => ({ auth: `${client}:${token}` })],
  ['?auth= in base64', (client, token) => ({ auth: base64(`${client}:${token}`) })],
];
const clientAlone: readonly [string, Spelling][] = [
  ['client_id as it stands', (client) => ({ header: `Basic ${client}` })],
  ['client_id in base64', (client) => ({ header: `Basic ${base64(client)}` })],
];

/** Every way to every route of clients, for a user whose device this is. */
const routes = (device: string): readonly [string, string, object | null][] => [
  ['attach', '/v2/access', { user: 'ann', device_id: device, signals: {} }],
  ['attach', '/usage/attach', { user: 'ann', device_id: device, signals: {} }],
  ['attach', '/v2/device/attach', { user: 'ann', device_id: device, signals: {} }],
  ['identify', '/v2/identity', { signals: {} }],
  ['attached_devices', '/v2/access/user/ann/attached_devices', null],
  ['listen', `/v2/access/device/${device}/listen`, null],
  ['detach', '/v2/access/detach', { user: 'ann', device }],
  ['detach', '/usage/detach', { user: 'ann', device }],
  ['detach', `/v2/device/${device}/detach`, { user: 'ann' }],
];

const spellingsOf = (path: string, body: object | null) => [
  ...inHeader,
  ...(body === null ? [] : inBody),
  ...(path.endsWith('/listen') ? inAddress : []),
];

/** The status and the code that are answered. */
async function call(
  path: string,
  body: object | null,
  said: ReturnType<Spelling>,
): Promise<[number, string | undefined]> {
  const headers = said.header === undefined ? {} : { Authorization: said.header };
  const address = said.auth === undefined ? path : `${path}?auth=${encodeURIComponent(said.auth)}`;
  if (path.endsWith('/listen')) {
    const listener = await EventListener.open(server, address, { headers });
    if (listener.status === 200) return [200, undefined];
    await listener.ended;
    return [listener.status, (JSON.parse(listener.text) as { code: string }).code];
  }
  const answer = await server.request(address, {
    ...(body !== null && { method: 'POST', body: { ...body, ...said.body } }),
    headers,
  });
  return [answer.status, answer.body.code];
}

describe('every spelling of a client, on every route of clients', () => {
  it.each(['off', 'observe', 'enforce'] as const)(
    'is signed with a token, refused with a wrong one, and without one as the tenant has it: %s',
    async (mode) => {
      const merchant = await buildTenant(server, { settings: { require_signed_tokens: mode } });
      const device = await new DeviceCallers(server, merchant).attached('ann');
      const used = async () => {
        await server.app.get(UsageMeter, { strict: false }).flush();
        const { signed, unsigned } = (await server.request('/v2/usage', { basic: merchant.secret })).body[29];
        return { signed, unsigned };
      };
      const before = await used();
      const [good, wrong] = [
        securityToken(merchant, 'ann'),
        securityToken(merchant, 'ann', { secret: other.secret }),
      ];
      const expected = { signed: before.signed as number, unsigned: 0 };
      for (const [, path, body] of routes(device)) {
        for (const [title, spell] of spellingsOf(path, body)) {
          const answers = [];
          for (const token of [good, '', wrong])
            answers.push(await call(path, body, spell(merchant.keyId, token)));
          expect([path, title, answers]).toEqual([
            path,
            title,
            [
              [200, undefined],
              mode === 'enforce' ? [401, 'credential_missing'] : [200, undefined],
              [401, 'token_rejected'],
            ],
          ]);
          expected.signed += 1;
          expected.unsigned += mode === 'enforce' ? 0 : 1;
        }
        for (const [title, spell] of clientAlone) {
          const answer = await call(path, body, spell(merchant.keyId, ''));
          const without = mode === 'enforce' ? [401, 'credential_missing'] : [200, undefined];
          expect([path, title, answer]).toEqual([path, title, without]);
          expected.unsigned += mode === 'enforce' ? 0 : 1;
        }
      }
      expect(await used()).toEqual(expected);
    },
  );
});

describe('a path of device access', () => {
  const paths: readonly [string, readonly string[]][] = [
    ['/v2/token/sign', ['POST']],
    ['/token/sign', ['POST']],
    ['/v2/access', ['POST']],
    ['/usage/attach', ['POST']],
    ['/v2/device/attach', ['POST']],
    ['/v2/access/detach', ['POST']],
    ['/usage/detach', ['POST']],
    [`/v2/device/${newId()}/detach`, ['POST']],
    ['/v2/identity', ['POST']],
    ['/v2/access/user/ann/attached_devices', ['GET']],
    [`/v2/access/device/${newId()}/listen`, ['GET']],
    ['/v2/proj/access-history', ['GET']],
    ['/v2/proj/devices', ['GET']],
    [`/v2/proj/devices/identity/${newId()}`, ['GET']],
    ['/v2/proj/user/ann/devices', ['GET']],
    ['/v2/proj/user/ann', ['POST', 'DELETE']],
    ['/v2/usage', ['GET']],
  ];

  it('answers a method that it does not have as a route that does not exist', async () => {
    for (const [path, methods] of paths)
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter(
        (one) => !methods.includes(one),
      )) {
        const options = { method, basic: other.secret, ...(method === 'POST' && { body: { user: 'ann' } }) };
        const answer = await server.request(path, options);
        expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'not_found']);
      }
  });

  it('lets pages of other origins ask before they call, by every name that it has', async () => {
    for (const [path, [method = '']] of paths) {
      const answer = await server.request(path, {
        method: 'OPTIONS',
        headers: {
          Origin: 'https://shop.example',
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'authorization, content-type',
        },
      });
      expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
        path,
        204,
        '*',
      ]);
    }
  });

  it('is no one’s by another spelling of its alias', async () => {
    for (const path of ['/usage', '/usage/attach/x', '/usage//attach', '/Usage/attach', '/token', '/sign']) {
      const answer = await server.request(path, {
        method: 'POST',
        body: { user: 'ann' },
        basic: other.secret,
      });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});

describe('the limit of attaches of a key', () => {
  it('is told with Retry-After, and is of that key alone', async () => {
    const limited = await startTestServer({ COUNTERSIGN_ATTACHES_PER_KEY_PER_MINUTE: '2' });
    stopClock(limited);
    try {
      const [merchant, neighbour] = [await buildTenant(limited), await buildTenant(limited)];
      const ask = (of: BuiltTenant, user: string) =>
        new DeviceCallers(limited, of).attach(user, { signals: {} });
      expect([(await ask(merchant, 'a')).status, (await ask(merchant, 'b')).status]).toEqual([200, 200]);
      const refused = await ask(merchant, 'c');
      expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('ratelimit')).toMatch(/^"attaches_per_key";r=0;t=\d+$/);
      expect((await ask(neighbour, 'c')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});

describe('a logout', () => {
  it('reaches a client on one server when the device is detached on another, by every way to detach', async () => {
    const there = await startAnotherServer(server);
    try {
      const merchant = await buildTenant(server);
      const signals = newMachine();
      for (const [path, body] of [
        ['/v2/access/detach', (id: string) => ({ user: 'ann', device: id })],
        ['/usage/detach', (id: string) => ({ user: 'ann', device: id })],
        ['/v2/device/{id}/detach', () => ({ user: 'ann' })],
      ] as const) {
        const id = await new DeviceCallers(there, merchant).attached('ann', { signals });
        const listener = await listens(server, merchant, { id }, 'ann');
        expect([listener.status, listener.events]).toEqual([200, []]);
        const answer = await new DeviceCallers(there, merchant).post(
          path.replace('{id}', id),
          body(id),
          'signed',
        );
        expect(answer.status).toBe(200);
        await listener.ended;
        expect([path, listener.events]).toEqual([path, [logout]]);
      }
    } finally {
      await there.close();
    }
  });
});
