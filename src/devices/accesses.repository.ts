import { Injectable } from '@nestjs/common';
import { joined, ours, sql, type Sql } from '../common/sql.js';
import type { WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { isAmong } from '../database/id-list.js';
import { isPostgres } from '../database/is-postgres.js';
import { rawRows } from '../database/raw-rows.js';
import { Access } from './access.entity.js';
import type { UserRows } from './devices.repository.js';

const rows = rawRows(Access);

/** The access of a device that is attached, as far as its row tells. */
export type DeviceAccess = Access & { readonly deviceId: string };

/** The columns with their types on PostgreSQL, and what of an access stands in them. */
const columns: readonly (readonly [name: string, type: string, value: (access: Access) => unknown])[] = [
  ['tenant_id', 'uuid', ({ tenantId }) => tenantId],
  ['id', 'uuid', ({ id }) => id],
  ['action', 'text', ({ action }) => action],
  ['user_id', 'uuid', ({ userId }) => userId],
  ['device_id', 'uuid', ({ deviceId }) => deviceId],
  ['identity_id', 'uuid', ({ identityId }) => identityId],
  ['signed', 'boolean', ({ signed }) => signed],
  ['api_key', 'text', ({ apiKey }) => apiKey],
  ['token', 'text', ({ token }) => token],
  ['confidence', 'integer', ({ confidence }) => confidence],
  ['ip_hash', 'text', ({ ipHash }) => ipHash],
  ['created_at', 'bigint', ({ createdAt }) => createdAt],
];
const names = ours(columns.map(([name]) => name).join(', '));
const namesOfValues = ours(columns.map(([name]) => `v.${name}`).join(', '));

/** Attaches and identifies, as they were. Written once. */
@Injectable()
export class AccessesRepository {
  /** The statement that writes one; whoever shows it holds the rows that it names. */
  insertion(access: Access): Sql {
    return rows.insert(access);
  }

  /**
   * Writes those whose devices are attached as the statement runs, and answers the ids of what it wrote. The devices stay until
   * the transaction ends, so that whoever erases a person finds every access of theirs; it waits for nobody who is erasing one.
   */
  async insertWhereAttached(
    transaction: WriteTransaction,
    accesses: readonly DeviceAccess[],
  ): Promise<ReadonlySet<string>> {
    const insertion = isPostgres(transaction) ? insertionOfArrays(accesses) : insertionOfJson(accesses);
    const written = await ask<{ id: string }>(transaction, insertion);
    return new Set(written.map(({ id }) => id));
  }

  async deleteOfUser(transaction: WriteTransaction, { tenantId, userId }: UserRows): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM accesses WHERE tenant_id = ${tenantId} AND user_id = ${userId}`,
    );
  }

  /** Whatever names a device of the user. */
  async deleteOfDevices(transaction: WriteTransaction, { tenantId, userId }: UserRows): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM accesses WHERE tenant_id = ${tenantId} AND device_id IN
        (SELECT id FROM devices WHERE tenant_id = ${tenantId} AND user_id = ${userId})`,
    );
  }

  /** Whatever names one of these identities, at least one. */
  async deleteOfIdentities(
    transaction: WriteTransaction,
    tenantId: string,
    identityIds: readonly string[],
  ): Promise<void> {
    const theirs = isAmong(transaction, ours('identity_id'), identityIds);
    await change(transaction, sql`DELETE FROM accesses WHERE tenant_id = ${tenantId} AND ${theirs}`);
  }
}

/** One text however many they are, as with arrays; SQLite has none. */
function insertionOfJson(accesses: readonly DeviceAccess[]): Sql {
  const list = JSON.stringify(accesses.map((access) => columns.map(([, , value]) => value(access))));
  const values = ours(columns.map(([name], index) => `v.value ->> ${index} AS ${name}`).join(', '));
  return sql`INSERT INTO accesses (${names}) SELECT ${namesOfValues} FROM (SELECT ${values} FROM json_each(${list}) v) v
    CROSS JOIN devices d ON d.tenant_id = v.tenant_id AND d.id = v.device_id
    WHERE d.tenant_id = v.tenant_id AND d.status = 'attached' RETURNING id`;
}

function insertionOfArrays(accesses: readonly DeviceAccess[]): Sql {
  const lists = columns.map(([, type, value]) => sql`${accesses.map(value)}::${ours(type)}[]`);
  return sql`INSERT INTO accesses (${names}) SELECT ${namesOfValues} FROM unnest(${joined(lists, ', ')}) AS v (${names})
    JOIN devices d ON d.tenant_id = v.tenant_id AND d.id = v.device_id
    WHERE d.tenant_id = v.tenant_id AND d.status = 'attached' FOR KEY SHARE OF d SKIP LOCKED RETURNING id`;
}
