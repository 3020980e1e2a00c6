import { CommandLine } from './command-line.js';
import { compiledProduct, ServerProcess } from './compiled-server.js';
import { ListenerLine } from './listener-line.js';
import { send, startTestServer, type Answer, type RequestOptions, type TestServer } from './test-server.js';

const unlimited = [
  'RATE_LIMIT',
  'BROWSER_RATE_LIMIT',
  'AUTH_FAILURES',
  'ATTACHES_PER_USER',
  'ATTACHES_PER_KEY',
];

/** A server in a process of its own. */
export class ServerNode {
  constructor(
    readonly process: ServerProcess,
    readonly url: string,
  ) {}

  readonly request = (path: string, options?: RequestOptions): Promise<Answer> =>
    send(this.url + path, options);
}

/** Two servers in processes of their own on one PostgreSQL, and whoever writes its rows and commands. */
export class NodePair {
  private constructor(
    /** In this process, to build what a test needs, and to look at what is left. */
    readonly builder: TestServer,
    readonly here: ServerNode,
    readonly there: ServerNode,
    /** What `there` reaches the database by. */
    readonly line: ListenerLine,
    readonly commands: CommandLine,
  ) {}

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<NodePair> {
    const product = compiledProduct();
    const builder = await startTestServer();
    const line = await ListenerLine.to(builder.testDatabase.url);
    const own = {
      PORT: '0',
      DATABASE_URL: builder.testDatabase.url,
      PUBLIC_URL: builder.configuration.publicUrl,
      COUNTERSIGN_MASTER_KEY: builder.configuration.masterKey ?? '',
      ...Object.fromEntries(unlimited.map((name) => [`COUNTERSIGN_${name}_PER_MINUTE`, '0'])),
      ...environment,
    };
    const [here, there] = await Promise.all(
      [own.DATABASE_URL, line.url].map(async (url) => {
        const process = new ServerProcess(product, { ...own, DATABASE_URL: url });
        return new ServerNode(process, (await process.line('listening'))['url'] as string);
      }),
    );
    return new NodePair(builder, here!, there!, line, new CommandLine(own));
  }

  get nodes(): readonly ServerNode[] {
    return [this.here, this.there];
  }

  async close(): Promise<void> {
    for (const { process } of this.nodes) process.kill('SIGKILL');
    await Promise.all(this.nodes.map(({ process }) => process.ended));
    await this.line.close();
    await this.builder.close();
  }
}
