import { withDefaults, type TenantSettings } from '../access/tenant-settings.js';
import { sql } from '../common/sql.js';
import { ask } from '../database/ask.js';
import type { Database } from '../database/database.js';

const atOnce = 200;

/** A tenant as far as what happens by itself needs it. */
export interface WalkedTenant {
  readonly id: string;
  readonly settings: TenantSettings;
}

/** Leads through all tenants, some of which are read at a time; for what happens by itself, not for requests. */
export class TenantWalk {
  private waiting: WalkedTenant[] = [];
  private after = '00000000-0000-0000-0000-000000000000';
  private readonly start = this.after;

  constructor(private readonly database: Database) {}

  /** The next one; null at the end, after which the walk begins anew. */
  async next(): Promise<WalkedTenant | null> {
    if (this.waiting.length === 0) this.waiting = await this.readSome();
    const tenant = this.waiting.shift() ?? null;
    this.after = tenant?.id ?? this.start;
    return tenant;
  }

  private async readSome(): Promise<WalkedTenant[]> {
    const rows = await this.database.read((access) =>
      ask<{ id: string; settings: string }>(
        access,
        sql`SELECT id, settings FROM tenants WHERE id > ${this.after} ORDER BY id LIMIT ${atOnce}`,
      ),
    );
    return rows.map(({ id, settings }) => ({
      id,
      settings: withDefaults(JSON.parse(settings) as Partial<TenantSettings>),
    }));
  }
}
