import { randomBytes } from 'node:crypto';
import { makeWorkspace, type Workspace } from '../../src/admin/workspace.js';
import { readConfiguration } from '../../src/config/configuration.js';
import type { Change } from '../../src/database/change-feed.js';
import { openDatabase } from '../../src/database/open-database.js';
import { entities } from '../../src/entities.js';
import { makeMigratedDatabase, type TestDatabase } from './test-database.js';
import { migrateTestDatabase } from './test-server.js';
import { Clock } from '../../src/common/clock.js';

/** A clock that stands still until it is moved. */
export class StandingClock extends Clock {
  now = Date.UTC(2030, 0, 1);

  override nowMs(): number {
    return this.now;
  }
}

export interface TestWorkspace extends Workspace {
  readonly clock: StandingClock;
  readonly testDatabase: TestDatabase;
  /** The environment of a command line on the same database. */
  readonly environment: Record<string, string>;
  /** Announced in committed transactions so far. */
  readonly changes: (Change | 'anything')[];
  /** Every row of a table as it stands, in one text. */
  rows(table: string): Promise<string>;
  remove(): Promise<void>;
}

/** The operator's services on a migrated database of their own. */
export async function openTestWorkspace(overrides: Record<string, string> = {}): Promise<TestWorkspace> {
  const testDatabase = await makeMigratedDatabase(migrateTestDatabase);
  const environment = {
    DATABASE_URL: testDatabase.url,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    ...overrides,
  };
  const configuration = readConfiguration(environment);
  const database = await openDatabase(testDatabase.target, entities, { poolSize: 8 });
  const clock = new StandingClock();
  const workspace = makeWorkspace(configuration, database, clock);
  const changes: (Change | 'anything')[] = [];
  workspace.feed.subscribe((change) => changes.push(change));
  return {
    ...workspace,
    clock,
    testDatabase,
    environment,
    changes,
    rows: async (table) =>
      JSON.stringify(
        await database.read(({ manager }) => manager.query(`SELECT * FROM ${table} ORDER BY 1, 2`)),
      ),
    remove: async () => {
      await database.close();
      await testDatabase.remove();
    },
  };
}
