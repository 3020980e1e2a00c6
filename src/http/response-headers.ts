import type { FastifyInstance } from 'fastify';
import type { HttpRequest } from './request.js';

/** Headers that every answer has, whichever way it goes out. */
export const headersOfEveryAnswer = (requestId: string): Record<string, string> => ({
  'X-Request-Id': requestId,
  'X-Content-Type-Options': 'nosniff',
});

/** Headers of every answer: the request's id, no sniffing, and the mark of test tenants. */
export function registerResponseHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headersOfEveryAnswer(request.id));
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
