import type { FastifyInstance } from 'fastify';

/**
 * Answers leave after all requests of one turn of the event loop were worked on, one behind the other. A write wakes whoever
 * waits for it; with other requests worked on in between, each write wakes a sleeper anew, which under 64 connections took
 * a third of a request's CPU (docs/performance.md). A lone request waits for nothing.
 */
export function registerGathering(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, _reply, payload, done) => {
    setImmediate(done, null, payload);
  });
}
