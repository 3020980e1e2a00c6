import { Injectable } from '@nestjs/common';
import type { PageRequest, Slice } from '../../common/page.js';
import { joined, ours, sql } from '../../common/sql.js';
import { isStorable } from '../../common/text.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask, change } from '../../database/ask.js';
import { rawRows } from '../../database/raw-rows.js';
import { SearchExperience } from './search-experience.entity.js';

const rows = rawRows(SearchExperience);
const columns = rows.select('e');

export type ExperienceColumns = Partial<Omit<SearchExperience, 'tenantId' | 'key' | 'createdAt'>>;

/** Every query names its tenant first. Text that no row can hold names no experience. */
@Injectable()
export class ExperiencesRepository {
  async findByKey(access: ReadAccess, tenantId: string, key: string): Promise<SearchExperience | null> {
    if (!isStorable(key)) return null;
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM search_experiences e WHERE e.tenant_id = ${tenantId} AND e.key = ${key}`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  async count(access: ReadAccess, tenantId: string): Promise<number> {
    const [row] = await ask<{ total: number }>(
      access,
      sql`SELECT count(*) AS total FROM search_experiences e WHERE e.tenant_id = ${tenantId}`,
    );
    return row?.total ?? 0;
  }

  /** By key. */
  async list(
    access: ReadAccess,
    tenantId: string,
    { ordering, after, limit, offset, counted }: PageRequest<'key'>,
  ): Promise<Slice<SearchExperience>> {
    const total = counted ? await this.count(access, tenantId) : null;
    if (total !== null && offset >= total) return { rows: [], total };
    const [direction, beyond] = ordering.direction === 'asc' ? ['ASC', '>'] : ['DESC', '<'];
    const conditions = [sql`e.tenant_id = ${tenantId}`];
    if (after !== null) conditions.push(sql`e.key ${ours(beyond)} ${after.value}`);
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM search_experiences e WHERE ${joined(conditions, ' AND ')}
        ORDER BY e.key ${ours(direction)} LIMIT ${limit + 1} OFFSET ${offset}`,
    );
    return { rows: raw.map((row) => rows.read(row)), total };
  }

  async insert(transaction: WriteTransaction, experience: SearchExperience): Promise<void> {
    await change(transaction, rows.insert(experience));
  }

  async update(
    transaction: WriteTransaction,
    tenantId: string,
    key: string,
    members: ExperienceColumns,
  ): Promise<void> {
    await change(
      transaction,
      sql`UPDATE search_experiences SET ${rows.set(members)} WHERE tenant_id = ${tenantId} AND key = ${key}`,
    );
  }

  /** Answers whether there was such an experience. */
  async remove(transaction: WriteTransaction, tenantId: string, key: string): Promise<boolean> {
    if (!isStorable(key)) return false;
    const touched = await change(
      transaction,
      sql`DELETE FROM search_experiences WHERE tenant_id = ${tenantId} AND key = ${key}`,
    );
    return touched === 1;
  }
}
