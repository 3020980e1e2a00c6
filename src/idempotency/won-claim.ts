import type { WriteTransaction } from '../database/access.js';
import type { AnswerKeeper, HandlerAnswer } from '../http/answer-keeper.js';
import type { Claim, IdempotencyService, KeptAnswer } from './idempotency.service.js';

/** The claim of the request that runs, and the answer that its transaction has committed to. */
export class WonClaim implements AnswerKeeper {
  private committed: KeptAnswer | null = null;

  constructor(
    readonly claim: Claim,
    private readonly idempotency: Pick<IdempotencyService, 'keep'>,
  ) {}

  /** Null until a transaction that keeps the answer has committed; then nothing else is ever answered. */
  get answer(): KeptAnswer | null {
    return this.committed;
  }

  async keep(transaction: WriteTransaction, { status, body }: HandlerAnswer): Promise<string> {
    const text = JSON.stringify(body);
    const answer = { status, contentType: 'application/json; charset=utf-8', body: text };
    await this.idempotency.keep(transaction, this.claim, answer);
    transaction.afterCommit(() => {
      this.committed = answer;
    });
    return text;
  }
}
