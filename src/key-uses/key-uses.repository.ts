import { Injectable } from '@nestjs/common';
import { joined, sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import type { KeyUse } from './key-use.entity.js';

/** How often keys were used; every query names its tenants. */
@Injectable()
export class KeyUsesRepository {
  /** Adds to these, of which there is at least one and none twice. Whoever adds to several gives them in one order. */
  async add(transaction: WriteTransaction, uses: readonly KeyUse[]): Promise<void> {
    const rows = uses.map(
      ({ tenantId, keyId, credentialKind, count, lastUsedAt }) =>
        sql`(${tenantId}, ${keyId}, ${credentialKind}, ${count}, ${lastUsedAt})`,
    );
    await change(
      transaction,
      sql`INSERT INTO key_uses (tenant_id, key_id, credential_kind, count, last_used_at) VALUES ${joined(rows, ', ')}
        ON CONFLICT (tenant_id, key_id, credential_kind) DO UPDATE SET count = key_uses.count + excluded.count,
          last_used_at = CASE WHEN excluded.last_used_at > key_uses.last_used_at THEN excluded.last_used_at ELSE key_uses.last_used_at END`,
    );
  }

  /** Of all keys of a tenant, by key and kind. */
  async findAll(access: ReadAccess, tenantId: string): Promise<KeyUse[]> {
    return ask<KeyUse>(
      access,
      sql`SELECT tenant_id AS "tenantId", key_id AS "keyId", credential_kind AS "credentialKind", count, last_used_at AS "lastUsedAt"
        FROM key_uses WHERE tenant_id = ${tenantId} ORDER BY key_id, credential_kind`,
    );
  }
}
