import { randomBytes } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration.js';
import { Problem } from '../common/problem.js';
import { canonicalPath } from './canonical-path.js';
import { problemBody, problemHeaders } from './problem-body.js';
import { readFrameworkError } from './framework-errors.js';
import { corsHeadersFor } from './cors.js';
import type { HttpRequest, RawRequest } from './request.js';
import { headersOfEveryAnswer } from './response-headers.js';
import { watchedByNobody, type RequestWatcher } from './request-watcher.js';

/** A path that names nothing is routed to one that no route has. */
const nowhere = '/.nowhere';
const requestIdForm = /^[A-Za-z0-9._-]{8,64}$/;

/** How long a client may take; milliseconds. */
export interface Timeouts {
  /** For all headers, from the first byte on. */
  readonly headersMs: number;
  /** For the whole request with its body. */
  readonly requestMs: number;
  /** For a connection on which nothing moves. */
  readonly idleMs: number;
  /** Between two requests on a connection. */
  readonly keepAliveMs: number;
  /** How often the first two are looked at. */
  readonly lookEveryMs: number;
}

export const defaultTimeouts: Timeouts = {
  headersMs: 15_000,
  requestMs: 30_000,
  idleMs: 60_000,
  keepAliveMs: 65_000,
  lookEveryMs: 2_000,
};

/** How the server reads requests: limits, time-outs, canonical paths, and problem+json from the first byte on. */
export const serverOptions = (
  configuration: Configuration,
  watcher: RequestWatcher = watchedByNobody,
  timeouts: Partial<Timeouts> = {},
) => serverOptionsWith(configuration, watcher, { ...defaultTimeouts, ...timeouts });

const serverOptionsWith = (configuration: Configuration, watcher: RequestWatcher, timeouts: Timeouts) => ({
  // The nearest proxy alone is believed: what stands before its own entry in X-Forwarded-For, a client may have written.
  trustProxy: configuration.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
  // Four bytes a character at most; the parsers count characters (contract 0, "Bodies").
  bodyLimit: 4 * 64_000,
  requestTimeout: timeouts.requestMs,
  connectionTimeout: timeouts.idleMs,
  keepAliveTimeout: timeouts.keepAliveMs,
  http: {
    maxHeaderSize: 32 * 1024,
    headersTimeout: timeouts.headersMs,
    connectionsCheckingInterval: timeouts.lookEveryMs,
  } satisfies ServerOptions,
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
    watcher.began(request, reply);
    const problem = readFrameworkError(error) ?? new Problem('request_malformed', { cause: error });
    (request as HttpRequest).problemCode = problem.code;
    void reply
      .status(problem.status)
      .headers({
        ...headersOfEveryAnswer(request.id),
        ...corsHeadersFor(request.url),
        ...problemHeaders(problem),
      })
      .send(JSON.stringify(problemBody(problem, request.id)));
  },
  clientErrorHandler: (error: { code?: string }, socket: Socket) => refuseBytes(error, socket, watcher),
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
function refuseBytes(error: { code?: string }, socket: Socket, watcher: RequestWatcher): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'headers_too_large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request_timeout'
        : 'request_malformed';
  watcher.unreadable(code);
  const problem = new Problem(code);
  const body = JSON.stringify(problemBody(problem, 'none'));
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
}
