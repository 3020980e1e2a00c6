import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { KeptAnswerFound } from '../http/kept-answer-found.js';

/** Sends nothing of its own. */
@Catch(KeptAnswerFound)
export class KeptAnswerFilter implements ExceptionFilter {
  catch(_found: KeptAnswerFound, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().send();
  }
}
