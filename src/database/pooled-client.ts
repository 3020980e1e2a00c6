import type { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';

/** What PostgreSQL's own limit of a statement is given to be heard of. */
const graceMs = 2_000;

/**
 * A connection of the pool that may break at any moment. Between the pool and who takes it nobody listens for its errors for a
 * moment, and an error that nobody listens for ends the process. Who uses it next is told that it is broken.
 *
 * A line that swallows what is sent breaks nothing: TCP goes on trying for many minutes. PostgreSQL ends a statement after
 * `statement_timeout`; a connection on which nothing was heard or sent for two seconds longer is given up. Whoever waits for it gets an
 * ETIMEDOUT, nobody gets the connection any more, and what was sent and not yet received by the other side is dropped: a line that comes
 * back later delivers no COMMIT of work that was refused. Without `statement_timeout` (0) a connection waits forever.
 */
export class PooledClient extends Client {
  constructor(configuration?: ClientConfig) {
    super(configuration);
    this.on('error', () => undefined);
    const { connection, connectionParameters } = this as unknown as Internals;
    // Below TLS, where there is TLS: only a TCP connection can be reset.
    const line = connection.stream;
    const statementMs = Number(connectionParameters.statement_timeout);
    if (!(statementMs > 0)) return;
    this.once('connect', () =>
      connection.stream.setTimeout(statementMs + graceMs, () => {
        line.resetAndDestroy();
        connection.emit('error', silence());
      }),
    );
  }
}

interface Internals {
  readonly connection: { readonly stream: Socket; emit(event: 'error', error: Error): void };
  readonly connectionParameters: { readonly statement_timeout: unknown };
}

const silence = (): Error =>
  Object.assign(new Error('PostgreSQL was silent for longer than a statement may take.'), {
    code: 'ETIMEDOUT',
  });
