import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration.js';
import { Problem } from '../common/problem.js';
import { canonicalPath } from './canonical-path.js';
import { problemBody, problemHeaders } from './problem-body.js';
import { readFrameworkError } from './framework-errors.js';
import type { RawRequest } from './request.js';

/** A path that names nothing is routed to one that no route has. */
const nowhere = '/.nowhere';
const requestIdForm = /^[A-Za-z0-9._-]{8,64}$/;

/** How the server reads requests: limits, time-outs, canonical paths, and problem+json from the first byte on. */
export const serverOptions = (configuration: Configuration) => ({
  // The nearest proxy alone is believed: what stands before its own entry in X-Forwarded-For, a client may have written.
  trustProxy: configuration.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
  // Four bytes a character at most; the parsers count characters (contract 0, "Bodies").
  bodyLimit: 4 * 64_000,
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  keepAliveTimeout: 65_000,
  http: { maxHeaderSize: 32 * 1024, headersTimeout: 15_000 } satisfies ServerOptions,
  routerOptions: {
    maxParamLength: 512,
    caseSensitive: true,
    ignoreTrailingSlash: false,
    ignoreDuplicateSlashes: false,
  },
  return503OnClosing: false,
  genReqId: makeRequestIds(),
  rewriteUrl,
  frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = readFrameworkError(error) ?? new Problem('request_malformed', { cause: error });
    void reply
      .status(problem.status)
      .headers(problemHeaders(problem))
      .send(JSON.stringify(problemBody(problem, request.id)));
  },
  clientErrorHandler,
  logger: false,
});

/** A client's own id where it is harmless text, so that it can find its request in our logs; else a new one. */
function makeRequestIds(): (request: IncomingMessage) => string {
  const start = randomBytes(6).toString('hex');
  let count = 0;
  return (request) => {
    const given = request.headers['x-request-id'];
    return typeof given === 'string' && requestIdForm.test(given)
      ? given
      : `${start}-${(count++).toString(36)}`;
  };
}

function rewriteUrl(request: RawRequest): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  const canonical = canonicalPath(query === -1 ? url : url.slice(0, query));
  request.countersignAccount = canonical?.account ?? null;
  if (canonical === null) return nowhere;
  return query === -1 ? canonical.path : canonical.path + url.slice(query);
}

/** Bytes that are not HTTP, or headers too large or too slow: answered by hand, for there is no request yet. */
function clientErrorHandler(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'headers_too_large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request_timeout'
        : 'request_malformed';
  const problem = new Problem(code);
  const body = JSON.stringify(problemBody(problem, 'none'));
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${problem.status} Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
}
