import { Injectable } from '@nestjs/common';
import { isId } from '../common/ids.js';
import type { PageRequest, Slice } from '../common/page.js';
import { joined, ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';
import { rawRows } from '../database/raw-rows.js';
import { lockedForChange } from '../database/row-locks.js';
import { orderColumns, type ProjectFilter, type ProjectOrderField } from './project-list.js';
import { Project } from './project.entity.js';

const rows = rawRows(Project);
const columns = rows.select('p');

/** What a change may touch. */
export type ProjectColumns = Partial<Omit<Project, 'tenantId' | 'id' | 'createdAt' | 'removedAt'>>;

/** Every query names its tenant first; a removed project is found only where the method says so. Ids that are no ids find nothing. */
@Injectable()
export class ProjectsRepository {
  async insert(transaction: WriteTransaction, project: Project): Promise<void> {
    await change(transaction, rows.insert(project));
  }

  async findById(access: ReadAccess, tenantId: string, id: string): Promise<Project | null> {
    return this.one(access, tenantId, id, ours(''));
  }

  /** Nobody else changes it or its resources until the transaction ends. */
  async findLocked(transaction: WriteTransaction, tenantId: string, id: string): Promise<Project | null> {
    return this.one(transaction, tenantId, id, lockedForChange(transaction));
  }

  async findBySlug(access: ReadAccess, tenantId: string, slug: string): Promise<Project | null> {
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM projects p WHERE p.tenant_id = ${tenantId} AND p.slug = ${slug} AND p.removed_at IS NULL`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  /** Removed ones too: what a booking was made with. */
  async findByIdsWithRemoved(
    access: ReadAccess,
    tenantId: string,
    ids: Iterable<string>,
  ): Promise<Project[]> {
    const wanted = [...new Set(ids)].filter(isId);
    if (wanted.length === 0) return [];
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM projects p WHERE p.tenant_id = ${tenantId} AND ${isAmong(access, ours('p.id'), wanted)}`,
    );
    return raw.map((row) => rows.read(row));
  }

  /** Slugs that begin so, of projects that are there. */
  async findSlugsFrom(
    access: ReadAccess,
    tenantId: string,
    start: string,
    atMost: number,
  ): Promise<string[]> {
    const found = await ask<{ slug: string }>(
      access,
      sql`SELECT p.slug FROM projects p WHERE p.tenant_id = ${tenantId} AND p.slug >= ${start} AND p.slug < ${`${start}~`}
        AND p.removed_at IS NULL ORDER BY p.slug LIMIT ${atMost}`,
    );
    return found.map(({ slug }) => slug);
  }

  async list(
    access: ReadAccess,
    tenantId: string,
    { slug, name }: ProjectFilter,
    { ordering, after, limit, offset, counted }: PageRequest<ProjectOrderField>,
  ): Promise<Slice<Project>> {
    const conditions = [sql`p.tenant_id = ${tenantId}`, ours('p.removed_at IS NULL')];
    if (slug !== null) conditions.push(sql`p.slug = ${slug}`);
    if (name !== null) conditions.push(sql`p.name = ${name}`);
    const total = counted ? await count(access, joined(conditions, ' AND ')) : null;
    if (total !== null && offset >= total) return { rows: [], total };
    const column = ours(`p.${orderColumns[ordering.field].column}`);
    const direction = ours(ordering.direction === 'asc' ? 'ASC' : 'DESC');
    if (after !== null) {
      const beyond = ours(ordering.direction === 'asc' ? '>' : '<');
      conditions.push(sql`(${column}, p.id) ${beyond} (${after.value}, ${after.id})`);
    }
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM projects p WHERE ${joined(conditions, ' AND ')}
        ORDER BY ${column} ${direction}, p.id ${direction} LIMIT ${limit + 1} OFFSET ${offset}`,
    );
    return { rows: raw.map((row) => rows.read(row)), total };
  }

  /** Answers whether there was such a project. */
  async update(
    transaction: WriteTransaction,
    tenantId: string,
    id: string,
    members: ProjectColumns,
  ): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`UPDATE projects SET ${rows.set(members)} WHERE tenant_id = ${tenantId} AND id = ${id} AND removed_at IS NULL`,
    );
    return touched === 1;
  }

  /** Answers whether there was such a project. Its slug is free again. */
  async remove(transaction: WriteTransaction, tenantId: string, id: string, at: number): Promise<boolean> {
    if (!isId(id)) return false;
    const touched = await change(
      transaction,
      sql`UPDATE projects SET removed_at = ${at}, updated_at = ${at} WHERE tenant_id = ${tenantId} AND id = ${id} AND removed_at IS NULL`,
    );
    return touched === 1;
  }

  private async one(access: ReadAccess, tenantId: string, id: string, locked: Sql): Promise<Project | null> {
    if (!isId(id)) return null;
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${columns} FROM projects p WHERE p.tenant_id = ${tenantId} AND p.id = ${id} AND p.removed_at IS NULL${locked}`,
    );
    return raw === undefined ? null : rows.read(raw);
  }
}

async function count(access: ReadAccess, conditions: Sql): Promise<number> {
  const [row] = await ask<{ total: number }>(
    access,
    sql`SELECT count(*) AS total FROM projects p WHERE ${conditions}`,
  );
  return row?.total ?? 0;
}
