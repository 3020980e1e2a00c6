import type { Zone } from '../../common/zone.js';
import type { Access } from '../access.entity.js';

/** An access with whom it belongs to. */
export type AccessRow = Access & {
  /** The merchant's user id; null for an identify. */
  readonly user: string | null;
};

/** An access as the merchant's server sees it (contract 4, "Model"). */
export const showAccess = (row: AccessRow, zone: Zone) => ({
  id: row.id,
  action: row.action,
  user: row.user,
  device: row.deviceId,
  identity: row.identityId,
  signed: row.signed,
  api_key: row.apiKey,
  confidence: row.confidence / 1000,
  ip: row.ipHash,
  created_at: zone.write(row.createdAt),
});
