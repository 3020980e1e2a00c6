import { QueryFailedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { rendered } from '../common/sql.js';
import type { LastStatement } from './access.js';
import { isReadOnly } from './database-errors.js';
import { namedStatement } from './prepared.js';
import { inOnePiece, untilTurnEnds, type Line } from './written-together.js';

interface Client {
  readonly connection: { readonly stream: Line };
  query(statement: string | object): Promise<{ readonly command: string }>;
  end(): Promise<void>;
}

/** Work that is done, and the statements that are to run right before the commit. */
export type EndOfWork<T> = { readonly result: T; readonly last: readonly LastStatement[] };

/** One PostgreSQL transaction on a connection of the pool; what the work throws rolls it back. */
export async function onPostgres<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<EndOfWork<T>>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  let client: Client | null = null;
  try {
    client = (await runner.connect()) as Client;
    // Not waited for: the first statement goes out right behind it, in one write, and fails with it.
    untilTurnEnds(client.connection.stream);
    const begun = client.query('START TRANSACTION');
    begun.catch(() => undefined);
    mark(runner, true);
    const { result, last } = await work(runner.manager);
    await begun;
    await commitWith(client, runner, last);
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    // What a connection may do is settled as it is made: another one may be let write.
    if (isReadOnly(error)) await client?.end().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/** Sends the statements and the commit without waiting in between; a statement that fails makes the commit a rollback. */
async function commitWith(
  client: Client,
  runner: QueryRunner,
  last: readonly LastStatement[],
): Promise<void> {
  const sent = inOnePiece(client.connection.stream, () => [
    ...last.map(({ statement }) => {
      const { text, parameters } = rendered(statement, 'postgres');
      const named = namedStatement(text);
      return client.query({ ...(typeof named === 'string' ? { text } : named), values: parameters });
    }),
    client.query('COMMIT'),
  ]);
  const outcomes = await Promise.allSettled(sent);
  // Committed or rolled back: in either case it is over.
  mark(runner, false);
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const error = new QueryFailedError('', undefined, outcome.reason as Error);
    throw (last[index]?.refusal(error) ?? error) as Error;
  }
  const commit = outcomes.at(-1);
  if (commit?.status === 'fulfilled' && commit.value.command !== 'COMMIT')
    throw new Error('PostgreSQL rolled the transaction back.');
}

/** Tells TypeORM whether a transaction is open, or save() would begin one of its own. */
const mark = (runner: QueryRunner, isActive: boolean): void =>
  void Object.assign(runner, { isTransactionActive: isActive, transactionDepth: isActive ? 1 : 0 });
