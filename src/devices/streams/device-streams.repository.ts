import { Injectable } from '@nestjs/common';
import { isId } from '../../common/ids.js';
import { ours, sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import { isAmong } from '../../database/id-list.js';
import type { Attachment } from './stream-rules.js';

/** A device as whoever wants to listen for it must find it. */
export interface HeardDevice extends Attachment {
  /** The merchant's id of its user. */
  readonly user: string;
}

export interface FoundAttachment extends Attachment {
  readonly id: string;
}

/** What event streams ask of the rows of devices. */
@Injectable()
export class DeviceStreamsRepository {
  async findHeard(access: ReadAccess, tenantId: string, id: string): Promise<HeardDevice | null> {
    if (!isId(id)) return null;
    const [row] = await ask<HeardDevice>(
      access,
      sql`SELECT d.status, d.attached_at AS "attachedAt", u.external_id AS "user" FROM devices d
        JOIN device_users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
        WHERE d.tenant_id = ${tenantId} AND d.id = ${id}`,
    );
    return row ?? null;
  }

  /** Of at least one id; those that are gone are left out. */
  findAttachments(access: ReadAccess, tenantId: string, ids: readonly string[]): Promise<FoundAttachment[]> {
    return ask<FoundAttachment>(
      access,
      sql`SELECT id, status, attached_at AS "attachedAt" FROM devices
        WHERE tenant_id = ${tenantId} AND ${isAmong(access, ours('id'), ids)}`,
    );
  }
}
