import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a server's first words on the connection are on which it hears of changes. */
const listens = 'LISTEN countersign_changes';

/** What happens to that connection; all others pass. */
type Hearing = 'open' | 'refused' | 'swallowed';

/**
 * The way of one server to PostgreSQL, on which its ear can be shut while everything else goes on: `refused` breaks the connection
 * that listens and each that would, `swallowed` leaves it open and lets nothing pass any more.
 */
export class ListenerLine {
  private hearing: Hearing = 'open';
  private readonly ears = new Set<Socket>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (socket) => this.accept(socket));
  }

  static async to(databaseUrl: string): Promise<ListenerLine> {
    const server = createServer();
    const line = new ListenerLine(server, new URL(databaseUrl));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  /** DATABASE_URL of the server. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Connections that listen, or did before they were swallowed. */
  get listeners(): number {
    return this.ears.size;
  }

  set(hearing: Hearing): void {
    this.hearing = hearing;
    // What was swallowed is not given back: a line that was dead stays so.
    if (hearing !== 'swallowed') for (const ear of this.ears) ear.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(socket: Socket): void {
    const onward = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (data) => {
        if (from === socket && data.includes(listens)) this.ears.add(socket);
        if (!this.ears.has(socket) || this.hearing === 'open') to.write(data);
        else if (this.hearing === 'refused') socket.destroy();
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        this.ears.delete(socket);
        to.destroy();
      });
    }
  }
}
