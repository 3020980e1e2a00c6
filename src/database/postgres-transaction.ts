import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { rendered, type Sql } from '../common/sql.js';
import { namedStatement } from './prepared.js';

interface Client {
  query(statement: string | object): Promise<{ readonly command: string }>;
}

/** Work that is done, and the statements that are to run right before the commit. */
export type EndOfWork<T> = { readonly result: T; readonly last: readonly Sql[] };

/** One PostgreSQL transaction on a connection of the pool; what the work throws rolls it back. */
export async function onPostgres<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<EndOfWork<T>>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const { result, last } = await work(runner.manager);
    if (last.length === 0) await runner.commitTransaction();
    else await commitWith(runner, last);
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * Sends the statements and the commit without waiting in between: locks that the statements take last as long as the server
 * needs, not until this process gets round to it. A statement that fails makes the commit a rollback.
 */
async function commitWith(runner: QueryRunner, last: readonly Sql[]): Promise<void> {
  const client = (await runner.connect()) as Client;
  const sent = last.map((statement) => {
    const { text, parameters } = rendered(statement, 'postgres');
    const named = namedStatement(text);
    return client.query({ ...(typeof named === 'string' ? { text } : named), values: parameters });
  });
  const outcomes = await Promise.allSettled([...sent, client.query('COMMIT')]);
  // Committed or rolled back: in either case it is over.
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const commit = outcomes.at(-1);
  if (commit?.status === 'fulfilled' && commit.value.command !== 'COMMIT')
    throw new Error('PostgreSQL rolled the transaction back.');
}
