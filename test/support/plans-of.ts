import type { QueryRunner } from 'typeorm';
import type { WriteTransaction } from '../../src/database/access.js';
import { dialect } from './test-database.js';
import type { TestServer } from './test-server.js';

const ignore = () => undefined;
const silent = {
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

/** How many statements the server's writing connections send meanwhile. */
export async function statementsOf(
  { database: { writer } }: Pick<TestServer, 'database'>,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = writer.logger;
  let asked = 0;
  writer.logger = { ...silent, logQuery: () => void (asked += 1) };
  await work();
  writer.logger = before;
  return asked;
}

/** The database's plans for what the work asks, as lines; PostgreSQL is told to prefer an index to a small table. */
export async function plansOf(
  { database }: Pick<TestServer, 'database'>,
  work: (transaction: WriteTransaction) => Promise<unknown>,
): Promise<string[]> {
  const { writer } = database;
  let asked: { text: string; parameters: unknown[]; runner: QueryRunner | undefined }[] = [];
  writer.logger = {
    ...silent,
    // PostgreSQL is asked by statements that have a name.
    logQuery: (query: string | { text: string }, parameters: unknown[] = [], runner?: QueryRunner) =>
      void asked.push({ text: typeof query === 'string' ? query : query.text, parameters, runner }),
  };
  return database.write(async (transaction) => {
    const { manager } = transaction;
    if (dialect === 'postgres') await manager.query('SET LOCAL enable_seqscan = off');
    asked = [];
    await work(transaction);
    // What the server does by itself meanwhile is not the work's.
    const ofWork = asked.filter(({ runner }) => runner === manager.queryRunner);
    const plans: string[] = [];
    for (const { text, parameters } of ofWork) {
      const explain = dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
      const rows = await manager.query<Record<string, string>[]>(`${explain} ${text}`, parameters);
      plans.push(...rows.map((row) => row['detail'] ?? row['QUERY PLAN'] ?? ''));
    }
    return plans;
  });
}

/** A line of a plan that reads a whole table; what a query has `counted` of one has a bound, and a virtual table is a list that was given. */
export const walksATable = /^SCAN (?!counted$|\S+ VIRTUAL TABLE)|Seq Scan/m;
