import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** The request was answered before: no handler runs, and the kept answer is put in where the bytes leave. */
export class KeptAnswerFound extends Error {
  override readonly name = 'KeptAnswerFound';
}

/** Sends nothing of its own. */
@Catch(KeptAnswerFound)
export class KeptAnswerFilter implements ExceptionFilter {
  catch(_found: KeptAnswerFound, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().send();
  }
}
