import { Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../access/principal.js';
import { withDefaults } from '../access/tenant-settings.js';
import { CachedLookup } from '../common/cached-lookup.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { Tenant } from './tenant.entity.js';

const most = 20_000;

/** Tenants for the request path: cached, in force within the time the change feed promises. */
@Injectable()
export class TenantDirectory {
  private readonly byId: CachedLookup<TenantIdentity>;
  private readonly bySlug: CachedLookup<TenantIdentity>;

  constructor(
    private readonly database: Database,
    feed: ChangeFeed,
  ) {
    this.byId = new CachedLookup((id) => this.load({ id }), most);
    this.bySlug = new CachedLookup((slug) => this.load({ slug }), most);
    feed.subscribe((change) => {
      if (change !== 'anything' && change.topic !== 'tenant') return;
      const matches = (tenant: TenantIdentity) => change === 'anything' || tenant.id === change.subject;
      this.byId.drop(matches);
      this.bySlug.drop(matches);
    });
  }

  findById(id: string): TenantIdentity | null | Promise<TenantIdentity | null> {
    return this.byId.get(id);
  }

  findBySlug(slug: string): TenantIdentity | null | Promise<TenantIdentity | null> {
    return this.bySlug.get(slug);
  }

  private async load(where: { id: string } | { slug: string }): Promise<TenantIdentity | null> {
    const row = await this.database.read(({ manager }) => manager.findOneBy(Tenant, where));
    return row && toTenantIdentity(row);
  }
}

/** The snapshot features see: settings with their defaults filled in. */
export const toTenantIdentity = (row: Tenant): TenantIdentity => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  mode: row.mode,
  timezone: row.timezone,
  settings: withDefaults(row.settings),
});
