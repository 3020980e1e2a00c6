import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { dayMs } from '../../common/time-spans.js';
import { Database } from '../../database/database.js';
import { TenantWalk } from '../../tenants/tenant-walk.js';
import { OldRowsRepository, type IdentityPlace, type OldRows } from './old-rows.repository.js';

/** Rows of one transaction: requests come in between two of them. */
const batch = 1_000;

/** What stands between two rounds of one tenant. */
interface Unfinished {
  readonly rows: OldRows;
  readonly identitiesAfter: IdentityPlace | null;
}

/**
 * Nothing about devices is kept longer than the tenant's `access_retention_days` after it was last of use: accesses go when
 * they are that old, then detached devices and identities without a device that nobody has seen since.
 */
@Injectable()
export class Pruning {
  private readonly walk: TenantWalk;
  private current: Unfinished | null = null;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OldRowsRepository) private readonly old: OldRowsRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.walk = new TenantWalk(database);
  }

  /** Some of one tenant's. Any number of nodes may do so at once. Answers whether there is more to do at once. */
  async round(): Promise<boolean> {
    // A tenant whose round fails is left for the next walk, so that it does not hold up the others.
    const work = this.current ?? (await this.next());
    this.current = null;
    if (work === null) return false;
    this.current = await this.prune(work);
    return true;
  }

  private async next(): Promise<Unfinished | null> {
    const tenant = await this.walk.next();
    if (tenant === null) return null;
    const before = this.clock.nowMs() - tenant.settings.access_retention_days * dayMs;
    return { rows: { tenantId: tenant.id, before }, identitiesAfter: null };
  }

  /** What is left of it, null where nothing is. */
  private async prune(work: Unfinished): Promise<Unfinished | null> {
    const { rows } = work;
    const found = await this.database.read((access) => this.old.look(access, rows));
    if (found.accesses && (await this.write((t) => this.old.deleteAccesses(t, rows, batch))) > 0) return work;
    if (found.devices && (await this.write((t) => this.old.deleteDevices(t, rows, batch))) > 0) return work;
    return found.identities ? this.pruneIdentities(work) : null;
  }

  private async pruneIdentities({ rows, identitiesAfter }: Unfinished): Promise<Unfinished | null> {
    const seen = await this.database.read((access) =>
      this.old.listIdentities(access, rows, identitiesAfter, batch),
    );
    const last = seen.at(-1);
    if (last === undefined) return null;
    await this.write((t) =>
      this.old.deleteIdentities(
        t,
        rows,
        seen.map(({ id }) => id),
      ),
    );
    return { rows, identitiesAfter: last };
  }

  private write: Database['write'] = (work) => this.database.write(work);
}
