import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { Access } from '../../src/devices/access.entity.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { openShop } from '../builders/shop.js';
import { bytesOf } from '../support/door.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';

const { server, tenant, other } = await openShop();
afterAll(() => server.close());

const callers = new DeviceCallers(server, tenant);
const others = new DeviceCallers(server, other);
const { attach, attached } = {
  attach: callers.attach.bind(callers),
  attached: callers.attached.bind(callers),
};
const deviceRow = (id: string) =>
  server.database.read(({ manager }) => manager.findOneByOrFail(Device, { id }));
const accessesOf = (deviceId: string) =>
  server.database.read(({ manager }) => manager.find(Access, { where: { deviceId }, order: { id: 'ASC' } }));
/** So that the next attach finds the device unseen for a while. */
const age = (id: string, ms: number) =>
  server.database.write(({ manager }) => manager.update(Device, { id }, { lastSeenAt: Date.now() - ms }));

describe('attaching a device', () => {
  it('answers how the device and its user stand', async () => {
    const answer = await attach('first', { metadata: { plan: 'free' }, device_info: { name: 'Laptop' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      attached_devices: 1,
      device_id: expect.any(String),
      default_device_limit: null,
      block_over_usage: false,
      exceeded: false,
      suspended: false,
      new_device: true,
      access: expect.any(String),
      identity: expect.any(String),
      metadata: { plan: 'free' },
    });
  });

  it('keeps the access with what proved it', async () => {
    const signers = { app: 'app', signed: 'signed', unsigned: 'unsigned' } as const;
    for (const signer of Object.values(signers)) {
      const { body } = await attach(`proof-${signer}`, {}, signer);
      const [access] = await accessesOf(body.device_id);
      expect(access).toMatchObject({
        tenantId: tenant.id,
        id: body.access,
        action: 'attach',
        deviceId: body.device_id,
        identityId: body.identity,
        signed: signer !== 'unsigned',
        apiKey: tenant.keyId,
        token: signer === 'signed' ? expect.stringMatching(/^[\w-]{43}$/) : null,
      });
      expect(access!.ipHash).toMatch(/^[\w-]{43}$/);
    }
  });

  it('again does not count twice, by its id and by its signals, and each time is an access', async () => {
    const signals = newMachine();
    const { body: first } = await attach('twice', { signals });
    const { body: byId } = await attach('twice', { signals, device_id: first.device_id });
    const { body: bySignals } = await attach('twice', { signals });
    const { body: withOtherSignals } = await attach('twice', { device_id: first.device_id });
    for (const again of [byId, bySignals, withOtherSignals])
      expect(again).toMatchObject({
        attached_devices: 1,
        new_device: false,
        device_id: first.device_id,
        identity: expect.any(String),
      });
    const accesses = await accessesOf(first.device_id);
    expect(accesses.map(({ id }) => id)).toEqual(
      [first, byId, bySignals, withOtherSignals].map(({ access }) => access),
    );
    expect(await callers.deviceIds('twice')).toEqual([first.device_id]);
  });

  it('counts machines that differ, and machines that say nothing of themselves', async () => {
    await attached('several');
    await attached('several');
    await attached('several', { signals: {} });
    const { body } = await attach('several', { signals: {} });
    expect(body).toMatchObject({ attached_devices: 4, new_device: true });
  });

  it('makes one installation a device of each of its users', async () => {
    const signals = newMachine();
    const id = await attached('ann', { signals });
    const { body } = await attach('ben', { signals, device_id: id });
    expect(body).toMatchObject({ new_device: true, attached_devices: 1 });
    expect(body.device_id).not.toBe(id);
    const [anns, bens] = [await deviceRow(id), await deviceRow(body.device_id)];
    expect(bens.installationId).toBe(anns.installationId);
    expect(bens.identityId).toBe(anns.identityId);
    const { body: again } = await attach('ben', { signals, device_id: id });
    expect(again).toMatchObject({ new_device: false, device_id: body.device_id, attached_devices: 1 });
    expect(await callers.deviceIds('ann')).toEqual([id]);
  });

  it.each(['another tenant’s', 'nobody’s', 'no id at all'])(
    'takes a device_id that is %s for none',
    async (whose) => {
      const theirs = await others.attached('ann-there');
      const device_id = { 'another tenant’s': theirs, 'nobody’s': newId(), 'no id at all': "'; --" }[whose];
      const { status, body } = await attach(`stranger ${whose}`, { device_id });
      expect([status, body.new_device]).toEqual([200, true]);
      const made = await deviceRow(body.device_id);
      expect(made.installationId).not.toBe((await deviceRow(theirs)).installationId);
    },
  );

  it('brings a detached device back', async () => {
    const signals = newMachine();
    const id = await attached('back', { signals, metadata: { a: '1' } });
    await callers.detach('back', id);
    expect(await deviceRow(id)).toMatchObject({ status: 'detached' });
    const { body } = await attach('back', { signals, device_id: id });
    expect(body).toMatchObject({
      device_id: id,
      new_device: false,
      attached_devices: 1,
      metadata: { a: '1' },
    });
    expect(await deviceRow(id)).toMatchObject({ status: 'attached', detachedAt: null, detachedBy: null });
  });

  it('merges metadata by name, the latest wins', async () => {
    const signals = newMachine();
    const device_id = await attached('meta', { signals, metadata: { a: '1', b: '2' } });
    const { body } = await attach('meta', { signals, device_id, metadata: { b: '3', c: '' } });
    expect(body.metadata).toEqual({ a: '1', b: '3', c: '' });
    const { body: later } = await attach('meta', { signals, device_id });
    expect(later.metadata).toEqual({ a: '1', b: '3', c: '' });
  });

  it('takes null for what a client leaves out', async () => {
    const left = { metadata: null, limit_config: null, identity: null, device_id: null, secret: null };
    expect(await attach('left-out', left)).toMatchObject({ status: 200, body: { metadata: {} } });
  });

  it('lets no more than fifty names of metadata stay', async () => {
    const names = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`n${from + index}`, 'v']));
    const signals = newMachine();
    const device_id = await attached('many-names', { signals, metadata: names(0, 50) });
    const answer = await attach('many-names', { signals, device_id, metadata: names(50, 51) });
    expect(answer).toMatchObject({ status: 422, body: { errors: { metadata: [expect.any(String)] } } });
    expect((await deviceRow(device_id)).metadata).toEqual(names(0, 50));
    expect(await accessesOf(device_id)).toHaveLength(1);
  });

  it('notices that a known device is another browser by now, and when it was seen', async () => {
    const signals = newMachine();
    const device_id = await attached('updated', { signals, device_info: { name: 'Old' } });
    const before = await deviceRow(device_id);
    await age(device_id, 61_000);
    await attach('updated', { signals, device_id, device_info: { name: 'Old' } });
    const seen = await deviceRow(device_id);
    expect(seen.lastSeenAt).toBeGreaterThanOrEqual(before.lastSeenAt);
    expect(seen.attachedAt).toBe(before.attachedAt);
    await age(device_id, 61_000);
    await attach('updated', { signals, device_id, device_info: { name: 'New' } });
    expect((await deviceRow(device_id)).info.said).toEqual({ name: 'New' });
  });

  it('belongs to no other tenant’s user of the same id', async () => {
    const signals = newMachine();
    await others.attached('shared-id', { signals });
    const { body } = await attach('shared-id', { signals });
    expect(body).toMatchObject({ attached_devices: 1, new_device: true });
    expect(await others.deviceIds('shared-id')).toHaveLength(1);
  });
});

describe('who may attach', () => {
  it('is a client for the user of its token alone, and for whom it names where it has none', async () => {
    const body = { user: 'victim', signals: newMachine() };
    const foreign = await callers.post('/v2/access', body, 'signed', 'somebody-else');
    expect(foreign).toMatchObject({ status: 401, body: { code: 'token_rejected' } });
    expect(await callers.deviceIds('victim')).toEqual([]);
    expect((await callers.post('/v2/access', body, 'unsigned')).status).toBe(200);
  });

  it('is nobody without a token where the tenant enforces signatures', async () => {
    await callers.set({ require_signed_tokens: 'enforce' });
    const answers = await Promise.all([
      attach('strict', {}, 'unsigned'),
      attach('strict', {}, 'signed'),
      attach('strict', {}, 'app'),
      callers.devices('strict', 'unsigned'),
      callers.detach('strict', newId(), 'unsigned'),
    ]);
    await callers.set({ require_signed_tokens: 'off' });
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 401, 401]);
  });
});

describe('the paths of other systems’ clients', () => {
  it.each([
    '/v2/access',
    '/v2/access/',
    '/api/access',
    '/usage/attach',
    '/v2/device/attach',
    '/v2/accounts/me/access',
    '/v2/accounts/me/device/attach',
  ])('%s attaches', async (path) => {
    const answer = await callers.post(path, { user: 'path', signals: newMachine() }, 'signed');
    expect(answer).toMatchObject({ status: 200, body: { success: true, new_device: true } });
  });

  it.each(['/v2/access/detach', '/usage/detach', '/v2/accounts/me/access/detach'])(
    '%s detaches, by either name of the device',
    async (path) => {
      for (const name of ['device', 'device_id']) {
        const id = await attached('leaver');
        const answer = await callers.post(path, { user: 'leaver', [name]: id }, 'signed');
        expect(answer).toMatchObject({ status: 200, body: { device_id: id, attached_devices: 0 } });
      }
    },
  );

  it('another account’s path answers as a missing route', async () => {
    const answer = await callers.post(`/v2/accounts/${other.slug}/access`, { user: 'path' }, 'signed');
    expect(answer.status).toBe(404);
  });
});

describe('detaching a device', () => {
  it('answers in the shape of attaching, and says who did it', async () => {
    const id = await attached('leaving', { metadata: { a: '1' } });
    const stays = await attached('leaving');
    const answer = await callers.detach('leaving', id);
    expect(answer.body).toEqual({
      success: true,
      attached_devices: 1,
      device_id: id,
      default_device_limit: null,
      block_over_usage: false,
      exceeded: false,
      suspended: false,
      new_device: false,
      access: null,
      identity: expect.any(String),
      metadata: { a: '1' },
    });
    const row = await deviceRow(id);
    expect(row.detachedBy).toMatch(new RegExp(`^security_token ${tenant.keyId} [\\w-]{43}$`));
    expect(await callers.deviceIds('leaving')).toEqual([stays]);
  });

  it('by the path of the device does the same', async () => {
    const id = await attached('by-path');
    const answer = await callers.post(`/v2/device/${id}/detach`, { user: 'by-path' }, 'unsigned');
    expect(answer).toMatchObject({ status: 200, body: { attached_devices: 0, device_id: id } });
    expect((await deviceRow(id)).detachedBy).toBe(`client_id ${tenant.keyId}`);
  });

  it('a second time changes nothing', async () => {
    const id = await attached('again');
    await callers.detach('again', id);
    const before = await deviceRow(id);
    expect(await callers.detach('again', id)).toMatchObject({ status: 200, body: { attached_devices: 0 } });
    expect(await deviceRow(id)).toEqual(before);
  });

  it('answers for another user’s, another tenant’s and a missing device with the same bytes', async () => {
    const anns = await attached('owner');
    const theirs = await others.attached('owner');
    const ask = (device: string, user = 'guest') =>
      server.request('/v2/access/detach', {
        method: 'POST',
        body: { user, device },
        basic: tenant.secret,
        headers: { 'X-Request-Id': 'request-0001' },
      });
    await attached('guest');
    const missing = await ask(newId());
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found', model: 'Device' } });
    const same = [ask(anns), ask(theirs), ask(theirs, 'owner'), ask('no-id'), ask(anns, 'nobody')];
    for (const answer of await Promise.all(same)) expect(bytesOf(answer)).toBe(bytesOf(missing));
    expect(await deviceRow(anns)).toMatchObject({ status: 'attached' });
    expect(await deviceRow(theirs)).toMatchObject({ status: 'attached' });
  });

  it('is refused to a client that is signed for another user', async () => {
    const id = await attached('target');
    for (const path of ['/v2/access/detach', `/v2/device/${id}/detach`]) {
      const body = path.startsWith('/v2/access') ? { user: 'target', device: id } : { user: 'target' };
      expect(await callers.post(path, body, 'signed', 'somebody-else')).toMatchObject({ status: 401 });
    }
    expect(await callers.deviceIds('target')).toEqual([id]);
  });

  it.each([
    [{ user: 'u' }, 'device'],
    [{ user: 'u', device: newId(), device_id: newId() }, 'device'],
    [{ device: newId() }, 'user'],
    [{ user: 'u', device: 7 }, 'device'],
    [{ user: 'u', device: newId(), all: true }, 'all'],
  ])('refuses %j', async (body, field) => {
    const answer = await callers.post('/v2/access/detach', body, 'app');
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
  });
});

describe('the attached devices of a user', () => {
  it('are shown newest first, with what only the merchant’s server sees', async () => {
    const userAgent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
    const first = await attached('shown', { device_info: { user_agent: userAgent, name: 'PC' } });
    const second = await attached('shown', { metadata: { a: '1' } });
    const gone = await attached('shown');
    await callers.detach('shown', gone);
    const { body } = await callers.devices('shown', 'app');
    expect(body).toHaveLength(2);
    expect(body[0]).toMatchObject({
      id: second,
      metadata: { a: '1' },
      federated_user: null,
      device_info: {},
    });
    expect(body[1]).toEqual({
      id: first,
      user: 'shown',
      identity: expect.any(String),
      status: 'attached',
      info: {
        browser: { name: 'Chrome', version: expect.stringMatching(/^126/) },
        os: { name: 'Windows', version: expect.any(String) },
        device: { type: 'desktop', vendor: null, model: null },
      },
      metadata: {},
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/),
      attached_at: expect.any(String),
      last_seen_at: expect.any(String),
      detached_at: null,
      device_info: { user_agent: userAgent, name: 'PC' },
      federated_user: null,
    });
    const { body: own } = await callers.devices('shown', 'signed');
    expect(own.map(({ id }: { id: string }) => id)).toEqual([second, first]);
    for (const device of own) {
      expect(device).not.toHaveProperty('device_info');
      expect(device).not.toHaveProperty('federated_user');
    }
  });

  it('are none of a user whom nobody knows, and never another tenant’s', async () => {
    await others.attached('only-there');
    expect(await callers.devices('only-there')).toMatchObject({ status: 200, body: [] });
    expect(await callers.devices('nobody', 'signed')).toMatchObject({ status: 200, body: [] });
  });

  it('are refused to a client that is signed for another user', async () => {
    const answer = await server.request('/v2/access/user/ann/attached_devices', {
      headers: { Authorization: callers.authorization('signed', 'ben') },
    });
    expect(answer).toMatchObject({ status: 401, body: { code: 'token_rejected' } });
  });
});

describe('the id of a user', () => {
  it.each([
    'Ann O’Neil "the boss" \'); DROP TABLE devices; --',
    '👩‍👩‍👧 and 日本',
    '100%',
    '%2F',
    'a b+c?d#e&f',
    '__proto__',
    ' ',
    'x'.repeat(255),
    '😀'.repeat(255),
    'Kim',
    'kim',
  ])('may be %j', async (user) => {
    const id = await attached(user);
    expect(await callers.deviceIds(user)).toEqual([id]);
    const said = await callers.post(`/v2/proj/user/${encodeURIComponent(user)}`, { metadata: { a: 'b' } });
    expect(said).toMatchObject({ status: 200, body: { success: true } });
    const row = await server.database.read(({ manager }) =>
      manager.findOneByOrFail(DeviceUser, { tenantId: tenant.id, externalId: user }),
    );
    expect(row.metadata).toEqual({ a: 'b' });
    expect(await callers.detach(user, id)).toMatchObject({ status: 200, body: { attached_devices: 0 } });
  });

  it('with a slash goes into a body, not into a path', async () => {
    const id = await attached('org/42');
    expect(await callers.devices('org/42')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await callers.detach('org/42', id)).toMatchObject({ status: 200 });
  });

  it.each([
    [null],
    [''],
    [7],
    [undefined],
    [['a']],
    ['x'.repeat(256)],
    ['😀'.repeat(256)],
    ['a\u0000b'],
    ['\ud800'],
  ])('may not be %j', async (user) => {
    for (const path of ['/v2/access', '/v2/access/detach']) {
      const answer = await callers.post(
        path,
        { user, ...(path.endsWith('h') && { device: newId() }) },
        'app',
      );
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['user']]);
    }
  });

  it('that is too long is refused in a path too', async () => {
    const user = 'x'.repeat(256);
    expect(await callers.devices(user)).toMatchObject({ status: 422 });
    expect(await callers.post(`/v2/proj/user/${user}`, {}, 'app')).toMatchObject({ status: 422 });
  });
});

describe('what a client may send', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['metadata that is not text', { metadata: { a: 1 } }, 'metadata'],
    ['metadata within metadata', { metadata: { a: { b: 'c' } } }, 'metadata'],
    ['metadata that is a list', { metadata: ['a'] }, 'metadata'],
    [
      'metadata of 51 names',
      { metadata: Object.fromEntries([...Array(51).keys()].map((n) => [`n${n}`, ''])) },
      'metadata',
    ],
    ['metadata with a long name', { metadata: { ['n'.repeat(101)]: '' } }, 'metadata'],
    ['metadata with a long text', { metadata: { a: 'x'.repeat(501) } }, 'metadata'],
    ['metadata with NUL', { metadata: { a: '\u0000' } }, 'metadata'],
    ['metadata with half a character', { metadata: { '\ud800': 'a' } }, 'metadata'],
    ['10 kB of signals', { signals: { canvas: 'x'.repeat(10_000) } }, 'signals'],
    [
      '101 signals',
      { signals: Object.fromEntries([...Array(101).keys()].map((n) => [`n${n}`, n])) },
      'signals',
    ],
    ['nested signals', { signals: { a: { b: 1 } } }, 'signals'],
    ['signals of null', { signals: null }, 'signals'],
    ['5 kB of device_info', { device_info: { a: 'x'.repeat(5_000) } }, 'device_info'],
    ['device_info of text', { device_info: 'x' }, 'device_info'],
    ['a limit of nothing', { limit_config: { overall_limit: 0 } }, 'limit_config.overall_limit'],
    ['a limit of half a device', { limit_config: { overall_limit: 1.5 } }, 'limit_config.overall_limit'],
    ['a limit beyond measure', { limit_config: { overall_limit: 1e6 + 1 } }, 'limit_config.overall_limit'],
    ['a limit by another name', { limit_config: { limit: 1 } }, 'limit_config.overall_limit'],
    ['a device_id of a list', { device_id: ['a'] }, 'device_id'],
    ['a member that is unknown', { admin: true }, 'admin'],
  ])('is not %s', async (_, members, field) => {
    const user = `sender ${field}`;
    for (const signer of ['app', 'unsigned'] as const) {
      const answer = await attach(user, members, signer);
      expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([
        422,
        expect.arrayContaining([field]),
      ]);
    }
    expect(await callers.deviceIds(user)).toEqual([]);
  });

  it('is a body at all', async () => {
    for (const body of ['[]', 'null', '7', '"x"']) {
      const answer = await callers.post('/v2/access', body, 'app', 'x');
      expect(answer.status).toBe(422);
    }
    expect(await callers.post('/v2/access', '{', 'app', 'x')).toMatchObject({ status: 400 });
  });

  it('never reaches JavaScript’s own objects by its names', async () => {
    const text = `{"user": "proto", "metadata": {"__proto__": "x", "constructor": "y", "a": "b"},
      "signals": {"__proto__": "x", "canvas": "proto"}, "device_info": {"__proto__": {"polluted": true}}}`;
    const answer = await callers.post('/v2/access', text, 'app', 'proto');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body.metadata).toEqual({ a: 'b' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is nulls for what it does not have', async () => {
    const answer = await attach('nulls', { device_id: null, identity: null, secret: null, client_id: null });
    expect(answer.status).toBe(200);
  });
});
