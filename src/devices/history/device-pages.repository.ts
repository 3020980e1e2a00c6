import { Injectable } from '@nestjs/common';
import { isId } from '../../common/ids.js';
import { sql, type Sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import { deviceRowColumns, deviceRowSource, readDeviceRow } from '../shown-device-rows.js';
import type { DeviceRow } from '../shown-device.js';
import { countMatching, idsOfPage, isOfUser } from './matching-rows.js';

/** Whose devices: a tenant's, one user's, or those of one identity. */
export type DeviceOwner =
  | { readonly of: 'tenant' }
  | { readonly of: 'user'; readonly user: string }
  | { readonly of: 'identity'; readonly identity: string };

/** Devices, attached and detached ones, the newest first; an owner that is not there has none. */
@Injectable()
export class DevicePagesRepository {
  async list(
    access: ReadAccess,
    tenantId: string,
    owner: DeviceOwner,
    limit: number,
    offset: number,
  ): Promise<DeviceRow[]> {
    const matching = matchingSql(tenantId, owner);
    if (matching === null) return [];
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${deviceRowColumns} FROM ${deviceRowSource}
        WHERE d.tenant_id = ${tenantId} AND d.id IN (${idsOfPage('devices', matching, limit, offset)})
        ORDER BY d.id DESC`,
    );
    return raw.map(readDeviceRow);
  }

  async count(access: ReadAccess, tenantId: string, owner: DeviceOwner): Promise<number> {
    return countMatching(access, 'devices', matchingSql(tenantId, owner));
  }
}

/** Null where nothing can match. */
function matchingSql(tenantId: string, owner: DeviceOwner): Sql | null {
  const ofTenant = sql`l.tenant_id = ${tenantId}`;
  switch (owner.of) {
    case 'tenant':
      return ofTenant;
    case 'identity':
      return isId(owner.identity) ? sql`${ofTenant} AND l.identity_id = ${owner.identity}` : null;
    case 'user':
      return sql`${ofTenant} AND ${isOfUser(tenantId, owner.user)}`;
  }
}
