import type { EntityManager } from 'typeorm';
import { newId } from '../../src/common/ids.js';
import { Access } from '../../src/devices/access.entity.js';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { IdentityFingerprint } from '../../src/devices/identities/identity-fingerprint.entity.js';
import { Identity } from '../../src/devices/identities/identity.entity.js';
import { UsageDay } from '../../src/usage/usage-day.entity.js';
import { accessRow } from './accesses.js';

/** One row of each table that device access writes, with `text` wherever a client's text may stand. */
export async function insertDeviceRows(
  manager: EntityManager,
  { tenantId, text, externalId }: { tenantId: string; text: string; externalId: string },
): Promise<void> {
  const at = 1_900_000_000_000;
  const [userId, identityId, deviceId] = [newId(), newId(), newId()];
  await manager.insert(DeviceUser, {
    tenantId,
    id: userId,
    externalId,
    metadata: { [text]: text, '10': '1', '9': '2' },
    suspended: true,
    createdAt: at,
    updatedAt: at,
  });
  await manager.insert(Identity, { tenantId, id: identityId, createdAt: at, lastSeenAt: at });
  await manager.insert(IdentityFingerprint, {
    tenantId,
    identityId,
    fingerprint: 'f',
    core: 'c',
    signals: { [text]: 'd' },
    lastSeenAt: at,
  });
  await manager.insert(Device, {
    tenantId,
    id: deviceId,
    userId,
    installationId: newId(),
    identityId,
    fingerprint: null,
    confidence: 999,
    status: 'detached',
    info: {
      browser: { name: text, version: null },
      os: { name: null, version: '' },
      device: { type: 'mobile', vendor: null, model: text },
      said: { '10': [null, 1e300, { toString: text }], '9': true },
    },
    metadata: { '': text },
    createdAt: at,
    attachedAt: at,
    lastSeenAt: at,
    detachedAt: at,
    detachedBy: 'idle',
  });
  await manager.insert(Access, accessRow(tenantId, { userId, deviceId, identityId, createdAt: at }));
  await manager.insert(UsageDay, {
    tenantId,
    date: '2030-01-31',
    signs: 1,
    attaches: 2 ** 40,
    identifies: 0,
    signed: 3,
    unsigned: 4,
    logins: 5,
    bookings: 6,
  });
}
