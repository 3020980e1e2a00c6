import type { FastifyInstance } from 'fastify';
import type { HttpRequest } from './request.js';

/** Headers of every answer: the request's id, no sniffing, and the mark of test tenants. */
export function registerResponseHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    reply.header('X-Content-Type-Options', 'nosniff');
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { caller } = request as HttpRequest;
    if (caller?.tenant.mode === 'test') reply.header('Timekit-TestMode', 'true');
    // What a credential opened belongs in no shared cache.
    if (caller !== undefined && !reply.hasHeader('Cache-Control'))
      reply.header('Cache-Control', 'private, no-store');
    done(null, payload);
  });
}
