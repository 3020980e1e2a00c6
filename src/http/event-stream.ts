import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { HttpRequest } from './request.js';

/** Headers of a stream of server-sent events: no cache keeps it, and no proxy holds back what is to arrive at once. */
export const eventStreamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
} as const;

/**
 * Begins an answer that stays open, and hands over what it is written to: from here on nothing else answers this
 * request. It has the headers that every answer has; the hooks that see an answer off do not run.
 */
export function beginEventStream({ caller }: HttpRequest, reply: FastifyReply): ServerResponse {
  reply.headers(eventStreamHeaders);
  if (caller?.tenant.mode === 'test') reply.header('Timekit-TestMode', 'true');
  reply.hijack();
  reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>);
  return reply.raw;
}
