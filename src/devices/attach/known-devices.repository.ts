import { Injectable } from '@nestjs/common';
import { isId } from '../../common/ids.js';
import { ours, sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import type { DeviceInfo } from '../device-info.js';
import type { Metadata } from '../device-metadata.js';
import type { UserPlace } from '../users/device-users.repository.js';
import { sureFrom } from './recognised.js';

/** A device of a user, with what an attach asks about the two. */
export interface KnownDevice {
  readonly id: string;
  readonly userId: string;
  readonly suspended: boolean;
  readonly status: 'attached' | 'detached';
  readonly identityId: string | null;
  readonly fingerprint: string | null;
  /** Thousandths. */
  readonly confidence: number;
  readonly info: DeviceInfo;
  readonly metadata: Metadata;
  readonly lastSeenAt: number;
  /** Devices that the user has attached, as far as `countedUpTo`. */
  readonly attachedDevices: number;
  /** Those of them that nobody has seen since `idleBefore`. */
  readonly idleDevices: number;
}

export interface KnownDeviceQuestion extends UserPlace {
  /** The device that the client names; null: the one that is recognised by its signals. */
  readonly deviceId: string | null;
  readonly fingerprint: string;
  /** Unix ms; null: devices do not become idle. */
  readonly idleBefore: number | null;
  /** Devices of the user that are looked at. */
  readonly countedUpTo: number;
}

const columns = ours(
  `d.id, d.user_id AS "userId", u.suspended, d.status, d.identity_id AS "identityId", d.fingerprint, d.confidence,
   d.info, d.metadata, d.last_seen_at AS "lastSeenAt"`,
);

/** One question that tells all that an attach of a device which is known needs. */
@Injectable()
export class KnownDevicesRepository {
  async find(access: ReadAccess, question: KnownDeviceQuestion): Promise<KnownDevice | null> {
    const { tenantId, externalId, deviceId, fingerprint, idleBefore, countedUpTo } = question;
    if (deviceId !== null && !isId(deviceId)) return null;
    const meant =
      deviceId === null
        ? sql`d.fingerprint = ${fingerprint} AND d.confidence >= ${sureFrom} ORDER BY d.status, d.last_seen_at DESC`
        : sql`d.id = ${deviceId}`;
    const ofUser = sql`FROM devices a WHERE a.tenant_id = ${tenantId} AND a.user_id = u.id AND a.status = 'attached'
      ORDER BY a.id LIMIT ${countedUpTo}`;
    const attached = sql`(SELECT count(*) FROM (SELECT 1 ${ofUser}) counted)`;
    const idle =
      idleBefore === null
        ? ours('0')
        : sql`(SELECT count(*) FROM (SELECT a.last_seen_at ${ofUser}) counted WHERE last_seen_at < ${idleBefore})`;
    const [found] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns}, ${attached} AS "attachedDevices", ${idle} AS "idleDevices"
        FROM device_users u JOIN devices d ON d.tenant_id = u.tenant_id AND d.user_id = u.id
        WHERE u.tenant_id = ${tenantId} AND u.external_id = ${externalId} AND d.tenant_id = ${tenantId} AND ${meant} LIMIT 1`,
    );
    return found === undefined ? null : read(found);
  }
}

const read = (raw: Readonly<Record<string, unknown>>): KnownDevice =>
  ({
    ...raw,
    suspended: Boolean(raw['suspended']),
    info: JSON.parse(raw['info'] as string) as DeviceInfo,
    metadata: JSON.parse(raw['metadata'] as string) as Metadata,
  }) as KnownDevice;
