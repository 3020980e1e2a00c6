import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { In } from 'typeorm';
import { Device } from '../../src/devices/device.entity.js';
import { buildDevice, detachRow } from '../builders/devices.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { listens, streamsOf } from '../support/event-listener.js';
import { until } from '../support/until.js';
import { dialect } from '../support/test-database.js';
import { startAnotherServer, startTestServer, type TestServer } from '../support/test-server.js';

const logout = { action: 'logout' };

describe('event streams of two servers on one database', () => {
  let [here, there]: TestServer[] = [];
  let tenant: BuiltTenant;

  beforeAll(async () => {
    here = await startTestServer();
    there = await startAnotherServer(here);
    tenant = await buildTenant(here);
  });
  afterAll(async () => {
    await there!.close();
    await here!.close();
  });

  it('hear of a detach on either', async () => {
    const device = await buildDevice(here!, tenant, 'ann');
    const listeners = [
      await listens(here!, tenant, device, 'ann'),
      await listens(there!, tenant, device, 'ann'),
    ];
    expect([streamsOf(here!).open, streamsOf(there!).open]).toEqual([1, 1]);
    await detachRow(here!, device);
    await Promise.all(listeners.map(({ ended }) => ended));
    expect(listeners.map(({ events }) => events)).toEqual([[logout], [logout]]);
  });

  /** What happens meanwhile reaches nobody, until the feed tells its listeners that it has missed something. */
  const loseHearing = (): Promise<unknown> =>
    here!.database.write(async ({ manager }) => {
      if (dialect === 'postgres')
        return manager.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
            AND pid <> pg_backend_pid() AND query IN ('SELECT 1', 'LISTEN countersign_changes')`,
        );
      const columns = `(tenant_id, topic, subject, at) VALUES ('${tenant.id}', 'user', 'x', ${Date.now()})`;
      await manager.query(`INSERT INTO change_feed ${columns}`);
      await manager.query(`DELETE FROM change_feed WHERE subject = 'x'`);
      return manager.query(`INSERT INTO change_feed ${columns}`);
    });

  it('miss no logout that went by while nobody listened to the database', async () => {
    const devices = await Promise.all(
      Array.from({ length: 30 }, (_, index) => buildDevice(here!, tenant, `user-${index}`)),
    );
    const listeners = await Promise.all(
      devices.map((device, index) => listens(there!, tenant, device, `user-${index}`)),
    );
    const kept = await buildDevice(here!, tenant, 'ann');
    const still = await listens(there!, tenant, kept, 'ann');
    // In one breath: who doubts meanwhile that it hears everything looks at all streams anew.
    const detached = { status: 'detached', detachedAt: Date.now(), detachedBy: 'test' } as const;
    await here!.database.write(({ manager }) =>
      manager.update(Device, { tenantId: tenant.id, id: In(devices.map(({ id }) => id)) }, detached),
    );
    expect(streamsOf(there!).open).toBe(31);
    await loseHearing();
    await Promise.all(listeners.map(({ ended }) => ended));
    expect(listeners.map(({ events }) => events)).toEqual(listeners.map(() => [logout]));
    expect([streamsOf(there!).open, still.events]).toEqual([1, []]);
    still.leave();
    await until('it is forgotten', () => streamsOf(there!).open === 0);
  });

  it('hear on after they lost their hearing', async () => {
    const device = await buildDevice(here!, tenant, 'ann');
    const listener = await listens(there!, tenant, device, 'ann');
    await loseHearing();
    await detachRow(here!, device);
    await listener.ended;
    expect(listener.events).toEqual([logout]);
  });
});
