import { afterAll, expect, it } from '@jest/globals';
import type { Change } from '../../src/database/change-feed.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { Access } from '../../src/devices/access.entity.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { IdentityFingerprint } from '../../src/devices/identities/identity-fingerprint.entity.js';
import { Identity } from '../../src/devices/identities/identity.entity.js';
import { openShop } from '../builders/shop.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';
import { contents } from '../support/stored-rows.js';

const { server, tenant, other, configuration } = await openShop();
afterAll(() => server.close());

const callers = new DeviceCallers(server, tenant);
const others = new DeviceCallers(server, other);
const entities = [DeviceUser, Device, Access, Identity, IdentityFingerprint];
const rowsOf = (tenantId: string) =>
  server.database.read(({ manager }) =>
    Promise.all(entities.map((entity) => manager.find(entity as never, { where: { tenantId } as never }))),
  );
const erase = async (externalId: string): Promise<number> => {
  const me = await server.request('/v2/me', { bearer: configuration.token({ id: externalId }) });
  const path = `/v2/users/${me.body.data.id}`;
  return (await server.request(path, { method: 'DELETE', basic: tenant.secret })).status;
};

it('erasing a person takes their devices, their accesses and what recognises only them, and nothing of anybody else', async () => {
  const [shared, own] = [newMachine(), newMachine()];
  const stays = await callers.attached('stays', { signals: shared });
  await others.attached('leaver', { signals: own });
  const before = await rowsOf(tenant.id);
  const elsewhere = await rowsOf(other.id);

  const onShared = await callers.attached('leaver', {
    signals: shared,
    device_id: stays,
    metadata: { name: 'Zebedee' },
  });
  const onOwn = await callers.attached('leaver', { signals: own, device_info: { owner: 'Zebedee' } });
  await callers.post('/v2/identity', { signals: own });
  const gone = await callers.attached('leaver');
  await callers.detach('leaver', gone);
  await callers.post('/v2/proj/user/leaver', { metadata: { name: 'Zebedee' } });

  const heard: (Change | 'anything')[] = [];
  const stop = server.app.get(ChangeFeed, { strict: false }).subscribe((change) => void heard.push(change));
  expect(await erase('leaver')).toBe(204);
  stop();

  expect(await rowsOf(tenant.id)).toEqual(before);
  expect(await rowsOf(other.id)).toEqual(elsewhere);
  expect(JSON.stringify(await contents(server.testDatabase))).not.toMatch(/Zebedee/);
  const told = heard.flatMap((change) =>
    change !== 'anything' && change.topic === 'device' ? [change.subject] : [],
  );
  // What is heard a second time, as other nodes hear it, may be of the detach before.
  expect([...new Set(told)].filter((id) => id !== gone).sort()).toEqual([onShared, onOwn].sort());
});

it('the merchant’s server erases a person who has no account here, and another merchant’s person of that id stays', async () => {
  const before = await rowsOf(tenant.id);
  await others.attached('guest');
  const elsewhere = await rowsOf(other.id);
  await callers.attached('guest', { metadata: { name: 'Zebedee' } });
  const path = '/v2/proj/user/guest';
  for (const options of [{ basic: tenant.widgetSecret }, { bearer: configuration.token({ id: 'guest' }) }])
    expect((await server.request(path, { method: 'DELETE', ...options })).status).toBe(403);
  const erased = await server.request(path, { method: 'DELETE', basic: tenant.secret });
  expect({ status: erased.status, body: erased.body }).toEqual({ status: 200, body: { success: true } });
  expect(await rowsOf(tenant.id)).toEqual(before);
  expect(await rowsOf(other.id)).toEqual(elsewhere);
  expect((await server.request(path, { method: 'DELETE', basic: tenant.secret })).status).toBe(404);
});

it('erasing a person who never had a device works as ever', async () => {
  expect(await erase('nobody')).toBe(204);
});

it('attaching while the person is erased leaves a whole device, or none', async () => {
  for (let round = 0; round < 5; round += 1) {
    const signals = newMachine();
    const device_id = await callers.attached('racer', { signals });
    const [erased, ...attached] = await Promise.all([
      erase('racer'),
      ...Array.from({ length: 8 }, (_, index) =>
        callers.attach(index % 2 ? 'racer' : 'bystander', { signals, ...(index < 4 && { device_id }) }),
      ),
    ]);
    expect(erased).toBe(204);
    expect(attached.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const [users, devices, , identities] = await rowsOf(tenant.id);
    const ids = (rows: object[] | undefined) => (rows as { id: string }[]).map(({ id }) => id);
    for (const device of devices as unknown as Device[]) {
      expect(ids(users)).toContain(device.userId);
      expect(ids(identities)).toContain(device.identityId);
    }
  }
});
