import { Inject, Injectable } from '@nestjs/common';
import { isId } from '../common/ids.js';
import { joined, sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { Database } from '../database/database.js';
import { rawRows } from '../database/raw-rows.js';
import { Resource } from './resource.entity.js';

const rows = rawRows(Resource);
const columns = rows.select('r');

/** What a tenant's customers book. Another tenant's resource is not there. */
@Injectable()
export class ResourcesService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The resources of these ids that exist, by id; text that is no id names none. */
  findByIds(tenantId: string, ids: Iterable<string>): Promise<ReadonlyMap<string, Resource>> {
    return this.database.read((access) => findResources(access, tenantId, ids));
  }

  async insert(transaction: WriteTransaction, resource: Resource): Promise<void> {
    await change(transaction, rows.insert(resource));
  }
}

async function findResources(
  access: ReadAccess,
  tenantId: string,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, Resource>> {
  const wanted = [...new Set(ids)].filter(isId);
  if (wanted.length === 0) return new Map();
  const places = joined(
    wanted.map((id) => sql`${id}`),
    ', ',
  );
  const found = await ask<Record<string, unknown>>(
    access,
    sql`SELECT ${columns} FROM resources r WHERE r.tenant_id = ${tenantId} AND r.id IN (${places})`,
  );
  return new Map(found.map((raw) => rows.read(raw)).map((resource) => [resource.id, resource]));
}
