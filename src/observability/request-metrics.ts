import type { FastifyReply } from 'fastify';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ErrorCode } from '../common/error-catalogue.js';
import type { HttpRequest } from '../http/request.js';

/** Seconds. */
const buckets = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

/** Counts of requests, authentications and problems. Every label has a closed set of values. */
export class RequestMetrics {
  private readonly requests: Counter<'method' | 'route' | 'status'>;
  private readonly durations: Histogram<'route'>;
  private readonly authentications: Counter<'kind' | 'result' | 'reason'>;
  private readonly problems: Counter<'code'>;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'countersign_http_requests_total',
      help: 'Requests by route pattern and status; status "aborted" where the client went away first.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.durations = new Histogram({
      name: 'countersign_http_request_duration_seconds',
      help: 'From the first byte of a request to the last of its answer.',
      labelNames: ['route'],
      buckets,
      registers,
    });
    this.authentications = new Counter({
      name: 'countersign_authentications_total',
      help: 'Credentials by kind, result (accepted, refused) and reason of refusal.',
      labelNames: ['kind', 'result', 'reason'],
      registers,
    });
    this.problems = new Counter({
      name: 'countersign_problems_total',
      help: 'Answers that were a problem, by code.',
      labelNames: ['code'],
      registers,
    });
  }

  watchRunning(running: () => number): void {
    new Gauge({
      name: 'countersign_http_requests_running',
      help: 'Requests that are being answered.',
      registers: [this.registry],
      collect() {
        this.set(running());
      },
    });
  }

  ended(request: HttpRequest, reply: FastifyReply, route: string, seconds: number): void {
    const status = reply.raw.writableFinished ? String(reply.statusCode) : 'aborted';
    this.requests.inc({ method: request.method, route, status });
    this.durations.observe({ route }, seconds);
    const { caller, rejection, problemCode } = request;
    if (caller !== undefined)
      this.authentications.inc({ kind: caller.credential.kind, result: 'accepted', reason: '' });
    else if (rejection !== undefined) {
      this.authentications.inc({
        kind: rejection.credentialKind,
        result: 'refused',
        reason: rejection.reason,
      });
    } else if (problemCode === 'credential_missing') {
      this.authentications.inc({ kind: 'none', result: 'refused', reason: problemCode });
    }
    if (problemCode !== undefined) this.problems.inc({ code: problemCode });
  }

  unreadable(code: ErrorCode): void {
    this.problems.inc({ code });
  }
}
