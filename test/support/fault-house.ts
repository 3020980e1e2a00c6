import { randomBytes } from 'node:crypto';
import { entities } from '../../src/entities.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { buildResource } from '../builders/resources.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { CommandLine } from './command-line.js';
import { compiledProduct, ServerProcess } from './compiled-server.js';
import { freePort } from './free-port.mjs';
import { makeMigratedDatabase, type TestDatabase } from './test-database.js';
import { migrateTestDatabase, startAnotherServer } from './test-server.js';

const chairs = 8;
/** A whole server starts here, on a machine that is busy with other suites. */
const startsWithinMs = 60_000;

export interface HouseOptions {
  /** One of the test's own in place of one of the suite's. */
  readonly testDatabase?: TestDatabase;
  /** DATABASE_URL of the server, where it is not the one of the test database. */
  readonly url?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A merchant, and a server in a process of its own that can be killed and started again under the same address. */
export class FaultHouse {
  isClosed = false;
  private server: ServerProcess | null = null;
  private opened: Database | null = null;

  private constructor(
    private readonly product: string,
    readonly testDatabase: TestDatabase,
    private readonly environment: Readonly<Record<string, string>>,
    readonly tenant: BuiltTenant,
    readonly configuration: BuiltConfiguration,
    readonly resourceIds: readonly string[],
  ) {}

  /** The merchant is there, the server not yet. */
  static async open({ environment = {}, url, ...given }: HouseOptions = {}): Promise<FaultHouse> {
    const testDatabase = given.testDatabase ?? (await makeMigratedDatabase(migrateTestDatabase));
    const masterKey = randomBytes(32).toString('base64');
    const builder = await startAnotherServer({ testDatabase, configuration: { masterKey } });
    const tenant = await buildTenant(builder, { settings: { undo_minutes: 0 } });
    const configuration = await buildConfiguration(builder, tenant);
    const resourceIds: string[] = [];
    for (let index = 0; index < chairs; index += 1)
      resourceIds.push((await buildResource(builder, tenant)).id);
    await builder.close();
    const own = {
      PORT: String(await freePort()),
      DATABASE_URL: url ?? testDatabase.url,
      COUNTERSIGN_MASTER_KEY: masterKey,
      ...Object.fromEntries(limits.map((name) => [`COUNTERSIGN_${name}_PER_MINUTE`, '0'])),
      ...environment,
    };
    return new FaultHouse(compiledProduct(), testDatabase, own, tenant, configuration, resourceIds);
  }

  get url(): string {
    return `http://127.0.0.1:${this.environment['PORT']}`;
  }

  get process(): ServerProcess {
    if (this.server === null) throw new Error('No server was started.');
    return this.server;
  }

  /** Resolves when the server answers; `under` are words before its command line. */
  async start(under: readonly string[] = []): Promise<void> {
    this.launch(under);
    const ended = this.process.ended.then(() => true);
    for (const since = Date.now(); Date.now() - since < startsWithinMs;) {
      const answer = await fetch(`${this.url}/health/live`).catch(() => null);
      if (answer?.status === 200) return;
      const tick = new Promise<false>((wake) => setTimeout(() => wake(false), 25));
      if (await Promise.race([ended, tick])) break;
    }
    throw new Error(`The server does not answer: ${this.process.output}`);
  }

  /** As {@link start}, without waiting for anything. */
  launch(under: readonly string[] = []): void {
    this.server = new ServerProcess(this.product, this.environment, [], under);
  }

  async kill(): Promise<void> {
    this.server?.kill('SIGKILL');
    await this.server?.ended;
  }

  /** Ends the server in good order; answers its exit code. */
  async end(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return (await this.process.ended).code;
  }

  /** Another connection to the same database, to look at what is there. */
  async database(): Promise<Database> {
    this.opened ??= await openDatabase(this.testDatabase.target, entities, { poolSize: 1 });
    return this.opened;
  }

  async rows<Row = Record<string, unknown>>(text: string): Promise<Row[]> {
    return (await this.database()).read(({ manager }) => manager.query<Row[]>(text));
  }

  /** Findings of `countersign journal verify` about the merchant; empty where the journal is whole. */
  async journalFindings(): Promise<string> {
    const line = new CommandLine({ ...this.environment, DATABASE_URL: this.testDatabase.url });
    const { code, out, err } = await line.run('journal', 'verify', '--tenant', this.tenant.slug);
    return code === 0 ? '' : out + err;
  }

  /** Closes the connection that looks, as the last one of SQLite's is closed that keeps its log. */
  async lookAway(): Promise<void> {
    await this.opened?.close();
    this.opened = null;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.kill();
    await this.lookAway();
    await this.testDatabase.remove();
  }
}

const limits = ['RATE_LIMIT', 'BROWSER_RATE_LIMIT', 'ATTACHES_PER_USER', 'ATTACHES_PER_KEY'];
