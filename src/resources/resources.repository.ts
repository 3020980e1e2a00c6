import { Injectable } from '@nestjs/common';
import { isId } from '../common/ids.js';
import type { PageRequest, Slice } from '../common/page.js';
import { joined, ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';
import { rawRows } from '../database/raw-rows.js';
import { lockedForChange } from '../database/row-locks.js';
import type { ResourceFilter, ResourceOrderField } from './resource-list.js';
import { Resource } from './resource.entity.js';

const rows = rawRows(Resource);
const columns = rows.select('r');

/** What a change may touch. */
export type ResourceColumns = Partial<Omit<Resource, 'tenantId' | 'id' | 'createdAt' | 'removedAt'>>;

/** Every query names its tenant first; a removed resource is found only where the method says so. Ids that are no ids find nothing. */
@Injectable()
export class ResourcesRepository {
  async insert(transaction: WriteTransaction, resource: Resource): Promise<void> {
    await change(transaction, rows.insert(resource));
  }

  async findById(access: ReadAccess, tenantId: string, id: string): Promise<Resource | null> {
    const [found] = await this.findByIds(access, tenantId, [id]);
    return found ?? null;
  }

  /** By id ascending. */
  async findByIds(access: ReadAccess, tenantId: string, ids: Iterable<string>): Promise<Resource[]> {
    return this.select(access, tenantId, ids, ours(' AND r.removed_at IS NULL ORDER BY r.id'));
  }

  /** By id ascending; nobody else changes, removes or books them until the transaction ends. */
  async findLocked(
    transaction: WriteTransaction,
    tenantId: string,
    ids: Iterable<string>,
  ): Promise<Resource[]> {
    const lock = lockedForChange(transaction);
    return this.select(transaction, tenantId, ids, sql` AND r.removed_at IS NULL ORDER BY r.id${lock}`);
  }

  /** Removed ones too: what a booking was made with. */
  async findByIdsWithRemoved(
    access: ReadAccess,
    tenantId: string,
    ids: Iterable<string>,
  ): Promise<Resource[]> {
    return this.select(access, tenantId, ids, ours(''));
  }

  /** The oldest with this address. */
  async findByEmail(access: ReadAccess, tenantId: string, email: string): Promise<Resource | null> {
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM resources r WHERE r.tenant_id = ${tenantId} AND r.email = ${email} AND r.removed_at IS NULL
        ORDER BY r.created_at, r.id LIMIT 1`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  async list(
    access: ReadAccess,
    tenantId: string,
    { name, email }: ResourceFilter,
    { ordering, after, limit, offset, counted }: PageRequest<ResourceOrderField>,
  ): Promise<Slice<Resource>> {
    const conditions = [sql`r.tenant_id = ${tenantId}`, ours('r.removed_at IS NULL')];
    if (name !== null) conditions.push(sql`r.name = ${name}`);
    if (email !== null) conditions.push(sql`r.email = ${email}`);
    const total = counted ? await count(access, joined(conditions, ' AND ')) : null;
    if (total !== null && offset >= total) return { rows: [], total };
    const column = ours(ordering.field === 'name' ? 'r.name' : 'r.created_at');
    const direction = ours(ordering.direction === 'asc' ? 'ASC' : 'DESC');
    if (after !== null) {
      const beyond = ours(ordering.direction === 'asc' ? '>' : '<');
      conditions.push(sql`(${column}, r.id) ${beyond} (${after.value}, ${after.id})`);
    }
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM resources r WHERE ${joined(conditions, ' AND ')}
        ORDER BY ${column} ${direction}, r.id ${direction} LIMIT ${limit + 1} OFFSET ${offset}`,
    );
    return { rows: raw.map((row) => rows.read(row)), total };
  }

  /** Answers whether there was such a resource. */
  async update(
    transaction: WriteTransaction,
    tenantId: string,
    id: string,
    members: ResourceColumns,
  ): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`UPDATE resources SET ${rows.set(members)} WHERE tenant_id = ${tenantId} AND id = ${id} AND removed_at IS NULL`,
    );
    return touched === 1;
  }

  /** Answers whether there was such a resource. */
  async remove(transaction: WriteTransaction, tenantId: string, id: string, at: number): Promise<boolean> {
    if (!isId(id)) return false;
    const touched = await change(
      transaction,
      sql`UPDATE resources SET removed_at = ${at}, updated_at = ${at} WHERE tenant_id = ${tenantId} AND id = ${id} AND removed_at IS NULL`,
    );
    return touched === 1;
  }

  private async select(
    access: ReadAccess,
    tenantId: string,
    ids: Iterable<string>,
    further: Sql,
  ): Promise<Resource[]> {
    const wanted = [...new Set(ids)].filter(isId);
    if (wanted.length === 0) return [];
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM resources r WHERE r.tenant_id = ${tenantId} AND ${isAmong(access, ours('r.id'), wanted)}${further}`,
    );
    return raw.map((row) => rows.read(row));
  }
}

async function count(access: ReadAccess, conditions: Sql): Promise<number> {
  const [row] = await ask<{ total: number }>(
    access,
    sql`SELECT count(*) AS total FROM resources r WHERE ${conditions}`,
  );
  return row?.total ?? 0;
}
