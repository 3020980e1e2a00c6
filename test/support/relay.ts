import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.mjs';

export interface Relay {
  /** Known before anything stands behind it, so that a server can be told its own public URL. */
  readonly url: string;
  forwardTo(url: string): void;
  /** Nobody answers any more: open connections break and new ones are refused. */
  cut(): Promise<void>;
  /**
   * Nothing breaks and nothing arrives any more: what either side, or the server alone, says is lost, on connections that are open for
   * good, and new ones reach nobody. Neither side hears when the other goes.
   */
  swallow(from?: 'both' | 'server'): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A door with a fixed address in front of a server; passes bytes on as they are. */
export async function startRelay(): Promise<Relay> {
  let target: { host: string; port: number } | null = null;
  const sockets = new Set<Socket>();
  const pairs = new Set<readonly [Socket, Socket]>();
  let swallowing = false;
  const accept = (socket: Socket): void => {
    if (target === null) return void socket.destroy();
    if (swallowing) return swallowed(socket, sockets);
    const onward = connect(target);
    const pair = [socket, onward] as const;
    pairs.add(pair);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      const end = (): void => {
        if (pairs.delete(pair)) other.destroy();
      };
      one.on('error', end);
      one.on('close', () => {
        sockets.delete(one);
        end();
      });
    }
  };
  const listen = (port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer(accept).once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  const port = await freePort();
  let server: Server | null = await listen(port);
  const cut = async (): Promise<void> => {
    const closing = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    if (closing !== null) await new Promise((resolve) => closing.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    forwardTo: (url) => {
      const { hostname, port: behind } = new URL(url);
      target = { host: hostname, port: Number(behind) };
    },
    cut,
    swallow: (from = 'both') => {
      swallowing = true;
      for (const [client, behind] of pairs) {
        behind.unpipe(client).resume();
        if (from === 'both') client.unpipe(behind).resume();
      }
      pairs.clear();
    },
    mend: async () => {
      swallowing = false;
      server ??= await listen(port);
    },
    close: cut,
  };
}

/** Heard by nobody. */
function swallowed(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
  socket.resume();
}
