import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../common/problem.js';
import { problemHeaders } from '../http/problem-body.js';
import { ProblemFilter } from '../http/problem.filter.js';
import type { HttpRequest } from '../http/request.js';
import { wantsJson } from './accept.js';
import { pageHeaders } from './page.js';
import { refusalPage } from './refusal-page.js';

/** Errors of routes that browsers visit: a page, or problem+json for who asks for it. */
@Catch()
export class PageFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<FastifyReply>();
    reply.header('Referrer-Policy', 'no-referrer');
    if (!(error instanceof Problem) || wantsJson(request.headers.accept)) {
      super.catch(error, host);
      return;
    }
    request.problemCode = error.code;
    void reply
      .status(error.status)
      .headers({ ...problemHeaders(error), ...pageHeaders })
      .send(refusalPage(error.status));
  }
}
