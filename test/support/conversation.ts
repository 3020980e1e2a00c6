import { connect, type Socket } from 'node:net';

export interface Conversation {
  readonly socket: Socket;
  /** Once the connection stands, or is refused. */
  readonly opened: Promise<void>;
  /** What came back so far. */
  readonly heard: () => string;
  /** All that came back, once the server has ended the connection. */
  readonly closed: Promise<string>;
}

/** A connection on which nothing is said but what a test says; it half-closes only when told to. */
export function converse(url: string, bytes: string | Buffer = ''): Conversation {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  const heard = () => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (data: Buffer) => chunks.push(data));
  socket.on('error', () => undefined);
  const opened = new Promise<void>((resolve) => {
    socket.once('connect', () => resolve());
    socket.once('close', () => resolve());
  });
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(heard()));
    socket.on('end', () => {
      socket.destroy();
      resolve(heard());
    });
  });
  if (bytes.length > 0) socket.write(bytes);
  return { socket, opened, heard, closed };
}

/** The statuses of all answers in the text, in their order. */
export const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
