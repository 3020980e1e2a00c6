import { afterAll, describe, expect, it } from '@jest/globals';
import type { EntityTarget } from 'typeorm';
import { newId } from '../../src/common/ids.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { Access } from '../../src/devices/access.entity.js';
import { SeenDevicesRepository } from '../../src/devices/attach/seen-devices.repository.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { IdleDevicesLoop, PruningLoop } from '../../src/devices/upkeep/device-upkeep.js';
import { IdentityFingerprint } from '../../src/devices/identities/identity-fingerprint.entity.js';
import { Identity } from '../../src/devices/identities/identity.entity.js';
import { IdleDevices } from '../../src/devices/upkeep/idle-devices.service.js';
import { Pruning } from '../../src/devices/upkeep/pruning.service.js';
import { buildAccesses, buildIdentity } from '../builders/accesses.js';
import { buildDevice } from '../builders/devices.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { heldOpen } from '../support/held-open.js';
import { until } from '../support/until.js';
import { startAnotherServer, startTestServer, type TestServer } from '../support/test-server.js';

const dayMs = 86_400_000;

/** A server on which nothing happens to devices by itself, unless the test asks for it. */
async function quiet(server: TestServer): Promise<TestServer> {
  await server.app.get(PruningLoop, { strict: false }).onModuleDestroy();
  await server.app.get(IdleDevicesLoop, { strict: false }).onModuleDestroy();
  return server;
}

const server = await quiet(await startTestServer());
const second = await quiet(await startAnotherServer(server));
afterAll(async () => {
  await second.close();
  await server.close();
});

/** A whole walk through all tenants. */
async function walk(on: TestServer, work: typeof Pruning | typeof IdleDevices): Promise<number> {
  const service = on.app.get<Pruning | IdleDevices>(work, { strict: false });
  let rounds = 0;
  while (await service.round()) rounds += 1;
  return rounds;
}
const prune = (on: TestServer = server) => walk(on, Pruning);
const detachIdle = (on: TestServer = server) => walk(on, IdleDevices);

const idsOf = async (entity: EntityTarget<{ tenantId: string; id: string }>, { id: tenantId }: BuiltTenant) =>
  (await server.database.read(({ manager }) => manager.findBy(entity, { tenantId })))
    .map(({ id }) => id)
    .sort();

const sorted = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort();

describe('accesses', () => {
  it('go when they are as old as their tenant keeps them, in batches, and younger ones stay', async () => {
    const brief = await buildTenant(server, { settings: { access_retention_days: 2 } });
    const long = await buildTenant(server);
    const now = Date.now();
    const old = Array.from({ length: 2_500 }, (_, index) => ({
      createdAt: now - 2 * dayMs - 60_000 - index,
    }));
    const young = [{ createdAt: now - 2 * dayMs + 60_000 }, { createdAt: now }];
    await buildAccesses(server, brief, old);
    const kept = await buildAccesses(server, brief, young);
    const others = await buildAccesses(server, long, [
      { createdAt: now - 364 * dayMs },
      { createdAt: now - 3 * dayMs },
    ]);
    await buildAccesses(server, long, [{ createdAt: now - 366 * dayMs }]);
    const rounds = await prune();
    expect(await idsOf(Access, brief)).toEqual(sorted(kept));
    expect(await idsOf(Access, long)).toEqual(sorted(others));
    expect(rounds).toBeGreaterThanOrEqual(3);
    await prune();
    expect(await idsOf(Access, brief)).toEqual(sorted(kept));
  });

  it('are removed by two processes at once, while others come', async () => {
    const tenant = await buildTenant(server, { settings: { access_retention_days: 1 } });
    const now = Date.now();
    await buildAccesses(
      server,
      tenant,
      Array.from({ length: 6_000 }, (_, index) => ({ createdAt: now - 3 * dayMs + index })),
    );
    const attach = (user: string) =>
      server.request('/v2/access', {
        method: 'POST',
        basic: tenant.secret,
        body: { user, device_info: {}, signals: {} },
      });
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 30 }, (_, index) => attach(`user-${index}`))),
      prune(server),
      prune(second),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await prune();
    expect(await idsOf(Access, tenant)).toEqual(answers.map(({ body }) => body.access as string).sort());
  });
});

describe('devices and identities', () => {
  it('go when nobody has seen them for as long, and nothing else does', async () => {
    const tenant = await buildTenant(server, { settings: { access_retention_days: 10 } });
    const other = await buildTenant(server, { settings: { access_retention_days: 20 } });
    const long = Date.now() - 11 * dayMs;
    const identities = [
      await buildIdentity(server, tenant, long),
      await buildIdentity(server, tenant, long),
      await buildIdentity(server, tenant, long),
      await buildIdentity(server, tenant),
    ] as const;
    await server.database.write(({ manager }) =>
      manager.insert(IdentityFingerprint, {
        tenantId: tenant.id,
        identityId: identities[0].id,
        fingerprint: 'f',
        core: 'c',
        signals: {},
        lastSeenAt: long,
      }),
    );
    const detached = { status: 'detached', detachedAt: long, lastSeenAt: long } as const;
    const [, , kept, recent] = [
      await buildDevice(server, tenant, 'ann', detached),
      await buildDevice(server, tenant, 'ann', { ...detached, identityId: identities[1].id }),
      await buildDevice(server, tenant, 'ann', { lastSeenAt: long, identityId: identities[2].id }),
      await buildDevice(server, tenant, 'ann', { ...detached, lastSeenAt: Date.now() }),
    ];
    const foreign = await buildDevice(server, other, 'ann', detached);
    const foreignIdentity = await buildIdentity(server, other, long);
    await prune();
    expect(await idsOf(Device, tenant)).toEqual(sorted([kept, recent]));
    expect(await idsOf(Identity, tenant)).toEqual(sorted([identities[2], identities[3]]));
    const fingerprints = await server.database.read(({ manager }) =>
      manager.countBy(IdentityFingerprint, { tenantId: tenant.id }),
    );
    expect(fingerprints).toBe(0);
    expect(await idsOf(DeviceUser, tenant)).toEqual([kept.userId]);
    expect([await idsOf(Device, other), await idsOf(Identity, other)]).toEqual([
      [foreign.id],
      [foreignIdentity.id],
    ]);
  });

  it('go though many identities before them are still in use', async () => {
    const tenant = await buildTenant(server, { settings: { access_retention_days: 1 } });
    const long = Date.now() - 5 * dayMs;
    const used = Array.from({ length: 1_200 }, () => ({
      tenantId: tenant.id,
      id: newId(),
      createdAt: long,
      lastSeenAt: long,
    }));
    const device = await buildDevice(server, tenant, 'ann');
    await server.database.write(async ({ manager }) => {
      for (let from = 0; from < used.length; from += 300) {
        const some = used.slice(from, from + 300);
        await manager.insert(Identity, some);
        await manager.insert<object>(
          Device,
          some.map(({ id }) => ({ ...device, id: newId(), installationId: newId(), identityId: id })),
        );
      }
    });
    const gone = await buildIdentity(server, tenant, long + 1);
    await Promise.all([prune(server), prune(second)]);
    const left = await idsOf(Identity, tenant);
    expect([left.length, left.includes(gone.id)]).toEqual([used.length, false]);
  });
});

describe('an idle device', () => {
  /** Ids of the tenant's devices that are said to be detached from now on. */
  function hear({ id: tenantId }: BuiltTenant) {
    const heard: string[] = [];
    const stop = server.app.get(ChangeFeed, { strict: false }).subscribe((change) => {
      if (change !== 'anything' && change.topic === 'device' && change.tenantId === tenantId)
        heard.push(change.subject);
    });
    return { heard, stop };
  }

  it('detaches by itself, once, and its page is told', async () => {
    const tenant = await buildTenant(server, { settings: { auto_detach_days: 3 } });
    const lasting = await buildTenant(server);
    const idle = Date.now() - 3 * dayMs - 60_000;
    const gone = [
      await buildDevice(server, tenant, 'ann', { lastSeenAt: idle }),
      await buildDevice(server, tenant, 'ann', { lastSeenAt: idle }),
      await buildDevice(server, tenant, 'ben', { lastSeenAt: idle }),
    ];
    const staying = [
      await buildDevice(server, tenant, 'ann', { lastSeenAt: Date.now() - 3 * dayMs + 60_000 }),
      await buildDevice(server, lasting, 'ann', { lastSeenAt: idle }),
    ];
    const { heard, stop } = hear(tenant);
    const stream = await fetch(`${server.url}/v2/access/device/${gone[0]!.id}/listen`, {
      headers: { Authorization: `Basic ${tenant.keyId}:` },
    });
    expect(stream.status).toBe(200);
    const startedAt = Date.now();
    await Promise.all([detachIdle(server), detachIdle(second)]);
    expect(await stream.text()).toContain('data: {"action":"logout"}');
    // What the other server has detached is heard a moment later.
    await until('all are heard', () => new Set(heard).size >= gone.length);
    stop();
    const rows = await server.database.read(({ manager }) => manager.findBy(Device, { tenantId: tenant.id }));
    for (const { id } of gone) {
      const row = rows.find((one) => one.id === id);
      expect(row).toMatchObject({ status: 'detached', detachedBy: 'idle' });
      expect(row?.detachedAt).toBeGreaterThanOrEqual(startedAt);
    }
    for (const { id, tenantId } of staying) {
      const row = await server.database.read(({ manager }) => manager.findOneBy(Device, { tenantId, id }));
      expect(row).toMatchObject({ status: 'attached', detachedAt: null, detachedBy: null });
    }
    expect([...new Set(heard)].sort()).toEqual(sorted(gone));
    const answer = await server.request('/v2/access/user/ann/attached_devices', { basic: tenant.secret });
    expect(answer.body.map(({ id }: { id: string }) => id)).toEqual([staying[0]!.id]);
  });

  it('is none that somebody has seen who has not committed yet', async () => {
    const tenant = await buildTenant(server, { settings: { auto_detach_days: 3 } });
    const lastSeenAt = Date.now() - 4 * dayMs;
    const seen = await buildDevice(server, tenant, 'ann', { lastSeenAt });
    const idle = await buildDevice(server, tenant, 'ann', { lastSeenAt });
    const { heard, stop } = hear(tenant);
    const marking = await heldOpen(second, (transaction) =>
      new SeenDevicesRepository().mark(transaction, [
        { tenantId: tenant.id, deviceId: seen.id, createdAt: Date.now() },
      ]),
    );
    const detached = detachIdle();
    // Long enough for the round to come as far as it can.
    await new Promise((wake) => setTimeout(wake, 500));
    await marking.commit();
    await detached;
    const rows = await server.database.read(({ manager }) => manager.findBy(Device, { tenantId: tenant.id }));
    const statuses = Object.fromEntries(rows.map(({ id, status }) => [id, status]));
    expect(statuses).toEqual({ [seen.id]: 'attached', [idle.id]: 'detached' });
    stop();
    expect([...new Set(heard)]).toEqual([idle.id]);
  });

  it('is one of many: all of them go, users of whom somebody attaches meanwhile too', async () => {
    const tenant = await buildTenant(server, { settings: { auto_detach_days: 1 } });
    const lastSeenAt = Date.now() - 2 * dayMs;
    const first = await buildDevice(server, tenant, 'user-0', { lastSeenAt });
    await server.database.write(({ manager }) =>
      manager.insert<object>(
        Device,
        Array.from({ length: 150 }, () => ({ ...first, id: newId(), installationId: newId() })),
      ),
    );
    for (let user = 1; user < 20; user += 1)
      await buildDevice(server, tenant, `user-${user}`, { lastSeenAt });
    const [answers] = await Promise.all([
      Promise.all(
        Array.from({ length: 20 }, (_, user) =>
          server.request('/v2/access', {
            method: 'POST',
            basic: tenant.secret,
            body: { user: `user-${user}`, device_info: {}, signals: {} },
          }),
        ),
      ),
      detachIdle(server),
      detachIdle(second),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await detachIdle();
    const attached = await server.database.read(({ manager }) =>
      manager.findBy(Device, { tenantId: tenant.id, status: 'attached' }),
    );
    expect(sorted(attached)).toEqual(answers.map(({ body }) => body.device_id as string).sort());
  });
});

describe('by itself', () => {
  it('a server that runs removes what is old and detaches what is idle', async () => {
    const shared = await startTestServer();
    try {
      const tenant = await buildTenant(shared, {
        settings: { access_retention_days: 1, auto_detach_days: 1 },
      });
      const at = Date.now() - 2 * dayMs;
      await buildAccesses(shared, tenant, [{ createdAt: at }]);
      await buildDevice(shared, tenant, 'ann', { lastSeenAt: at });
      const node = await startAnotherServer(shared);
      try {
        const settled = async () => {
          const { manager } = shared.database.writer;
          return (
            (await manager.countBy(Access, { tenantId: tenant.id })) +
              (await manager.countBy(Device, { tenantId: tenant.id, status: 'attached' })) ===
            0
          );
        };
        await until('old accesses are removed and idle devices detached', settled, 40_000);
      } finally {
        await node.close();
      }
    } finally {
      await shared.close();
    }
  });
});
