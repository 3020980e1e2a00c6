import { afterAll, describe, expect, it } from '@jest/globals';
import { Access } from '../../src/devices/access.entity.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { securityToken } from '../builders/signed-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { newMachine } from '../support/device-callers.js';
import { stopClock } from '../support/at-time.js';
import { bytesOf } from '../support/door.js';
import { LogCapture } from '../support/log-capture.js';
import { statusAndCode } from '../support/outcome.js';
import { startTestServer, type Answer, type RequestOptions } from '../support/test-server.js';

const log = new LogCapture();
const requestId = { 'X-Request-Id': 'request-0001' };
const server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
afterAll(() => server.close());
const [tenant, other] = [await buildTenant(server), await buildTenant(server)];

const pairOf = (of: BuiltTenant, token = '') => `${of.keyId}:${token}`;
const as = (pair: string): RequestOptions => ({ headers: { ...requestId, Authorization: `Basic ${pair}` } });
const post = (path: string, body: unknown, options: RequestOptions = {}) =>
  server.request(path, { method: 'POST', body, ...options });
const attach = (user: string, options: RequestOptions, members = {}) =>
  post('/v2/access', { user, signals: newMachine(), ...members }, options);
/** What stands of the tenant: whatever a refused call writes would be seen. */
const kept = (of: BuiltTenant) =>
  server.database.read(async ({ manager }) =>
    Promise.all(
      [DeviceUser, Device, Access].map((entity) => manager.findBy<object>(entity, { tenantId: of.id })),
    ),
  );

/** Every call of a client about one user and one device. */
const calls: readonly (readonly [string, (user: string, device: string) => [string, RequestOptions]])[] = [
  ['attach', (user) => ['/v2/access', { method: 'POST', body: { user, signals: newMachine() } }]],
  ['attach at /usage/attach', (user) => ['/usage/attach', { method: 'POST', body: { user, signals: {} } }]],
  ['attach at /v2/device/attach', (user) => ['/v2/device/attach', { method: 'POST', body: { user } }]],
  ['detach', (user, device) => ['/v2/access/detach', { method: 'POST', body: { user, device } }]],
  [
    'detach at /usage/detach',
    (user, device) => ['/usage/detach', { method: 'POST', body: { user, device } }],
  ],
  ['detach by path', (user, device) => [`/v2/device/${device}/detach`, { method: 'POST', body: { user } }]],
  ['the attached devices', (user) => [`/v2/access/user/${user}/attached_devices`, {}]],
];

describe('a token for another user', () => {
  it.each(calls)(
    'opens nothing to %s, in the bytes of any wrong token, and changes nothing',
    async (_title, call) => {
      const device = (await attach('ann', { basic: tenant.secret })).body.device_id as string;
      const before = await kept(tenant);
      const [path, options] = call('ann', device);
      const ask = (pair: string) => server.request(path, { ...options, ...as(pair) });
      const wrong = bytesOf(await ask('nobody:x.y.z'));
      for (const signed of ['ben', 'Ann', 'ann ', '', 'an', 'ann\u200b', 'ａnn'])
        expect(bytesOf(await ask(pairOf(tenant, securityToken(tenant, signed))))).toBe(wrong);
      for (const token of [
        securityToken(tenant, 'ann', { secret: other.secret }),
        securityToken(tenant, 'ann', { secret: tenant.widgetSecret }),
        securityToken(tenant, null),
      ])
        expect(bytesOf(await ask(pairOf(tenant, token)))).toBe(wrong);
      expect(bytesOf(await ask(pairOf(other, securityToken(tenant, 'ann'))))).toBe(wrong);
      expect(await kept(tenant)).toEqual(before);
      expect((await ask(pairOf(tenant, securityToken(tenant, 'ann')))).status).toBe(200);
    },
  );

  it('is any user’s to identify, but no forged one', async () => {
    const identify = (token: string) =>
      post('/v2/identity', { signals: newMachine() }, as(pairOf(tenant, token)));
    for (const user of ['', 'anyone', 'ann'])
      expect((await identify(securityToken(tenant, user))).status).toBe(200);
    const before = await kept(tenant);
    const forged = securityToken(tenant, 'ann', { secret: other.secret });
    expect(statusAndCode(await identify(forged))).toEqual([401, 'token_rejected']);
    expect(await kept(tenant)).toEqual(before);
  });

  it('hears no device of that user: it is missing, as one of another tenant is', async () => {
    const device = (await attach('cid', { basic: tenant.secret })).body.device_id as string;
    const theirs = (await attach('cid', { basic: other.secret })).body.device_id as string;
    const listen = (id: string, pair: string) =>
      server.request(`/v2/access/device/${id}/listen?auth=${encodeURIComponent(pair)}`, {
        headers: requestId,
      });
    const absent = '01890000-0000-7000-8000-000000000000';
    const missing = bytesOf(await listen(absent, pairOf(tenant, securityToken(tenant, 'dan'))));
    expect(bytesOf(await listen(device, pairOf(tenant, securityToken(tenant, 'dan'))))).toBe(missing);
    expect(bytesOf(await listen(theirs, pairOf(tenant, securityToken(tenant, 'cid'))))).toBe(missing);
    expect(statusAndCode(await listen(absent, pairOf(tenant, securityToken(tenant, 'dan'))))).toEqual([
      404,
      'not_found',
    ]);
  });

  it('is refused beside the header too: the body’s secret is held against the body’s user', async () => {
    const body = (signed: string) => ({
      user: 'eve',
      signals: newMachine(),
      client_id: tenant.keyId,
      secret: securityToken(tenant, signed),
    });
    expect(statusAndCode(await post('/v2/access', body('ann')))).toEqual([401, 'token_rejected']);
    const right = await post('/v2/access', body('eve'));
    expect([right.status, right.body.success]).toEqual([200, true]);
  });
});

describe('the modes of a tenant, on every route of clients', () => {
  it.each(['off', 'observe', 'enforce'] as const)('%s', async (mode) => {
    const merchant = await buildTenant(server, { settings: { require_signed_tokens: mode } });
    const device = (await attach('ann', { basic: merchant.secret })).body.device_id as string;
    const before = await kept(merchant);
    for (const [title, call] of calls) {
      const [path, options] = call('ann', device);
      const ask = async (pair: string) => [
        title,
        ...statusAndCode(await server.request(path, { ...options, ...as(pair) })),
      ];
      expect(await ask(pairOf(merchant, 'x.y.z'))).toEqual([title, 401, 'token_malformed']);
      const wrong = securityToken(merchant, 'ann', { secret: other.secret });
      expect(await ask(pairOf(merchant, wrong))).toEqual([title, 401, 'token_rejected']);
      if (mode === 'enforce') expect(await ask(pairOf(merchant))).toEqual([title, 401, 'credential_missing']);
    }
    if (mode === 'enforce') expect(await kept(merchant)).toEqual(before);
    else expect((await attach('ann', as(pairOf(merchant)))).status).toBe(200);
    const accesses = await server.database.read(({ manager }) =>
      manager.find(Access, { where: { tenantId: merchant.id }, order: { id: 'ASC' } }),
    );
    expect(accesses.map(({ signed, apiKey, token }) => [signed, apiKey, token])).toEqual([
      [true, merchant.keyId, null],
      ...(mode === 'enforce' ? [] : [[false, merchant.keyId, null]]),
    ]);
  });
});

describe('the limits of attaching', () => {
  it('throttle a user, shut out nobody else, and leave the true user in where strangers push', async () => {
    const limited = await startTestServer({
      COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE: '3',
      COUNTERSIGN_ATTACHES_PER_KEY_PER_MINUTE: '100',
      COUNTERSIGN_TRUST_PROXY: 'true',
    });
    stopClock(limited);
    const merchant = await buildTenant(limited);
    const ask = async (user: string, pair: string, address: string) =>
      limited.request('/v2/access', {
        method: 'POST',
        body: { user, signals: {} },
        headers: { Authorization: `Basic ${pair}`, 'X-Forwarded-For': address },
      });
    const statuses = async (times: number, ...asked: Parameters<typeof ask>) => {
      const found: number[] = [];
      for (let round = 0; round < times; round += 1) found.push((await ask(...asked)).status);
      return found;
    };
    const signed = (user: string) => pairOf(merchant, securityToken(merchant, user));
    const [here, there] = ['203.0.113.1', '203.0.113.2'];
    expect(await statuses(5, 'ann', pairOf(merchant), here)).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(3, 'ann', signed('ann'), here)).toEqual([200, 200, 200]);
    const over = await ask('ann', signed('ann'), there);
    expect(statusAndCode(over)).toEqual([429, 'rate_limited']);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(over.headers.get('ratelimit')).toMatch(/^"attaches_per_user";r=0;t=\d+$/);
    expect(await statuses(1, 'ben', signed('ben'), here)).toEqual([200]);
    expect(await statuses(1, 'ann', pairOf(merchant), there)).toEqual([200]);
    await limited.close();
  });
});

describe('what the log knows of clients', () => {
  it('is which key, and why one was refused; never a token, an address’s auth, a user or an id of theirs', async () => {
    log.text = '';
    const token = securityToken(tenant, 'ann-private');
    const forged = securityToken(tenant, 'ann-private', { secret: other.secret });
    const lineOf = async (answer: Answer) => (await log.linesOf(answer.headers.get('x-request-id')))[0];
    const basic = (pair: string) => ({ headers: { Authorization: `Basic ${pair}` } });
    expect(await lineOf(await attach('ann-private', basic(pairOf(tenant, token))))).toMatchObject({
      route: '/v2/access',
      status: 200,
      credential: 'security_token',
      credential_id: tenant.keyId,
      tenant_id: tenant.id,
    });
    expect(await lineOf(await attach('ann-private', basic(pairOf(tenant))))).toMatchObject({
      credential: 'client_id',
      credential_id: tenant.keyId,
    });
    expect(await lineOf(await attach('ann-private', basic(pairOf(tenant, forged))))).toMatchObject({
      code: 'token_rejected',
      reason: 'signature_wrong',
      tried: { credential: 'security_token', id: tenant.keyId, tenant_id: tenant.id },
    });
    expect(await lineOf(await attach('ben-private', basic(pairOf(tenant, token))))).toMatchObject({
      code: 'token_rejected',
      reason: 'user_other',
    });
    const inBody = { user: 'ann-private', signals: {}, client_id: tenant.keyId, secret: token };
    expect(await lineOf(await post('/v2/access', inBody))).toMatchObject({ status: 200 });
    const auth = encodeURIComponent(pairOf(tenant, token));
    const listening = await server.request(`/v2/access/device/x/listen?auth=${auth}`);
    expect(await lineOf(listening)).toMatchObject({ route: '/v2/access/device/:device/listen', status: 404 });
    const lost = await server.request(`/v2/access/nowhere?auth=${auth}&secret=${token}`);
    expect(await lineOf(lost)).toMatchObject({ route: 'none' });
    const parts = [token, forged].flatMap((one) => [one, ...one.split('.').slice(1)]);
    for (const secret of [...parts, 'private', encodeURIComponent(token), '"secret"', 'auth='])
      expect(log.text).not.toContain(secret);
  });
});
