import type { WriteTransaction } from '../database/access.js';
import type { Database } from '../database/database.js';
import type { AnswerKeeper, HandlerAnswer } from './answer-keeper.js';

/** What a handler returns for `answer`, after it was kept with the transaction where the request asked for that. */
export async function keptAnswer<Body>(
  transaction: WriteTransaction,
  keeper: AnswerKeeper | null,
  answer: HandlerAnswer & { readonly body: Body },
): Promise<Body | string> {
  return keeper === null ? answer.body : keeper.keep(transaction, answer);
}

/**
 * Runs one write whose work makes the whole answer, and keeps the answer in the same transaction. Whatever the answer
 * shows is read through the transaction: another connection does not see the change, and may have to be waited for.
 */
export const answeredWrite = <Body>(
  database: Database,
  keeper: AnswerKeeper | null,
  status: number,
  work: (transaction: WriteTransaction) => Promise<Body>,
): Promise<Body | string> =>
  database.write(async (transaction) =>
    keptAnswer(transaction, keeper, { status, body: await work(transaction) }),
  );
