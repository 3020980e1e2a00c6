import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { AdminRefused, refused, type Refusal } from './admin-refused.js';
import { sameJson, type Applied } from './outcome.js';
import { refusalsOf } from './schema-refusals.js';
import { mergeSettings } from './tenant-settings-merge.js';
import { Tenant } from './tenant.entity.js';
import { lockTenant } from './tenant-lock.js';
import {
  tenantChangesSchema,
  tenantInputSchema,
  type TenantChanges,
  type TenantInput,
} from './tenant.schemas.js';

/** Merchants and their settings, for operators. Every change is announced in its transaction; refusals are AdminRefused. */
@Injectable()
export class TenantsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  create(input: TenantInput): Promise<Tenant> {
    return this.database.write((transaction) => this.createIn(transaction, input));
  }

  async createIn(transaction: WriteTransaction, input: TenantInput): Promise<Tenant> {
    const { row, outcome } = await this.insertIn(transaction, input);
    if (outcome === 'created') return row;
    throw refused('slug', `there is a tenant ${row.slug} already`);
  }

  set(slug: string, changes: TenantChanges): Promise<Applied<Tenant>> {
    return this.database.write((transaction) => this.setIn(transaction, slug, changes));
  }

  /** Changes what is named; settings are merged with those that are set. */
  async setIn(transaction: WriteTransaction, slug: string, changes: TenantChanges): Promise<Applied<Tenant>> {
    const found = await findBySlug(transaction, slug);
    if (found === null) throw noTenant(slug);
    await lockTenant(transaction, found.id);
    const before = await transaction.manager.findOneByOrFail(Tenant, { id: found.id });
    const after = { ...before, ...changed(before, changes) };
    if (sameJson(before, after)) return { outcome: 'unchanged', row: before, warnings: [] };
    after.updatedAt = this.clock.nowMs();
    const { id, ...members } = after;
    await transaction.manager.update(Tenant, { id }, members);
    await this.announce(transaction, id);
    return { outcome: 'updated', row: after, warnings: [] };
  }

  /** Creates the tenant, or changes what the input names of the one that is there. */
  async ensureIn(transaction: WriteTransaction, input: TenantInput): Promise<Applied<Tenant>> {
    const { slug, ...changes } = input;
    if ((await findBySlug(transaction, slug)) !== null) return this.setIn(transaction, slug, changes);
    const inserted = await this.insertIn(transaction, input);
    return inserted.outcome === 'created' ? inserted : this.setIn(transaction, slug, changes);
  }

  findById(id: string): Promise<Tenant | null> {
    return this.database.read(({ manager }) => manager.findOneBy(Tenant, { id }));
  }

  findBySlug(slug: string): Promise<Tenant | null> {
    return this.database.read((access) => findBySlug(access, slug));
  }

  async getBySlug(slug: string): Promise<Tenant> {
    const tenant = await this.findBySlug(slug);
    if (tenant === null) throw noTenant(slug);
    return tenant;
  }

  /** All of them, by slug. */
  list(): Promise<Tenant[]> {
    return this.database.read(({ manager }) => manager.find(Tenant, { order: { slug: 'ASC' } }));
  }

  private async insertIn(transaction: WriteTransaction, input: TenantInput): Promise<Applied<Tenant>> {
    const parsed = tenantInputSchema.safeParse(input);
    if (!parsed.success) throw new AdminRefused([...refusalsOf(parsed.error), ...settingsRefusals(input)]);
    const { slug, name = slug, mode = 'live', timezone = 'UTC', settings = {} } = parsed.data;
    const now = this.clock.nowMs();
    const row: Tenant = {
      id: newId(),
      slug,
      name,
      mode,
      timezone,
      settings: merged({}, settings),
      createdAt: now,
      updatedAt: now,
    };
    await transaction.manager
      .createQueryBuilder()
      .insert()
      .into(Tenant)
      .values(row)
      .orIgnore()
      .updateEntity(false)
      .execute();
    const stands = await transaction.manager.findOneByOrFail(Tenant, { slug });
    if (stands.id !== row.id) return { outcome: 'unchanged', row: stands, warnings: [] };
    await this.announce(transaction, row.id);
    return { outcome: 'created', row, warnings: [] };
  }

  private announce(transaction: WriteTransaction, id: string): Promise<void> {
    return this.feed.announce(transaction, { topic: 'tenant', tenantId: id, subject: id });
  }
}

const findBySlug = ({ manager }: ReadAccess, slug: string): Promise<Tenant | null> =>
  manager.findOneBy(Tenant, { slug });

const noTenant = (slug: string): AdminRefused =>
  refused('tenant', `there is no tenant ${JSON.stringify(slug)}`);

function changed(before: Tenant, input: TenantChanges): Partial<Tenant> {
  const parsed = tenantChangesSchema.safeParse(input);
  if (!parsed.success) throw new AdminRefused([...refusalsOf(parsed.error), ...settingsRefusals(input)]);
  const { settings, ...members } = parsed.data;
  const named = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  return { ...named, ...(settings && { settings: merged(before.settings, settings) }) };
}

function merged(set: Tenant['settings'], changes: Readonly<Record<string, unknown>>): Tenant['settings'] {
  const merge = mergeSettings(set, changes);
  if ('refused' in merge) throw new AdminRefused(merge.refused);
  return merge.ok;
}

/** What is wrong with the settings, told together with what is wrong beside them. */
function settingsRefusals({ settings }: TenantChanges): readonly Refusal[] {
  if (typeof settings !== 'object' || settings === null) return [];
  const merge = mergeSettings({}, settings);
  return 'refused' in merge ? merge.refused : [];
}
