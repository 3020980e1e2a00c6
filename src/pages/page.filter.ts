import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../common/problem.js';
import { KeptAnswerFound } from '../http/kept-answer-found.js';
import { problemHeaders } from '../http/problem-body.js';
import { ProblemFilter } from '../http/problem.filter.js';
import type { HttpRequest } from '../http/request.js';
import { wantsJson } from './accept.js';
import type { Page } from './page.js';

/** Errors of routes that browsers visit: a page, or problem+json for who asks for it. */
export abstract class PageFilter extends ProblemFilter {
  /** What a browser is shown. For whoever has proven nothing it tells no more than the problem itself. */
  protected abstract pageFor(problem: Problem, request: HttpRequest): Page;

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof KeptAnswerFound) {
      void reply.send();
      return;
    }
    reply.header('Referrer-Policy', 'no-referrer');
    if (wantsJson(request.headers.accept)) {
      super.catch(error, host);
      return;
    }
    const problem = this.toProblem(error, request);
    if (reply.sent) return;
    const { text, headers } = this.pageFor(problem, request);
    void reply
      .status(problem.status)
      .headers({ ...problemHeaders(problem), ...headers })
      .send(text);
  }
}
