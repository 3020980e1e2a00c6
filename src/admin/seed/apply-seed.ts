import type { WriteTransaction } from '../../database/access.js';
import { AdminRefused } from '../../tenants/admin-refused.js';
import type { Outcome } from '../../tenants/outcome.js';
import type { Workspace } from '../workspace.js';
import type { Planned, PlannedTenant } from './seed-plan.js';
import { ensureProject } from './seed-project.js';
import { ensureResource } from './seed-resource.js';
import { SeedRefused, type SeedRefusal } from './seed-refused.js';

/** What became of one entry. */
export interface Seeded {
  readonly kind: 'tenant' | 'api_key' | 'jwt_configuration' | 'resource' | 'project';
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
    for (const key of planned.apiKeys) {
      const applied = await this.collect(key, () => apiKeys.ensureIn(this.transaction, tenantId, key.input));
      if (applied) this.note('api_key', slug, key, applied);
    }
    for (const configuration of planned.configurations) {
      const applied = await this.collect(configuration, () =>
        jwtConfigurations.ensureIn(this.transaction, tenantId, configuration.input),
      );
      if (applied) this.note('jwt_configuration', slug, configuration, applied);
    }
    for (const resource of planned.resources) {
      const applied = await this.collect(resource, () =>
        ensureResource(this.transaction, this.services.clock, tenant.row, resource.input),
      );
      if (applied)
        this.seeded.push({
          kind: 'resource',
          tenant: slug,
          name: applied.row.name,
          outcome: applied.outcome,
        });
    }
    for (const project of planned.projects) {
      const applied = await this.collect(project, () =>
        ensureProject(this.transaction, this.services.clock, tenantId, project.input),
      );
      if (applied)
        this.seeded.push({
          kind: 'project',
          tenant: slug,
          name: applied.row.slug,
          outcome: applied.outcome,
        });
    }
  }

  private note(
    kind: Seeded['kind'],
    tenant: string,
    { file, path }: Planned<unknown>,
    {
      row,
      outcome,
      secret,
      warnings,
    }: { row: { id: string }; outcome: Outcome; secret: string | null; warnings: readonly string[] },
  ): void {
    this.seeded.push({ kind, tenant, name: row.id, outcome, ...(secret !== null && { secret }) });
    this.warnings.push(...warnings.map((warning) => `${file}: ${path}: ${warning}`));
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
