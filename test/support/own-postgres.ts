import { Client } from 'pg';
import { startPostgres, type PostgresCluster } from './postgres.mjs';
import { startRelay, type Relay } from './relay.js';
import type { TestDatabase } from './test-database.js';
import { migrateTestDatabase } from './test-server.js';

/** Of the server under test, who may do nothing special. */
const role = 'app';

/** A PostgreSQL that one test breaks, with a database whose schema is up to date, and a line to it that can be cut. */
export class OwnPostgres {
  private constructor(
    readonly cluster: PostgresCluster,
    readonly relay: Relay,
    /** As its administrator reaches it. */
    readonly testDatabase: TestDatabase,
  ) {}

  static async start(settings: Readonly<Record<string, string>> = {}, within?: string): Promise<OwnPostgres> {
    const cluster = await startPostgres(settings, within);
    const relay = await startRelay();
    relay.forwardTo(cluster.url);
    const url = new URL(cluster.url);
    url.pathname = '/faults';
    const testDatabase: TestDatabase = {
      target: { dialect: 'postgres', url: url.href },
      url: url.href,
      directory: '',
      remove: async () => {
        await relay.close();
        await cluster.stop();
      },
    };
    const own = new OwnPostgres(cluster, relay, testDatabase);
    await own.admin(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
    await own.admin(`CREATE DATABASE faults OWNER ${role}`);
    const target = { dialect: 'postgres' as const, url: own.url };
    await migrateTestDatabase({ ...testDatabase, target, url: own.url });
    return own;
  }

  /** As the server under test reaches it, through the relay. */
  get url(): string {
    const url = new URL(this.testDatabase.url);
    url.username = url.password = role;
    url.port = new URL(this.relay.url).port;
    return url.href;
  }

  /** One statement of the administrator, on a connection of its own. */
  async admin<Row>(text: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.cluster.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Ends all connections of the server under test; answers how many there were. */
  async terminateAll(): Promise<number> {
    const ended = await this.admin(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`,
    );
    return ended.length;
  }
}
