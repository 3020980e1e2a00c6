import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Access } from '../../src/devices/access.entity.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { Identity } from '../../src/devices/identities/identity.entity.js';
import type { Change } from '../../src/database/change-feed.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { IdleDevicesLoop } from '../../src/devices/upkeep/device-upkeep.js';
import { openShop } from '../builders/shop.js';
import { stopClock } from '../support/at-time.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';
import { startTestServer } from '../support/test-server.js';
import { buildTenant } from '../builders/tenancy.js';

const { server, tenant } = await openShop();
// What is said here to happen to idle devices is the doing of the calls.
await server.app.get(IdleDevicesLoop, { strict: false }).onModuleDestroy();
afterAll(() => server.close());

const callers = new DeviceCallers(server, tenant);
const attach = callers.attach.bind(callers);
const attached = callers.attached.bind(callers);
const dayMs = 86_400_000;
const count = (entity: new () => object) =>
  server.database.read(({ manager }) => manager.countBy(entity, { tenantId: tenant.id }));
const rowsKept = async () => [
  await count(DeviceUser),
  await count(Device),
  await count(Access),
  await count(Identity),
];
const seenDaysAgo = (id: string, days: number) =>
  server.database.write(({ manager }) =>
    manager.update(Device, { id }, { lastSeenAt: Date.now() - days * dayMs }),
  );
const statusOf = async (id: string) =>
  (await server.database.read(({ manager }) => manager.findOneByOrFail(Device, { id }))).status;

beforeEach(() => callers.set({ device_limit: 2, block_over_usage: false, auto_detach_days: null }));

describe('a limit that the client decides about', () => {
  it('is told with each answer, and exceeded by the first device too many', async () => {
    const answers = [await attach('soft'), await attach('soft'), await attach('soft')];
    expect(answers.map(({ status, body }) => [status, body.attached_devices, body.exceeded])).toEqual([
      [200, 1, false],
      [200, 2, false],
      [200, 3, true],
    ]);
    expect(answers[0]!.body).toMatchObject({ default_device_limit: 2, block_over_usage: false });
    expect(await callers.deviceIds('soft')).toHaveLength(3);
  });

  it('is exceeded no more when a device goes', async () => {
    const [first] = [await attached('soft-down'), await attached('soft-down')];
    const third = await attached('soft-down');
    expect(await callers.detach('soft-down', first)).toMatchObject({
      body: { attached_devices: 2, exceeded: false },
    });
    expect(await attach('soft-down', { device_id: third })).toMatchObject({ body: { exceeded: false } });
  });
});

describe('a limit that the server enforces', () => {
  beforeEach(() => callers.set({ block_over_usage: true }));

  it('refuses the first device too many, names those in the way, and keeps nothing of it', async () => {
    const [first, second] = [await attached('hard'), await attached('hard', { device_info: { name: 'x' } })];
    const before = await rowsKept();
    const refused = await attach('hard');
    expect(refused.status).toBe(409);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({ code: 'device_limit_exceeded', device_limit: 2 });
    expect(refused.body.attached_devices.map(({ id }: Device) => id)).toEqual([second, first]);
    expect(refused.body.attached_devices[0]).not.toHaveProperty('device_info');
    const toApp = await attach('hard', {}, 'app');
    expect(toApp.body.attached_devices[0]).toMatchObject({ id: second, device_info: { name: 'x' } });
    expect(await rowsKept()).toEqual(before);
  });

  it('lets those in that are attached already, also where the limit was lowered since', async () => {
    const [first, second] = [await attached('lowered'), await attached('lowered')];
    await callers.set({ device_limit: 1 });
    for (const device_id of [first, second])
      expect(await attach('lowered', { device_id })).toMatchObject({
        status: 200,
        body: { attached_devices: 2, exceeded: true, default_device_limit: 1 },
      });
    expect((await attach('lowered')).status).toBe(409);
  });

  it('counts a detached device that comes back', async () => {
    const signals = newMachine();
    const gone = await attached('revived', { signals });
    await callers.detach('revived', gone);
    await attached('revived');
    const last = await attached('revived');
    const refused = await attach('revived', { signals, device_id: gone });
    expect(refused).toMatchObject({ status: 409, body: { code: 'device_limit_exceeded' } });
    expect(await statusOf(gone)).toBe('detached');
    await callers.detach('revived', last);
    const back = await attach('revived', { signals, device_id: gone });
    expect(back).toMatchObject({
      status: 200,
      body: { device_id: gone, attached_devices: 2, exceeded: false },
    });
  });

  it('counts one installation for each of its users', async () => {
    const id = await attached('owner-of-it');
    await attached('full');
    await attached('full');
    expect((await attach('full', { device_id: id })).status).toBe(409);
  });

  it('stops nobody else', async () => {
    for (let n = 0; n < 3; n += 1) await attach('stopped');
    expect((await attach('free')).status).toBe(200);
  });
});

describe('limit_config', () => {
  beforeEach(() => callers.set({ block_over_usage: true }));

  it.each([
    ['a signed client raises', 'signed', 3, [200, 200, 200, 409]],
    ['the merchant’s server raises', 'app', 3, [200, 200, 200, 409]],
    ['a signed client lowers', 'signed', 1, [200, 409, 409, 409]],
    ['an unsigned client cannot raise', 'unsigned', 100, [200, 200, 409, 409]],
    ['an unsigned client cannot lower', 'unsigned', 1, [200, 200, 409, 409]],
  ] as const)('%s', async (name, signer, overall_limit, statuses) => {
    const found: number[] = [];
    for (let n = 0; n < 4; n += 1)
      found.push((await attach(`config ${name}`, { limit_config: { overall_limit } }, signer)).status);
    expect(found).toEqual(statuses);
  });

  it('of an unsigned client hides no limit that is exceeded, of a new device or of one that is known', async () => {
    await callers.set({ block_over_usage: false });
    const device_id = await attached('hidden');
    for (const signer of ['unsigned', 'signed'] as const) {
      const members = { limit_config: { overall_limit: 100 } };
      const found = [
        await attach('hidden', members, signer),
        await attach('hidden', members, signer),
        await attach('hidden', { ...members, device_id }, signer),
      ];
      const isHeard = signer === 'signed';
      expect(found.map(({ status, body }) => [status, body.exceeded])).toEqual([
        [200, false],
        [200, !isHeard],
        [200, !isHeard],
      ]);
    }
  });

  it('holds for the one call, and shows in the refusal beside the tenant’s own', async () => {
    await attached('one-call');
    const refused = await attach('one-call', { limit_config: { overall_limit: 1 } });
    expect(refused).toMatchObject({ status: 409, body: { device_limit: 1 } });
    expect(await attach('one-call')).toMatchObject({ status: 200, body: { default_device_limit: 2 } });
  });

  it('decides about exceeded where the tenant has no limit', async () => {
    await callers.set({ device_limit: null, block_over_usage: false });
    const device_id = await attached('no-limit');
    await attached('no-limit');
    const limited = await attach('no-limit', { device_id, limit_config: { overall_limit: 1 } });
    expect(limited.body).toMatchObject({ exceeded: true, default_device_limit: null });
    expect((await attach('no-limit', { device_id })).body).toMatchObject({ exceeded: false });
  });
});

describe('a suspended user', () => {
  const suspend = (user: string, suspended: boolean) => callers.post(`/v2/proj/user/${user}`, { suspended });

  it('is shown as such where the client decides', async () => {
    const device_id = await attached('shown');
    await suspend('shown', true);
    expect(await attach('shown', { device_id })).toMatchObject({ status: 200, body: { suspended: true } });
    expect(await attach('shown')).toMatchObject({
      status: 200,
      body: { suspended: true, attached_devices: 2 },
    });
    expect(await callers.detach('shown', device_id)).toMatchObject({
      status: 200,
      body: { suspended: true },
    });
  });

  it('attaches nothing where the server refuses, until they are suspended no more', async () => {
    await callers.set({ block_over_usage: true });
    const device_id = await attached('barred');
    await suspend('barred', true);
    const before = await rowsKept();
    for (const members of [{ device_id }, {}]) {
      const refused = await attach('barred', members);
      expect(refused).toMatchObject({ status: 403, body: { code: 'user_suspended' } });
      expect(refused.body).not.toHaveProperty('attached_devices');
    }
    expect(await rowsKept()).toEqual(before);
    await suspend('barred', false);
    expect(await attach('barred', { device_id })).toMatchObject({ status: 200, body: { suspended: false } });
  });

  it('may be one whom nobody knows yet', async () => {
    await callers.set({ block_over_usage: true });
    await suspend('in-advance', true);
    expect(await attach('in-advance')).toMatchObject({ status: 403 });
  });
});

describe('devices that nobody has seen for auto_detach_days', () => {
  beforeEach(() => callers.set({ block_over_usage: true, auto_detach_days: 30 }));

  it('make room for another one, and hear of it', async () => {
    const [old, young] = [await attached('idle'), await attached('idle')];
    await seenDaysAgo(old, 31);
    await seenDaysAgo(young, 29);
    const heard: (Change | 'anything')[] = [];
    const stop = server.app.get(ChangeFeed, { strict: false }).subscribe((change) => void heard.push(change));
    const answer = await attach('idle');
    stop();
    expect(answer).toMatchObject({ status: 200, body: { attached_devices: 2, exceeded: false } });
    expect(await statusOf(old)).toBe('detached');
    const row = await server.database.read(({ manager }) => manager.findOneByOrFail(Device, { id: old }));
    expect(row.detachedBy).toBe('idle');
    expect(await callers.deviceIds('idle')).toEqual([answer.body.device_id, young]);
    expect(heard).toContainEqual({ topic: 'device', tenantId: tenant.id, subject: old });
    expect(heard).not.toContainEqual(expect.objectContaining({ subject: young }));
  });

  it('are seen to also when a known device comes by', async () => {
    const [old, young] = [await attached('idle-known'), await attached('idle-known')];
    await seenDaysAgo(old, 31);
    const answer = await attach('idle-known', { device_id: young });
    expect(answer.body).toMatchObject({ device_id: young, attached_devices: 1 });
    expect(await statusOf(old)).toBe('detached');
  });

  it('come back as devices that are added', async () => {
    const device_id = await attached('idle-back');
    await seenDaysAgo(device_id, 31);
    expect(await attach('idle-back', { device_id })).toMatchObject({
      status: 200,
      body: { device_id, attached_devices: 1, new_device: false },
    });
  });

  it('stay where the tenant detaches none by itself', async () => {
    await callers.set({ auto_detach_days: null });
    const old = await attached('stays');
    await seenDaysAgo(old, 3000);
    expect(await attach('stays')).toMatchObject({ body: { attached_devices: 2 } });
    expect(await statusOf(old)).toBe('attached');
  });
});

describe('the limit of attaches', () => {
  it('throttles one user with Retry-After, and no other', async () => {
    const limited = await startTestServer({ COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE: '3' });
    stopClock(limited);
    try {
      const there = new DeviceCallers(limited, await buildTenant(limited));
      const device_id = await there.attached('busy');
      const statuses: number[] = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await there.attach('busy', { device_id })).status);
      expect(statuses).toEqual([200, 200, 429, 429]);
      const refused = await there.attach('busy', { device_id });
      expect(refused.body.code).toBe('rate_limited');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await there.attach('calm')).status).toBe(200);
      // A stranger who names the user does not use up what is the user's.
      expect((await there.attach('calm', {}, 'unsigned')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
