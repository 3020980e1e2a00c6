import { Injectable } from '@nestjs/common';
import { joined, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isPostgres } from '../database/is-postgres.js';
import { rawRows } from '../database/raw-rows.js';
import { chainStart, type ChainEnd } from './chain.js';
import { JournalRow } from './journal-row.entity.js';

const rows = rawRows(JournalRow);

interface JournalBounds {
  readonly head: ChainEnd | null;
  /** Least and greatest sequence; null where there is no row. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface JournalFilter {
  /** Rows of this instant (Unix milliseconds) and later. */
  readonly since: number | null;
  readonly bookingId: string | null;
}

/** The rows of the journal and the heads of its chains, tenant by tenant. */
@Injectable()
export class JournalRepository {
  /** Gives the tenant the head of an empty journal where it has none; of transactions that race one does, and the others wait for it. */
  async insertHead(transaction: WriteTransaction, tenantId: string): Promise<void> {
    const { sequence, hash } = chainStart;
    await change(
      transaction,
      sql`INSERT INTO journal_heads (tenant_id, sequence, hash) VALUES (${tenantId}, ${sequence}, ${hash}) ON CONFLICT DO NOTHING`,
    );
  }

  async findHead(access: ReadAccess, tenantId: string): Promise<ChainEnd | null> {
    const [head] = await ask<ChainEnd>(
      access,
      sql`SELECT sequence, hash FROM journal_heads WHERE tenant_id = ${tenantId}`,
    );
    return head ?? null;
  }

  async setHead(
    transaction: WriteTransaction,
    tenantId: string,
    { sequence, hash }: ChainEnd,
  ): Promise<void> {
    await change(
      transaction,
      sql`INSERT INTO journal_heads (tenant_id, sequence, hash) VALUES (${tenantId}, ${sequence}, ${hash}) ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`,
    );
  }

  async insert(transaction: WriteTransaction, row: JournalRow): Promise<void> {
    await change(transaction, rows.insert(row));
  }

  /** Where the tenant's journal begins and ends by its rows and by its head, all at one instant. */
  async findBounds(access: ReadAccess, tenantId: string): Promise<JournalBounds> {
    const [raw] = await ask<{ sequence: number | null; hash: string; first: number; last: number }>(
      access,
      sql`SELECT h.sequence, h.hash, (SELECT min(sequence) FROM journal WHERE tenant_id = ${tenantId}) AS first, (SELECT max(sequence) FROM journal WHERE tenant_id = ${tenantId}) AS last FROM (SELECT 1 AS one) o LEFT JOIN journal_heads h ON h.tenant_id = ${tenantId}`,
    );
    const { sequence = null, hash = '', first = null, last = null } = raw ?? {};
    return { head: sequence === null ? null : { sequence, hash }, first, last };
  }

  /** Up to `limit` rows whose sequence is greater than `after`, in their order. */
  async listAfter(
    access: ReadAccess,
    tenantId: string,
    { after, since, bookingId }: JournalFilter & { readonly after: number },
    limit: number,
  ): Promise<JournalRow[]> {
    const conditions = [
      sql`j.tenant_id = ${tenantId}`,
      sql`j.sequence > ${after}`,
      ...(since === null ? [] : [sql`j.at >= ${since}`]),
      ...(bookingId === null ? [] : [sql`j.booking_id = ${bookingId}`]),
    ];
    const found = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${rows.select('j')} FROM journal j WHERE ${joined(conditions, ' AND ')} ORDER BY j.sequence LIMIT ${limit}`,
    );
    return found.map((raw) => rows.read(raw));
  }

  /** The newest `limitPerBooking` rows of each booking, the oldest first. */
  async findOfBookings(
    access: ReadAccess,
    tenantId: string,
    bookingIds: readonly string[],
    limitPerBooking: number,
  ): Promise<JournalRow[]> {
    const found = await ask<Record<string, unknown>>(
      access,
      sql`WITH b (id) AS (${idTable(access, bookingIds)}) SELECT ${rows.select('j')} FROM b JOIN journal j ON j.tenant_id = ${tenantId} AND j.booking_id = b.id AND j.sequence >= COALESCE((SELECT k.sequence FROM journal k WHERE k.tenant_id = ${tenantId} AND k.booking_id = b.id ORDER BY k.sequence DESC LIMIT 1 OFFSET ${limitPerBooking - 1}), 0) ORDER BY j.sequence`,
    );
    return found.map((raw) => rows.read(raw));
  }
}

/** Ids as a table of one column. */
const idTable = (access: ReadAccess, ids: readonly string[]): Sql =>
  isPostgres(access)
    ? sql`SELECT unnest(${ids}::uuid[])`
    : sql`VALUES ${joined(
        ids.map((id) => sql`(${id})`),
        ', ',
      )}`;
