import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { Endpoint } from '../access/endpoint.js';
import { Problem } from '../common/problem.js';
import { liveAnswer, readyAnswer } from './health.schemas.js';
import { Readiness } from './readiness.js';

@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @Endpoint({
    callers: 'public',
    summary: 'Is the process alive?',
    description: 'Answers as long as the process can answer at all; asks nothing else.',
    answers: { 200: { description: 'It is.', schema: liveAnswer } },
  })
  live(): z.output<typeof liveAnswer> {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @Endpoint({
    callers: 'public',
    summary: 'Should requests be sent here?',
    description: 'The database answers, its schema is up to date, and the server is not shutting down.',
    answers: { 200: { description: 'They should.', schema: readyAnswer } },
    errors: ['database_unavailable', 'shutting_down'],
  })
  async ready(): Promise<z.output<typeof readyAnswer>> {
    const { ready, shuttingDown, checks } = await this.readiness.report();
    if (ready) return { status: 'ok', checks };
    const members = { checks };
    if (shuttingDown) throw new Problem('shutting_down', { members, retryAfterSeconds: 5 });
    const detail =
      checks.database === 'up' ? 'The schema is not up to date.' : 'The database does not answer.';
    throw new Problem('database_unavailable', { detail, members, retryAfterSeconds: 5 });
  }
}
