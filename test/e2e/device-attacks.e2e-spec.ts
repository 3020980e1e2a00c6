import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { Access } from '../../src/devices/access.entity.js';
import { AccessesRepository, type DeviceAccess } from '../../src/devices/accesses.repository.js';
import { buildDevice } from '../builders/devices.js';
import { Device } from '../../src/devices/device.entity.js';
import { openShop } from '../builders/shop.js';
import { securityToken } from '../builders/signed-tokens.js';
import { buildTenant } from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';
import { EventListener, listenPath, listens, streamsOf } from '../support/event-listener.js';
import { until } from '../support/until.js';
import { heldOpen } from '../support/held-open.js';
import { statementsOf } from '../support/plans-of.js';
import { dialect } from '../support/test-database.js';
import { startTestServer } from '../support/test-server.js';

const { server, tenant, configuration } = await openShop();
afterAll(() => server.close());

const callers = new DeviceCallers(server, tenant);

describe('a person who is erased while their device comes by', () => {
  const accessesOf = (deviceId: string) =>
    server.database.read(({ manager }) => manager.findBy(Access, { deviceId }));
  const erase = async (externalId: string) => {
    const me = await server.request('/v2/me', { bearer: configuration.token({ id: externalId }) });
    const path = `/v2/users/${me.body.data.id}`;
    return server.request(path, { method: 'DELETE', basic: tenant.secret });
  };

  it('leaves no access behind, also where one was being written', async () => {
    const deviceId = await callers.attached('leaver');
    const [kept] = await accessesOf(deviceId);
    const late = { ...kept, id: newId(), deviceId } as DeviceAccess;
    const writing = await heldOpen(server, async (transaction) => {
      const written = await new AccessesRepository().insertWhereAttached(transaction, [late]);
      expect([...written]).toEqual([late.id]);
    });
    const erased = erase('leaver');
    // Long enough for the erasure to come as far as it can.
    await new Promise((wake) => setTimeout(wake, 500));
    await writing.commit();
    expect((await erased).status).toBe(204);
    expect(await accessesOf(deviceId)).toEqual([]);
  });

  it('is not waited for by other people’s devices', async () => {
    const [theirs, others] = [await callers.attached('erased'), await callers.attached('bystander')];
    const accesses = await Promise.all(
      [theirs, others].map(async (id) => (await accessesOf(id))[0] as Access),
    );
    const anew = accesses.map((access) => ({ ...access, id: newId() }) as DeviceAccess);
    const write = () =>
      server.database.write((transaction) => new AccessesRepository().insertWhereAttached(transaction, anew));
    if (dialect === 'sqlite') return void expect((await write()).size).toBe(2);
    await server.database.write(async ({ manager }) => {
      await manager.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [theirs]);
      expect([...(await write())]).toEqual([anew[1]?.id]);
    });
  });
});

describe('a user whose devices were stuffed', () => {
  const stuffing = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`${'n'.repeat(97)}-${index}`, 'é'.repeat(500)]),
  );
  const most = 1_500_000;

  it('is listed and refused in an answer of bounded size: the newest devices', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1)
      ids.push((await buildDevice(server, tenant, 'stuffed', { metadata: stuffing })).id);
    const listed = await callers.devices('stuffed', 'unsigned');
    expect(Buffer.byteLength(listed.text)).toBeLessThan(most);
    const shown = (listed.body as { id: string }[]).map(({ id }) => id);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown).toEqual(ids.toReversed().slice(0, shown.length));

    await callers.set({ block_over_usage: true, device_limit: 1 });
    const refused = await callers.attach('stuffed', {}, 'unsigned');
    expect([refused.status, refused.body.attached_devices.length]).toEqual([409, shown.length]);
    expect(Buffer.byteLength(refused.text)).toBeLessThan(most);
    await callers.set({ block_over_usage: false, device_limit: null });
    expect((await callers.attach('stuffed', {}, 'unsigned')).body.attached_devices).toBe(41);
  });
});

describe('a user who was flooded with devices', () => {
  const flood = 10_050;

  it('is counted to ten thousand, or as far as the limit asks, and attaches, lists and detaches as ever', async () => {
    const signals = newMachine();
    const own = await callers.attached('flooded', { signals });
    const [row] = await server.database.read(({ manager }) => manager.findBy(Device, { id: own }));
    await server.database.write(async ({ manager }) => {
      for (let from = 0; from < flood; from += 500)
        await manager.insert(
          Device,
          Array.from({ length: Math.min(500, flood - from) }, () => ({
            ...(row as Device),
            id: newId(),
            installationId: newId(),
            fingerprint: newId(),
          })) as never,
        );
    });
    const attach = async (members: Record<string, unknown>) =>
      (await callers.attach('flooded', { signals, ...members })).body;
    expect(await attach({})).toMatchObject({ device_id: own, attached_devices: 10_000, exceeded: false });
    const [among, beyond] = [flood, flood + 1].map((overall_limit) => ({ limit_config: { overall_limit } }));
    expect(await attach(among!)).toMatchObject({ attached_devices: flood + 1, exceeded: true });
    expect(await attach(beyond!)).toMatchObject({ attached_devices: flood + 1, exceeded: false });
    expect(await attach({ signals: newMachine(), ...beyond! })).toMatchObject({ exceeded: true });
    expect((await callers.devices('flooded')).body).toHaveLength(1000);
    expect((await callers.detach('flooded', own)).body.attached_devices).toBe(10_000);
  });

  it('is erased before long, and nothing is left of the flood', async () => {
    const path = '/v2/proj/user/flooded';
    const asked = await statementsOf(server, async () => {
      expect((await server.request(path, { method: 'DELETE', basic: tenant.secret })).status).toBe(200);
    });
    // It took five times as long while each device was announced by itself: there are fewer statements than devices by far.
    expect(asked).toBeLessThan(flood / 20);
    expect((await callers.devices('flooded')).body).toEqual([]);
  });
});

describe('strangers in great numbers', () => {
  it('keep no signed client from its event stream', async () => {
    const full = await startTestServer({ COUNTERSIGN_MAX_EVENT_STREAMS: '2' });
    try {
      const [theirs, ours] = [await buildTenant(full), await buildTenant(full)];
      const [flooded, device] = [
        await buildDevice(full, theirs, 'any'),
        await buildDevice(full, ours, 'ann'),
      ];
      const strangers = [
        await EventListener.open(full, listenPath(theirs, flooded)),
        await EventListener.open(full, listenPath(theirs, flooded)),
      ];
      const signed = await listens(full, ours, device, 'ann');
      expect(signed.status).toBe(200);
      await strangers[0]?.ended;
      expect(strangers[0]?.events).toEqual([]);
      expect((await full.request(listenPath(theirs, flooded))).body.code).toBe('event_streams_full');

      const second = await listens(full, ours, device, 'ann');
      expect(second.status).toBe(200);
      await strangers[1]?.ended;
      const third = await full.request(listenPath(ours, device, securityToken(ours, 'ann')));
      expect(third.body.code).toBe('event_streams_full');
      expect(streamsOf(full).open).toBe(2);
      EventListener.leaveAll();
      await until('all are gone', () => streamsOf(full).open === 0);
    } finally {
      await full.close();
    }
  });

  it('use up nothing of the tenant’s rate but a part of their own', async () => {
    stopClock(server);
    const limited = await buildTenant(server, { settings: { rate_limit_per_minute: 3 } });
    const knocking = new DeviceCallers(server, limited);
    const as = (signer: 'app' | 'signed' | 'unsigned') =>
      server.request('/v2/access/user/ann/attached_devices', {
        headers: { Authorization: knocking.authorization(signer, 'ann') },
      });
    const knocks: number[] = [];
    for (let count = 0; count < 5; count += 1) knocks.push((await as('unsigned')).status);
    expect(knocks).toEqual([200, 200, 200, 429, 429]);
    expect([(await as('signed')).status, (await as('app')).status]).toEqual([200, 200]);
    expect((await as('app')).status).toBe(200);
    expect((await as('signed')).status).toBe(429);
  });
});
