import type { WriteTransaction } from '../../database/access.js';
import { AdminRefused } from '../../tenants/admin-refused.js';
import type { Applied, Outcome } from '../../tenants/outcome.js';
import type { Workspace } from '../workspace.js';
import type { Planned, PlannedTenant } from './seed-plan.js';
import { ensureSeededExperience } from './seed-experience.js';
import { ensureProject } from './seed-project.js';
import { ensureResource } from './seed-resource.js';
import { ensureSeededTemplate } from './seed-template.js';
import { SeedRefused, type SeedRefusal } from './seed-refused.js';

/** What became of one entry. */
export interface Seeded {
  readonly kind:
    | 'tenant'
    | 'api_key'
    | 'jwt_configuration'
    | 'resource'
    | 'project'
    | 'token_template'
    | 'search_experience';
  readonly tenant: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** A secret made here, shown this once. */
  readonly secret?: string;
}

export interface SeedResult {
  readonly seeded: readonly Seeded[];
  readonly warnings: readonly string[];
}

type SeedServices = Pick<Workspace, 'clock' | 'database' | 'tenants' | 'apiKeys' | 'jwtConfigurations'>;

/**
 * Brings the database to what the plan states, in one transaction: everything or nothing. Entries that are as
 * stated already write nothing. Throws SeedRefused with everything the database speaks against.
 */
export function applySeed(services: SeedServices, plan: readonly PlannedTenant[]): Promise<SeedResult> {
  return services.database.write(async (transaction) => {
    const run = new SeedRun(services, transaction);
    for (const tenant of plan) await run.tenant(tenant);
    if (run.refusals.length > 0) throw new SeedRefused(run.refusals);
    return run;
  });
}

class SeedRun implements SeedResult {
  readonly seeded: Seeded[] = [];
  readonly warnings: string[] = [];
  readonly refusals: SeedRefusal[] = [];

  constructor(
    private readonly services: SeedServices,
    private readonly transaction: WriteTransaction,
  ) {}

  async tenant(planned: PlannedTenant): Promise<void> {
    const { tenants, apiKeys, jwtConfigurations } = this.services;
    const { slug } = planned.input;
    const tenant = await this.collect(planned, () => tenants.ensureIn(this.transaction, planned.input));
    if (tenant === null) return;
    this.seeded.push({ kind: 'tenant', tenant: slug, name: slug, outcome: tenant.outcome });
    const tenantId = tenant.row.id;
    const { clock } = this.services;
    const byId = ({ id }: { readonly id: string }) => id;
    await this.each(
      'api_key',
      slug,
      planned.apiKeys,
      (key) => apiKeys.ensureIn(this.transaction, tenantId, key),
      byId,
    );
    await this.each(
      'jwt_configuration',
      slug,
      planned.configurations,
      (configuration) => jwtConfigurations.ensureIn(this.transaction, tenantId, configuration),
      byId,
    );
    await this.each(
      'resource',
      slug,
      planned.resources,
      (resource) => ensureResource(this.transaction, clock, tenant.row, resource),
      ({ name }) => name,
    );
    await this.each(
      'project',
      slug,
      planned.projects,
      (project) => ensureProject(this.transaction, clock, tenantId, project),
      (row) => row.slug,
    );
    await this.each(
      'token_template',
      slug,
      planned.templates,
      (template) => ensureSeededTemplate(this.transaction, clock, tenant.row, template),
      ({ name }) => name,
    );
    await this.each(
      'search_experience',
      slug,
      planned.experiences,
      (experience) => ensureSeededExperience(this.transaction, clock, tenantId, experience),
      ({ key }) => key,
    );
  }

  /** Entries of one section, one after the other. */
  private async each<Input, Row>(
    kind: Seeded['kind'],
    tenant: string,
    entries: readonly Planned<Input>[],
    ensure: (input: Input) => Promise<Applied<Row> & { readonly secret?: string | null }>,
    nameOf: (row: Row) => string,
  ): Promise<void> {
    for (const entry of entries) {
      const applied = await this.collect(entry, () => ensure(entry.input));
      if (applied === null) continue;
      const { row, outcome, warnings, secret = null } = applied;
      this.seeded.push({ kind, tenant, name: nameOf(row), outcome, ...(secret !== null && { secret }) });
      this.warnings.push(...warnings.map((warning) => `${entry.file}: ${entry.path}: ${warning}`));
    }
  }

  /** A refusal is kept and the run goes on to find more; the transaction is given up in the end. */
  private async collect<T>({ file, path }: Planned<unknown>, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AdminRefused)) throw error;
      for (const refusal of error.refusals) {
        this.refusals.push({
          file,
          path: [path, refusal.path].filter((part) => part !== '').join('.'),
          reason: refusal.reason,
        });
      }
      return null;
    }
  }
}
