import { Injectable } from '@nestjs/common';
import { ours, sql, type Sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask, change } from '../../database/ask.js';
import { rawRows } from '../../database/raw-rows.js';
import { TokenTemplate } from './token-template.entity.js';

const rows = rawRows(TokenTemplate);

/** Every query names its tenant first. */
@Injectable()
export class TokenTemplatesRepository {
  async find(access: ReadAccess, tenantId: string, name: string): Promise<TokenTemplate | null> {
    return (await this.where(access, tenantId, sql`AND t.name = ${name}`))[0] ?? null;
  }

  /** All of a tenant's, by name. */
  async findAll(access: ReadAccess, tenantId: string): Promise<TokenTemplate[]> {
    const found = await this.where(access, tenantId, ours(''));
    // The databases order text by rules of their own.
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async count(access: ReadAccess, tenantId: string): Promise<number> {
    const [row] = await ask<{ total: number }>(
      access,
      sql`SELECT count(*) AS total FROM token_templates t WHERE t.tenant_id = ${tenantId}`,
    );
    return row?.total ?? 0;
  }

  async insert(transaction: WriteTransaction, row: TokenTemplate): Promise<void> {
    await change(transaction, rows.insert(row));
  }

  async update(
    transaction: WriteTransaction,
    { tenantId, name, ...members }: Omit<TokenTemplate, 'createdAt'>,
  ): Promise<void> {
    await change(
      transaction,
      sql`UPDATE token_templates SET ${rows.set(members)} WHERE tenant_id = ${tenantId} AND name = ${name}`,
    );
  }

  /** Answers whether there was such a template. */
  async remove(transaction: WriteTransaction, tenantId: string, name: string): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`DELETE FROM token_templates WHERE tenant_id = ${tenantId} AND name = ${name}`,
    );
    return touched === 1;
  }

  private async where(access: ReadAccess, tenantId: string, condition: Sql): Promise<TokenTemplate[]> {
    const raw = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${rows.select('t')} FROM token_templates t WHERE t.tenant_id = ${tenantId} ${condition}`,
    );
    return raw.map((row) => rows.read(row));
  }
}
