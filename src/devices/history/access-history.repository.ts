import { Injectable } from '@nestjs/common';
import { isId } from '../../common/ids.js';
import { joined, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { ask } from '../../database/ask.js';
import { rawRows } from '../../database/raw-rows.js';
import { Access } from '../access.entity.js';
import { countMatching, idsOfPage, isOfUser } from './matching-rows.js';
import type { AccessRow } from './shown-access.js';

const rows = rawRows(Access);

/** Exact matches that all must hold; one at least is given. */
export interface AccessFilter {
  /** The merchant's user id. */
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly identity?: string | undefined;
  readonly signed?: boolean | undefined;
}

/** Accesses as they were kept, the newest first; ids that are no ids find nothing. */
@Injectable()
export class AccessHistoryRepository {
  async list(
    access: ReadAccess,
    tenantId: string,
    filter: AccessFilter,
    limit: number,
    offset: number,
  ): Promise<AccessRow[]> {
    const matching = matchingSql(tenantId, filter);
    if (matching === null) return [];
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${rows.select('a')}, u.external_id AS "user" FROM accesses a
        LEFT JOIN device_users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
        WHERE a.tenant_id = ${tenantId} AND a.id IN (${idsOfPage('accesses', matching, limit, offset)})
        ORDER BY a.id DESC`,
    );
    return raw.map((row) => rows.read(row) as AccessRow);
  }

  async count(access: ReadAccess, tenantId: string, filter: AccessFilter): Promise<number> {
    return countMatching(access, 'accesses', matchingSql(tenantId, filter));
  }
}

/** Null where a filter can match nothing. The first condition chooses the index, whatever the database knows of the rows. */
function matchingSql(tenantId: string, { user, device, identity, signed }: AccessFilter): Sql | null {
  if ((device !== undefined && !isId(device)) || (identity !== undefined && !isId(identity))) return null;
  const [narrowest, ...others] = [
    ...(device === undefined ? [] : [sql`l.device_id = ${device}`]),
    ...(user === undefined ? [] : [isOfUser(tenantId, user)]),
    ...(identity === undefined ? [] : [sql`l.identity_id = ${identity}`]),
    ...(signed === undefined ? [] : [sql`l.signed = ${signed}`]),
  ];
  if (narrowest === undefined) throw new Error('A history has a filter.');
  return joined(
    [sql`l.tenant_id = ${tenantId}`, narrowest, ...others.map((other) => sql`(${other}) IS TRUE`)],
    ' AND ',
  );
}
