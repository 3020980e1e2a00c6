import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { securityToken } from '../builders/signed-tokens.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';
import { contents } from '../support/stored-rows.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** What everybody sees of a device, and what the merchant's server sees besides. */
const shown = [
  'attached_at',
  'created_at',
  'detached_at',
  'id',
  'identity',
  'info',
  'last_seen_at',
  'metadata',
  'status',
  'user',
];
const shownToApp = [...shown, 'device_info', 'federated_user'].sort();
const envelope = [
  'docs',
  'hasNextPage',
  'hasPrevPage',
  'limit',
  'nextPage',
  'page',
  'pagingCounter',
  'prevPage',
  'totalDocs',
  'totalPages',
];
const keysOf = (value: object) => Object.keys(value).sort();

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let configuration: BuiltConfiguration;
let callers: DeviceCallers;
let others: DeviceCallers;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_TRUST_PROXY: 'true' });
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  configuration = await buildConfiguration(server, tenant);
  [callers, others] = [new DeviceCallers(server, tenant), new DeviceCallers(server, other)];
});
afterAll(() => server.close());

const app = (path: string) => server.request(path, { basic: tenant.secret });
const signIn = async (externalId: string): Promise<string> => {
  const me = await server.request('/v2/me', { bearer: configuration.token({ id: externalId }) });
  expect(me.status).toBe(200);
  return me.body.data.id as string;
};

describe('a device', () => {
  it('has the same members wherever it is shown, and two more for the merchant’s server', async () => {
    await callers.set({ device_limit: 1, block_over_usage: true });
    const id = await callers.attached('members', { device_info: { name: 'PC' }, metadata: { a: 'b' } });
    const refused = [await callers.attach('members'), await callers.attach('members', {}, 'app')] as const;
    await callers.set({ device_limit: null, block_over_usage: false });
    const identity = (await callers.devices('members')).body[0].identity as string;
    const toClients = [
      (await callers.devices('members', 'signed')).body,
      (await callers.devices('members', 'unsigned')).body,
      refused[0].body.attached_devices,
    ];
    const toApp = [
      (await callers.devices('members', 'app')).body,
      refused[1].body.attached_devices,
      (await app('/v2/proj/user/members/devices')).body.docs,
      (await app(`/v2/proj/devices/identity/${identity}`)).body.docs,
      (await app('/v2/proj/devices?per=1')).body.docs,
    ];
    for (const devices of [...toClients, ...toApp]) expect(devices[0]).toMatchObject({ id, user: 'members' });
    for (const [device] of toClients) expect(keysOf(device)).toEqual(shown);
    for (const [device] of toApp) expect(device).toEqual(toApp[0][0]);
    expect(keysOf(toApp[0][0])).toEqual(shownToApp);
  });

  it('is documented where it is in the way of another one', async () => {
    await callers.set({ device_limit: 1, block_over_usage: true });
    await callers.attached('documented');
    const refused = await callers.attach('documented');
    await callers.set({ device_limit: null, block_over_usage: false });
    const { paths, components } = (await server.request('/openapi.json')).body;
    const [name] = paths['/v2/access'].post.responses['409'].$ref.split('/').slice(-1) as [string];
    const content = components.responses[name].content['application/problem+json'];
    const example = content.examples.device_limit_exceeded.value as object;
    expect(refused.status).toBe(409);
    expect(keysOf(example)).toEqual(keysOf(refused.body));
    expect(Object.keys(components.schemas.Problem.properties)).toEqual(
      expect.arrayContaining(keysOf(refused.body)),
    );
  });

  it('stands in pages of one envelope', async () => {
    const { identity } = (await callers.attach('paged')).body;
    for (const path of [
      '/v2/proj/devices',
      '/v2/proj/user/paged/devices',
      `/v2/proj/devices/identity/${identity}`,
      '/v2/proj/access-history?user=paged',
    ])
      expect([path, keysOf((await app(path)).body)]).toEqual([path, envelope]);
  });

  it('is what the user agent of its request says', async () => {
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
    const answer = await server.request('/v2/access', {
      method: 'POST',
      body: { user: 'by-header', signals: {} },
      headers: { Authorization: callers.authorization('unsigned', ''), 'User-Agent': userAgent },
    });
    expect(answer.status).toBe(200);
    const [device] = (await callers.devices('by-header')).body;
    expect(device.info).toEqual({
      browser: { name: 'Mobile Safari', version: '17.5' },
      os: { name: 'iOS', version: '17.5' },
      device: { type: 'mobile', vendor: 'Apple', model: 'iPhone' },
    });
  });
});

describe('the user of a device', () => {
  it('is the federated user with the same external id, whoever of the two was first', async () => {
    const before = await callers.attached('linked');
    expect((await callers.devices('linked')).body[0]).toMatchObject({ id: before, federated_user: null });
    const federated = await signIn('linked');
    const first = await signIn('signed-in-first');
    await callers.attached('signed-in-first');
    for (const [user, id] of [
      ['linked', federated],
      ['signed-in-first', first],
    ] as const) {
      const [attached] = (await callers.devices(user)).body;
      const [listed] = (await app(`/v2/proj/user/${user}/devices`)).body.docs;
      expect([attached.federated_user, listed.federated_user]).toEqual([id, id]);
      expect((await callers.devices(user, 'signed')).body[0]).not.toHaveProperty('federated_user');
    }
  });

  it('is nobody whose id is spelled otherwise, or who is another merchant’s', async () => {
    await signIn('Spelled');
    await callers.attached('spelled');
    await others.attached('linked-elsewhere');
    await signIn('linked-elsewhere');
    expect((await callers.devices('spelled')).body[0].federated_user).toBeNull();
    expect((await others.devices('linked-elsewhere')).body[0].federated_user).toBeNull();
  });
});

describe('an access', () => {
  it('is in the history as it came: who signed, with which device, identity and key, and how sure', async () => {
    const signals = newMachine();
    const by = { user: 'history', signals };
    const unsigned = (await callers.post('/v2/access', by, 'unsigned')).body;
    const device_id = unsigned.device_id as string;
    const signed = (await callers.post('/v2/access', { ...by, device_id }, 'signed')).body;
    const asServer = (await callers.post('/v2/access', { ...by, device_id }, 'app')).body;
    const identified = (await callers.post('/v2/identity', { signals, device_id }, 'signed', 'anybody')).body;
    const { docs, totalDocs } = (await app(`/v2/proj/access-history?device=${device_id}`)).body;
    const access = {
      action: 'attach',
      user: 'history',
      device: device_id,
      identity: unsigned.identity,
      signed: true,
      api_key: tenant.keyId,
      confidence: 1,
      ip: expect.stringMatching(/^[\w-]{43}$/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/),
    };
    expect([totalDocs, docs]).toEqual([
      4,
      [
        {
          ...access,
          id: expect.any(String),
          action: 'identify',
          user: null,
          confidence: identified.confidence,
        },
        { ...access, id: asServer.access },
        { ...access, id: signed.access },
        { ...access, id: unsigned.access, signed: false, confidence: expect.any(Number) },
      ],
    ]);
    expect(identified.identity).toBe(unsigned.identity);
  });

  it('says from where by a hash that is the same for the same address only, and nothing keeps the address', async () => {
    const from = async (address: string) => {
      const answer = await server.request('/v2/access', {
        method: 'POST',
        body: { user: 'travels', signals: {} },
        headers: { Authorization: callers.authorization('app', ''), 'X-Forwarded-For': address },
      });
      expect(answer.status).toBe(200);
    };
    for (const address of ['203.0.113.77', '203.0.113.77', '198.51.100.77']) await from(address);
    const { docs } = (await app('/v2/proj/access-history?user=travels')).body;
    const [elsewhere, again, once] = docs.map(({ ip }: { ip: string }) => ip);
    expect([once === again, once === elsewhere]).toEqual([true, false]);
    expect(JSON.stringify(await contents(server.testDatabase))).not.toMatch(
      /203\.0\.113\.77|198\.51\.100\.77/,
    );
  });
});

describe('the times of an answer', () => {
  const paths = [
    '/v2/access/user/zoned/attached_devices',
    '/v2/proj/devices',
    '/v2/proj/user/zoned/devices',
    '/v2/proj/access-history?user=zoned',
  ];
  const timesIn = (text: string) => text.match(/"\d{4}-\d\d-\d\dT[^"]*"/g) ?? [];

  it('are of the zone that is asked for, by header or parameter, and of UTC otherwise', async () => {
    await callers.set({ device_limit: 1, block_over_usage: true });
    await callers.attached('zoned');
    const answersIn = async (headers: Record<string, string>, query = '') => {
      const ask = (path: string, body?: object) =>
        server.request(`${path}${path.includes('?') ? '&' : '?'}${query}`, {
          ...(body && { method: 'POST', body }),
          basic: tenant.secret,
          headers,
        });
      return Promise.all([
        ...paths.map((path) => ask(path)),
        ask('/v2/access', { user: 'zoned', signals: newMachine() }),
        ask('/v2/token/sign', { user: 'zoned', expires_in: 60 }),
      ]);
    };
    const header = { 'Timekit-Timezone': 'Asia/Kathmandu' };
    const [plain, byHeader, byParameter] = [
      await answersIn({}),
      await answersIn(header),
      await answersIn({}, 'timezone=Asia/Kathmandu'),
    ];
    await callers.set({ device_limit: null, block_over_usage: false });
    expect(byHeader.map(({ status }) => status)).toEqual([200, 200, 200, 200, 409, 200]);
    for (const [answers, offset] of [
      [plain, /\+00:00"$/],
      [byHeader, /\+05:45"$/],
      [byParameter, /\+05:45"$/],
    ] as const)
      for (const { text } of answers) {
        expect(timesIn(text).length).toBeGreaterThan(0);
        for (const time of timesIn(text)) expect(time).toMatch(offset);
      }
    const [device, inZone] = [plain[0].body[0], byHeader[0].body[0]];
    expect(Date.parse(inZone.created_at)).toBe(Date.parse(device.created_at));
  });

  it('are of no zone that does not exist', async () => {
    for (const path of paths) {
      const answer = await server.request(path, {
        basic: tenant.secret,
        headers: { 'Timekit-Timezone': 'Mars/Olympus' },
      });
      expect([path, answer.status, Object.keys(answer.body.errors)]).toEqual([
        path,
        422,
        ['Timekit-Timezone'],
      ]);
    }
  });
});

describe('the settings that nobody has set', () => {
  it('demand nothing of tokens, limit nothing and detach nothing; a token that must end lives a day', async () => {
    const merchant = await buildTenant(server);
    const theirs = new DeviceCallers(server, merchant);
    const endless = await theirs.attach('defaults', {}, 'signed');
    const without = await theirs.attach('defaults', {}, 'unsigned');
    expect([endless.status, without.status]).toEqual([200, 200]);
    expect(without.body).toMatchObject({
      default_device_limit: null,
      block_over_usage: false,
      exceeded: false,
    });
    await theirs.set({ require_token_expiry: true });
    const now = Math.floor(Date.now() / 1000);
    const living = async (seconds: number) => {
      const token = securityToken(merchant, 'defaults', { claims: { iat: now, exp: now + seconds } });
      const answer = await server.request('/v2/access/user/defaults/attached_devices', {
        headers: { Authorization: `Basic ${merchant.keyId}:${token}` },
      });
      return answer.status;
    };
    expect([await living(86_400), await living(86_401)]).toEqual([200, 401]);
    expect((await theirs.attach('defaults', {}, 'signed')).status).toBe(401);
  });
});
