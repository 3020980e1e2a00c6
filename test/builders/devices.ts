import { newId } from '../../src/common/ids.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import type { TestServer } from '../support/test-server.js';

const unknown = { name: null, version: null };

/** A device that is attached now, of which nothing is known; `members` go over the defaults. */
export function deviceRow(tenantId: string, userId: string, members: Partial<Device> = {}): Device {
  const at = Date.now();
  return {
    tenantId,
    id: newId(),
    userId,
    installationId: newId(),
    identityId: null,
    fingerprint: null,
    confidence: 0,
    status: 'attached',
    info: {
      browser: unknown,
      os: unknown,
      device: { type: 'desktop', vendor: null, model: null },
      said: {},
    },
    metadata: {},
    createdAt: at,
    attachedAt: at,
    lastSeenAt: at,
    detachedAt: null,
    detachedBy: null,
    ...members,
  };
}

/** An attached device of a user of the merchant, written straight into the rows; `members` go over the defaults. */
export async function buildDevice(
  server: Pick<TestServer, 'database'>,
  { id: tenantId }: { readonly id: string },
  user: string,
  members: Partial<Device> = {},
): Promise<Device> {
  const at = Date.now();
  return server.database.write(async ({ manager }) => {
    const held = await manager.findOneBy(DeviceUser, { tenantId, externalId: user });
    const userId = held?.id ?? newId();
    if (held === null)
      await manager.insert(DeviceUser, {
        tenantId,
        id: userId,
        externalId: user,
        metadata: {},
        suspended: false,
        createdAt: at,
        updatedAt: at,
      });
    const device = deviceRow(tenantId, userId, members);
    await manager.insert(Device, device as never);
    return device;
  });
}

/** Detaches a device in its row; `heard` tells the nodes of it. */
export const detachRow = (
  server: TestServer,
  { tenantId, id }: Pick<Device, 'tenantId' | 'id'>,
  { heard = true } = {},
): Promise<void> =>
  server.database.write(async (transaction) => {
    const { manager } = transaction;
    const at = Date.now();
    await manager.update(
      Device,
      { tenantId, id },
      { status: 'detached', detachedAt: at, detachedBy: 'test' },
    );
    if (heard)
      await server.app
        .get(ChangeFeed, { strict: false })
        .announce(transaction, { topic: 'device', tenantId, subject: id });
  });
