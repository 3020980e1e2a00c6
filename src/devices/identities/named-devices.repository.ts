import { Injectable } from '@nestjs/common';
import { isId } from '../../common/ids.js';
import { sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';

/** Devices that clients name without naming their users. */
@Injectable()
export class NamedDevicesRepository {
  /** The merchant's id of the device's user; null where the tenant has no such device. */
  async findUser(access: ReadAccess, tenantId: string, id: string): Promise<string | null> {
    if (!isId(id)) return null;
    const [found] = await ask<{ user: string }>(
      access,
      sql`SELECT u.external_id AS "user" FROM devices d JOIN device_users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
        WHERE d.tenant_id = ${tenantId} AND d.id = ${id}`,
    );
    return found?.user ?? null;
  }
}
