import BetterSqlite3 from 'better-sqlite3';
import pg, { types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseTarget } from '../config/database-target.js';
import { migrations } from './migrations/index.js';
import { PooledClient } from './pooled-client.js';

// 64-bit integers of PostgreSQL (instants, counts) as numbers: all of ours are far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

/** Prepared statements that a SQLite connection keeps: more than the product has, lists of ids aside. */
const statementCacheSize = 500;

export type EntityClasses = readonly (new () => object)[];

export interface PoolOptions {
  readonly poolSize: number;
  /**
   * On PostgreSQL, for commands over whole tables: a statement may take as long as it takes, and a transaction may wait for what is
   * outside the database. Left out, both are bounded as requests want it: 30 s and 10 s, unless DATABASE_URL says otherwise.
   */
  readonly isUnhurried?: boolean;
}

const shared = (entities: EntityClasses) =>
  ({
    entities: [...entities],
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
  }) satisfies Partial<DataSourceOptions>;

/** The connection that writes: on SQLite the only one, on PostgreSQL a pool. */
export function writerOptions(
  target: DatabaseTarget,
  entities: EntityClasses,
  { poolSize, isUnhurried = false }: PoolOptions,
): DataSourceOptions {
  if (target.dialect === 'sqlite') {
    return {
      type: 'better-sqlite3',
      driver: BetterSqlite3,
      database: target.file,
      // Waiting for another process's lock is done without blocking the event loop: see sqlite-writer.ts.
      timeout: 0,
      statementCacheSize,
      enableWAL: true,
      prepareDatabase: (connection: BetterSqlite3.Database) => {
        connection.pragma('synchronous = NORMAL');
        connection.pragma('cache_size = -65536');
        // 32 MiB of log between checkpoints: pages that many writes touch are copied once, not once for each.
        connection.pragma('wal_autocheckpoint = 8000');
      },
      ...shared(entities),
    };
  }
  return {
    type: 'postgres',
    // The one whose types are set above: looked for by its name, it could be another copy.
    driver: pg,
    url: target.url,
    extra: {
      Client: PooledClient,
      max: poolSize,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      // Sets how long a silent connection is waited for, too: see pooled-client.
      statement_timeout: isUnhurried ? 0 : 30_000,
      // Transactions wait for nothing but the database: one that does has lost its process, or its line, and holds locks.
      idle_in_transaction_session_timeout: isUnhurried ? 0 : 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // Statements that are sent without waiting for each other go out at once; see postgres-transaction.
      pipeline: true,
    },
    ...shared(entities),
  };
}

/** SQLite's second connection: it cannot write, and in WAL mode it sees committed rows only. */
export function sqliteReaderOptions(file: string, entities: EntityClasses): DataSourceOptions {
  return {
    type: 'better-sqlite3',
    driver: BetterSqlite3,
    database: file,
    readonly: true,
    fileMustExist: true,
    timeout: 1_000,
    statementCacheSize,
    ...shared(entities),
    migrations: [],
  };
}

export const makeDataSource = (options: DataSourceOptions): DataSource => new DataSource(options);
