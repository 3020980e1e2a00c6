import type { FastifyInstance } from 'fastify';

/**
 * A request that expects what this server does not know (RFC 9110, 10.1.1) is answered as one that expects nothing. The
 * runtime would answer it 417 by itself, past every hook: without a body, a request id, or a line in the log.
 */
export function registerExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
