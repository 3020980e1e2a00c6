import type { WriteTransaction } from '../database/access.js';
import type { AnswerKeeper, HandlerAnswer } from './answer-keeper.js';

/** What a handler returns for `answer`, after it was kept with the transaction where the request asked for that. */
export async function keptAnswer<Body>(
  transaction: WriteTransaction,
  keeper: AnswerKeeper | null,
  answer: HandlerAnswer & { readonly body: Body },
): Promise<Body | string> {
  return keeper === null ? answer.body : keeper.keep(transaction, answer);
}
