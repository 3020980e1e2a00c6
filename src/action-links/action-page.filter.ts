import { Catch, Inject, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../common/problem.js';
import { KeptAnswerFound } from '../http/kept-answer-found.js';
import type { HttpRequest } from '../http/request.js';
import { negotiatedLanguage } from '../pages/language.js';
import { PageFilter } from '../pages/page.filter.js';
import type { Page } from '../pages/page.js';
import { LinkTouches } from './link-touches.service.js';
import { problemPage } from './pages/problem-page.js';
import { plainHeaders } from './plain-headers.js';
import { touchOutcome } from './touch-outcome.js';

/** What is not there keeps no touches, and who asks too often makes the database write none. */
const notKept: ReadonlySet<string> = new Set(['refused:not_found', 'refused:rate_limited']);

/** Errors of action links: pages in the reader's language. What a link of the merchant's meets is kept as a touch before it is answered. */
@Catch()
export class ActionPageFilter extends PageFilter {
  constructor(@Inject(LinkTouches) private readonly touches: LinkTouches) {
    super();
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const { caller, untimelyLink } = request;
    const touched = caller?.kind === 'action' ? caller : untimelyLink;
    http.getResponse<FastifyReply>().headers(plainHeaders);
    const outcome =
      error instanceof KeptAnswerFound ? 'repeated' : touchOutcome(this.toProblem(error, request));
    if (touched === undefined || notKept.has(outcome)) {
      super.catch(error, host);
      return;
    }
    void this.touches.record(touched, request, outcome).then(() => super.catch(error, host));
  }

  protected override pageFor(problem: Problem, { headers, caller }: HttpRequest): Page {
    const locale = caller?.tenant.settings.locale ?? 'en';
    return problemPage(problem, negotiatedLanguage(headers['accept-language'], locale));
  }
}
