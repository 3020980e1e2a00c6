import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { WriteTransaction } from '../database/access.js';

/** An answer of a handler: its status, and its body before it is written as JSON. */
export interface HandlerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Keeps the answer of a request that carries an Idempotency-Key, for whoever repeats it. */
export interface AnswerKeeper {
  /**
   * Writes the answer beside the change, so that neither stands without the other, and answers the JSON that is kept and
   * sent. From the commit on the client gets this answer, whatever else fails. At most once in a transaction. Throws
   * idempotency_conflict where another request has taken the key over meanwhile: then nothing of the transaction stands.
   */
  keep(transaction: WriteTransaction, answer: HandlerAnswer): Promise<string>;
}

/** What keeps the answer of this request; null where nobody asked for that. */
export const KeepAnswer = createParamDecorator(
  (_: unknown, context: ExecutionContext): AnswerKeeper | null =>
    context.switchToHttp().getRequest<{ answerKeeper?: AnswerKeeper }>().answerKeeper ?? null,
);
