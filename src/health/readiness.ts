import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { pendingMigrations } from '../database/schema.js';

export type CheckState = 'up' | 'down';

/** Whether this process should be sent requests. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly shuttingDown: boolean;
  readonly checks: { readonly database: CheckState; readonly migrations: CheckState };
}

const patienceMs = 2_000;
/** However often probes and strangers ask, the database is asked once in this time. */
const keptMs = 500;

@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private shuttingDown = false;
  /** A schema that is up to date stays so: migrations are never taken back under a running server. */
  private schemaIsUpToDate = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  beforeApplicationShutdown(): void {
    this.shuttingDown = true;
  }

  async report(): Promise<ReadinessReport> {
    const checks = { database: await this.stateOfDatabase(), migrations: await this.stateOfMigrations() };
    const isUp = Object.values(checks).every((state) => state === 'up');
    return { ready: isUp && !this.shuttingDown, shuttingDown: this.shuttingDown, checks };
  }

  private async stateOfDatabase(): Promise<CheckState> {
    const { database } = await this.indicators
      .check('database')
      .attempt(() => this.database.read(({ manager }) => manager.query('SELECT 1')).then(() => undefined))
      .withTimeout(patienceMs)
      .cacheFor(keptMs);
    return database.status === 'up' ? 'up' : 'down';
  }

  private async stateOfMigrations(): Promise<CheckState> {
    if (this.schemaIsUpToDate) return 'up';
    const { migrations } = await this.indicators
      .check('migrations')
      .attempt(async () => {
        this.schemaIsUpToDate = (await pendingMigrations(this.database)).length === 0;
      })
      .withTimeout(patienceMs)
      .cacheFor(keptMs);
    return migrations.status === 'up' && this.schemaIsUpToDate ? 'up' : 'down';
  }
}
