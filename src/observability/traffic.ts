import { performance } from 'node:perf_hooks';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../common/error-catalogue.js';
import { onceOver } from '../http/once-over.js';
import type { HttpRequest } from '../http/request.js';
import type { RequestWatcher } from '../http/request-watcher.js';
import type { Log, WriteLine } from './log.js';
import type { RequestMetrics } from './request-metrics.js';
import { requestLine, routeOf } from './request-line.js';

/** What probes and scrapers ask every few seconds: worth a line only when it fails or in search of an error. */
const routine = new Set(['/health/live', '/health/ready', '/metrics']);

/** Every request is counted and written down once, when it is over, however it ended. */
export class Traffic implements RequestWatcher {
  private running = 0;

  constructor(
    private readonly log: Log,
    private readonly writeLine: WriteLine,
    private readonly metrics: RequestMetrics,
  ) {
    metrics.watchRunning(() => this.running);
  }

  /** Requests that were begun and not yet answered. */
  get requestsRunning(): number {
    return this.running;
  }

  began(request: FastifyRequest, reply: FastifyReply): void {
    const startedAt = performance.now();
    this.running += 1;
    onceOver(reply, () => this.ended(request as HttpRequest, reply, performance.now() - startedAt));
  }

  unreadable(code: ErrorCode): void {
    this.metrics.unreadable(code);
    this.log.debug({ code }, 'unreadable request');
  }

  private ended(request: HttpRequest, reply: FastifyReply, durationMs: number): void {
    this.running -= 1;
    const route = routeOf(request);
    this.metrics.ended(request, reply, route, durationMs / 1000);
    const level =
      reply.statusCode >= 500 ? 'error' : routine.has(route) && reply.statusCode < 400 ? 'debug' : 'info';
    if (this.log.isLevelEnabled(level))
      this.writeLine(level, requestLine(request, reply, durationMs), 'request');
  }
}
