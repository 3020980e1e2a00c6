import {
  Inject,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { of, type Observable } from 'rxjs';
import type { Principal } from '../access/principal.js';
import { invalid } from '../common/problem.js';
import { IdempotencyService, type Claim, type KeptAnswer } from './idempotency.service.js';
import { readKey, requestFingerprint } from './request-fingerprint.js';
import { subjectOf } from './subject-of.js';

const methods = new Set(['POST', 'PUT']);

type Request = FastifyRequest & {
  caller?: Principal;
  idempotency?: { claim: Claim } | { answer: KeptAnswer };
};

/**
 * Puts Idempotency-Key before every POST and PUT of a proven caller. Answers are taken and given back where they leave
 * as bytes (Fastify's onSend), so that errors are kept like everything else. Requests without the header pass untouched.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor, OnModuleInit {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    // Commands run without a server.
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance>();
    fastify?.addHook('onSend', (request, reply, payload) => this.leaving(request, reply, payload));
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const header = request.headers['idempotency-key'];
    const { caller } = request;
    if (header === undefined || caller === undefined || !methods.has(request.method)) return next.handle();
    const key = readKey(header);
    if (key === null) throw invalid('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
    const fingerprint = requestFingerprint({
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '',
      query: (request.query ?? {}) as Record<string, unknown>,
      body: request.body,
    });
    if (fingerprint === null) throw invalid('body', 'is nested too deep');
    request.idempotency = await this.idempotency.claim(
      { tenantId: caller.tenant.id, subject: subjectOf(caller), key },
      fingerprint,
    );
    return 'claim' in request.idempotency ? next.handle() : of(undefined);
  }

  private async leaving(request: Request, reply: FastifyReply, payload: unknown): Promise<unknown> {
    const { idempotency } = request;
    if (idempotency === undefined) return payload;
    if ('answer' in idempotency) return replay(idempotency.answer, reply);
    const body = textOf(payload);
    const answer: KeptAnswer = {
      status: body === undefined ? null : reply.statusCode,
      contentType: reply.getHeader('content-type')?.toString() ?? null,
      body: body ?? null,
    };
    await this.idempotency.end(idempotency.claim, answer).catch((error: unknown) => {
      this.logger.error({
        message: 'an answer could not be kept for its Idempotency-Key',
        request_id: request.id,
        reason: String(error),
      });
    });
    return payload;
  }
}

function replay({ status, contentType, body }: KeptAnswer, reply: FastifyReply): string | null {
  reply.code(status ?? 200);
  if (contentType !== null) reply.header('Content-Type', contentType);
  return body;
}

/** The bytes of an answer as text; undefined where they are a stream, which is not kept. */
function textOf(payload: unknown): string | null | undefined {
  if (typeof payload === 'string') return payload;
  if (payload === undefined || payload === null) return null;
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : undefined;
}
