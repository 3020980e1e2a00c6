import type { FastifyInstance } from 'fastify';

const lookEveryMs = 25;

export interface DrainingOptions {
  /** How long running requests may take to end once the server is told to close. */
  readonly graceMs: number;
  /** Requests that are being answered. */
  readonly running: () => number;
}

/**
 * A server that is told to close accepts nothing new and waits for its running requests, at most `graceMs`; then it
 * ends every connection. Connections on which nothing runs are ended at once, so that no idle client holds it up.
 */
export function registerDraining(fastify: FastifyInstance, { graceMs, running }: DrainingOptions): void {
  let draining = false;
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (draining) reply.header('Connection', 'close');
    done(null, payload);
  });
  fastify.addHook('preClose', (done) => {
    draining = true;
    const { server } = fastify;
    const look = setInterval(() => {
      if (running() === 0) server.closeAllConnections();
      else server.closeIdleConnections();
    }, lookEveryMs);
    const end = setTimeout(() => server.closeAllConnections(), graceMs);
    server.once('close', () => {
      clearInterval(look);
      clearTimeout(end);
    });
    done();
  });
}
