import type { FastifyInstance } from 'fastify';

const answered = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Timekit-TestMode, Retry-After, RateLimit, RateLimit-Policy',
} as const;

const preflight = {
  ...answered,
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Timekit-App, Timekit-Context, Timekit-Timezone, Timekit-InputTimestampFormat, Timekit-OutputTimestampFormat, Idempotency-Key',
  'Access-Control-Max-Age': '86400',
} as const;

/** What answers outside the hooks below carry. */
export const corsHeadersFor = (url: string): Record<string, string> =>
  url.startsWith('/v2') ? answered : {};

/** `/v2` knows no cookies, so every page may call it; a preflight never needs a credential (contract 0, CORS). */
export function registerCors(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/v2')) return done();
    if (request.method === 'OPTIONS') {
      void reply.code(204).headers(preflight).send();
      return;
    }
    reply.headers(answered);
    done();
  });
}
