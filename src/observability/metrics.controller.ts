import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import { isRefused } from '../common/decision.js';
import { notFound, Problem } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import type { HttpRequest } from '../http/request.js';
import { mayReadMetrics } from './metrics-access.js';
import { OBSERVATION, type Observation } from './observation.js';

@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(OBSERVATION) private readonly observation: Observation,
  ) {}

  @Get()
  @Endpoint({
    callers: 'public',
    summary: 'Metrics for Prometheus',
    description:
      'Text in the Prometheus exposition format. Wants COUNTERSIGN_METRICS_TOKEN as a Bearer token where the server has one; without it only the machine itself may read, and nobody through a proxy.',
    answers: { 200: { description: 'The metrics, `text/plain`.' } },
    errors: ['token_rejected', 'not_found'],
  })
  async show(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { authorization } = request.headers;
    const asker = {
      authorization,
      socketAddress: request.raw.socket.remoteAddress,
      headers: request.headers,
    };
    const verdict = mayReadMetrics(asker, this.configuration.metricsToken);
    if (isRefused(verdict)) {
      throw verdict.refused === 'not_local'
        ? notFound('Route')
        : new Problem('token_rejected', { reason: `metrics_${verdict.refused}` });
    }
    const { metrics } = this.observation;
    void reply.header('Content-Type', metrics.contentType).header('Cache-Control', 'no-store');
    return metrics.read();
  }
}
