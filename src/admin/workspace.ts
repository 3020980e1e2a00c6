import { type Clock, SystemClock } from '../common/clock.js';
import type { Configuration } from '../config/configuration.js';
import { loadMasterKey } from '../config/master-key.js';
import { createSealer, type Sealer } from '../crypto/seal.js';
import { type ChangeFeed } from '../database/change-feed.js';
import type { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';
import { PostgresChangeFeed } from '../database/postgres-change-feed.js';
import { pendingMigrations } from '../database/schema.js';
import { SqliteChangeFeed } from '../database/sqlite-change-feed.js';
import { entities } from '../entities.js';
import { KeyUsesReader } from '../key-uses/key-uses-reader.js';
import { ApiKeysService } from '../tenants/api-keys.service.js';
import { JwtConfigurationsService } from '../tenants/jwt-configurations.service.js';
import { SignedAfterService } from '../tenants/signed-after.service.js';
import { SigningKeys } from '../tenants/signing-keys.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { CommandFailed } from './command-failed.js';

/** The product without its server: what commands work with. */
export interface Workspace {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly tenants: TenantsService;
  readonly apiKeys: ApiKeysService;
  readonly keyUses: KeyUsesReader;
  readonly jwtConfigurations: JwtConfigurationsService;
  readonly signingKeys: SigningKeys;
  readonly signedAfter: SignedAfterService;
  close(): Promise<void>;
}

/** Joins the services over an open database. Changes are announced to running servers; the feed itself is not heard. */
export function makeWorkspace(
  configuration: Configuration,
  database: Database,
  clock: Clock,
  feed: ChangeFeed = silentFeed(configuration, database),
): Workspace {
  const sealer = createSealer(loadMasterKey(configuration));
  return {
    configuration,
    database,
    feed,
    clock,
    sealer,
    tenants: new TenantsService(database, feed, clock),
    apiKeys: new ApiKeysService(database, feed, clock, sealer),
    keyUses: new KeyUsesReader(database),
    jwtConfigurations: new JwtConfigurationsService(database, feed, clock, configuration, sealer),
    signingKeys: new SigningKeys(database, clock, sealer, feed),
    signedAfter: new SignedAfterService(database, feed),
    close: () => database.close(),
  };
}

/** Opens the database for commands. Throws CommandFailed where its schema is not up to date. */
export async function openWorkspace(configuration: Configuration): Promise<Workspace> {
  const database = await openDatabase(configuration.database, entities, { poolSize: 2 });
  try {
    const pending = await pendingMigrations(database);
    if (pending.length > 0) {
      throw new CommandFailed(
        `The database needs ${pending.length} migration(s): run "countersign migrate" first.`,
      );
    }
    return makeWorkspace(configuration, database, new SystemClock());
  } catch (error) {
    await database.close();
    throw error;
  }
}

const silentFeed = ({ database: target }: Configuration, database: Database): ChangeFeed =>
  target.dialect === 'postgres' ? new PostgresChangeFeed(target.url) : new SqliteChangeFeed(database);
