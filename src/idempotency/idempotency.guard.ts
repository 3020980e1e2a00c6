import {
  Inject,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import { invalid } from '../common/problem.js';
import type { AnswerKeeper } from '../http/answer-keeper.js';
import { KeptAnswerFound } from '../http/kept-answer-found.js';
import { IdempotencyService, type KeptAnswer } from './idempotency.service.js';
import { readKey, requestFingerprint } from './request-fingerprint.js';
import { subjectOf } from './subject-of.js';
import { WonClaim } from './won-claim.js';

const methods = new Set(['POST', 'PUT']);

type Idempotency = { readonly won: WonClaim } | { readonly answer: KeptAnswer };
type Request = FastifyRequest & {
  caller?: Principal;
  answerKeeper?: AnswerKeeper;
  idempotency?: Idempotency;
};

/**
 * Puts Idempotency-Key before every POST and PUT of a proven caller. A handler that changes something keeps its answer
 * in the same transaction (http/answer-keeper). Other answers are taken where they leave as bytes (Fastify's onSend), so
 * that errors are kept like everything else. Requests without the header pass untouched:
 * a guard costs them one comparison, where a global interceptor would build a stream around every handler.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate, OnModuleInit {
  private readonly logger = new Logger(IdempotencyGuard.name);

  constructor(
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    // Commands run without a server.
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance>();
    fastify?.addHook('onSend', (request: Request, reply, payload, done) => {
      if (request.idempotency === undefined) done(null, payload);
      else this.leaving(request.idempotency, request, reply, payload).then((kept) => done(null, kept), done);
    });
  }

  /** After authentication: claims the key, or throws KeptAnswerFound where the request was answered before. The key of whoever is nobody in particular is passed over. */
  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    const header = request.headers['idempotency-key'];
    const { caller } = request;
    if (header === undefined || caller === undefined || !methods.has(request.method)) return true;
    const subject = subjectOf(caller);
    return subject === null || this.claim(request, { tenantId: caller.tenant.id, subject }, header);
  }

  private async claim(
    request: Request,
    whose: { readonly tenantId: string; readonly subject: string },
    header: string | string[],
  ): Promise<true> {
    const key = readKey(header);
    if (key === null) throw invalid('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
    const fingerprint = requestFingerprint({
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '',
      query: (request.query ?? {}) as Record<string, unknown>,
      body: request.body,
    });
    if (fingerprint === null) throw invalid('body', 'is nested too deep');
    const outcome = await this.idempotency.claim({ ...whose, key }, fingerprint);
    if ('answer' in outcome) {
      request.idempotency = outcome;
      throw new KeptAnswerFound();
    }
    const won = new WonClaim(outcome.claim, this.idempotency);
    request.idempotency = { won };
    request.answerKeeper = won;
    return true;
  }

  private async leaving(
    idempotency: Idempotency,
    request: Request,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<unknown> {
    if ('answer' in idempotency) return replay(idempotency.answer, reply);
    const { won } = idempotency;
    if (won.answer !== null) return replay(won.answer, reply);
    const body = textOf(payload);
    const answer: KeptAnswer = {
      status: body === undefined ? null : reply.statusCode,
      contentType: reply.getHeader('content-type')?.toString() ?? null,
      body: body ?? null,
    };
    await this.idempotency.end(won.claim, answer).catch((error: unknown) => {
      this.logger.error({
        message: 'an answer could not be kept for its Idempotency-Key',
        request_id: request.id,
        reason: String(error),
      });
    });
    return payload;
  }
}

/** Puts the kept answer in the place of whatever was about to leave: first answer and repetition are the same bytes, also where something failed after the commit. */
function replay({ status, contentType, body }: KeptAnswer, reply: FastifyReply): string | null {
  reply.code(status ?? 200).removeHeader('Retry-After');
  if (contentType !== null) reply.header('Content-Type', contentType);
  return body;
}

/** The bytes of an answer as text; undefined where they are a stream, which is not kept. */
function textOf(payload: unknown): string | null | undefined {
  if (typeof payload === 'string') return payload;
  if (payload === undefined || payload === null) return null;
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : undefined;
}
