import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../common/problem.js';
import { translated } from '../database/database-errors.js';
import { readFrameworkError } from './framework-errors.js';
import { problemBody, problemHeaders } from './problem-body.js';
import type { HttpRequest } from './request.js';

/** The one place that turns errors into answers. What nobody expected goes to the log, and is answered without a word about it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.toProblem(error, request);
    if (reply.sent) return;
    void reply
      .status(problem.status)
      .headers(problemHeaders(problem))
      .send(JSON.stringify(problemBody(problem, request.id)));
  }

  /** The error as clients are told of it; what the log needs is noted with the request. */
  protected toProblem(error: unknown, request: HttpRequest): Problem {
    const problem = this.translate(error, request);
    request.problemCode = problem.code;
    request.problemReason = problem.options.reason;
    return problem;
  }

  private translate(error: unknown, request: HttpRequest): Problem {
    const known = translated(error);
    if (known instanceof Problem) return known;
    const framework = readFrameworkError(error);
    if (framework !== null) return framework;
    request.failure = error;
    return new Problem('internal_error', { cause: error });
  }
}
