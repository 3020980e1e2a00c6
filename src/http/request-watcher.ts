import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../common/error-catalogue.js';

/** Who sees every request come and go; must not throw. */
export interface RequestWatcher {
  began(request: FastifyRequest, reply: FastifyReply): void;
  /** Bytes that never became a request, and what they were answered. */
  unreadable(code: ErrorCode): void;
}

export const watchedByNobody: RequestWatcher = { began: () => undefined, unreadable: () => undefined };

/** To be registered before anything that answers, so that no request goes unseen. */
export function registerWatcher(fastify: FastifyInstance, watcher: RequestWatcher): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    watcher.began(request, reply);
    done();
  });
}
