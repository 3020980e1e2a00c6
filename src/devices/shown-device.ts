import type { Zone } from '../common/zone.js';
import type { Device } from './device.entity.js';

/** A device with whom it belongs to. */
export type DeviceRow = Device & {
  /** The merchant's user id. */
  readonly user: string;
  /** The federated user with the same external id. */
  readonly federatedUser: string | null;
};

export interface DeviceViewer {
  /** The merchant's server sees what the client said of itself, and the user whom federation knows; clients do not. */
  readonly isApp: boolean;
  /** In which times are written. */
  readonly zone: Zone;
}

/** A device as clients see it (contract 4, "Model"). */
export function showDevice(row: DeviceRow, { isApp, zone }: DeviceViewer) {
  const { browser, os, device, said } = row.info;
  return {
    id: row.id,
    user: row.user,
    identity: row.identityId,
    status: row.status,
    info: { browser, os, device },
    metadata: row.metadata,
    created_at: zone.write(row.createdAt),
    attached_at: zone.write(row.attachedAt),
    last_seen_at: zone.write(row.lastSeenAt),
    detached_at: row.detachedAt === null ? null : zone.write(row.detachedAt),
    ...(isApp && { device_info: said, federated_user: row.federatedUser }),
  };
}

export type ShownDevice = ReturnType<typeof showDevice>;
