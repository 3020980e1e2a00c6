import { joined, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess } from '../../database/access.js';
import { isPostgres } from '../../database/is-postgres.js';
import type { Booking } from '../booking.entity.js';
import { indexedMeta } from './meta-index.js';

/** The rows of a booking in the index of meta, or null where it has nothing to be searched by. On PostgreSQL one text for any number of rows. */
export function metaInsert(
  access: ReadAccess,
  { tenantId, id, createdAt, meta }: Pick<Booking, 'tenantId' | 'id' | 'createdAt' | 'meta'>,
): Sql | null {
  const entries = indexedMeta(meta);
  if (entries.length === 0) return null;
  const rows = isPostgres(access)
    ? sql`SELECT ${tenantId}::uuid, e.key, e.value, ${createdAt}::bigint, ${id}::uuid
        FROM unnest(${entries.map(([key]) => key)}::text[], ${entries.map(([, value]) => value)}::text[]) AS e (key, value)`
    : sql`VALUES ${joined(
        entries.map(([key, value]) => sql`(${tenantId}, ${key}, ${value}, ${createdAt}, ${id})`),
        ', ',
      )}`;
  return sql`INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id) ${rows}`;
}
