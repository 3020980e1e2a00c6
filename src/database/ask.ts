import type { QueryRunner } from 'typeorm';
import { joined, ours, rendered, sql, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from './access.js';
import { othersTurn } from './fair-turns.js';
import { isPostgres } from './is-postgres.js';
import { namedStatement } from './prepared.js';

const dialectOf = (access: Pick<ReadAccess, 'manager'>) => (isPostgres(access) ? 'postgres' : 'sqlite');

/** The rows that a SELECT finds. Inside a transaction, where rows are found by their keys, its plan is made once. */
export async function ask<Row>({ manager }: ReadAccess, piece: Sql): Promise<Row[]> {
  const dialect = dialectOf({ manager });
  const { text, parameters } = rendered(piece, dialect);
  const { queryRunner } = manager;
  return dialect === 'sqlite' || queryRunner?.isTransactionActive !== true
    ? manager.query<Row[]>(text, parameters)
    : ((await runNamed(queryRunner, text, parameters)).records as Row[]);
}

/** Runs an INSERT, UPDATE or DELETE and answers how many rows it touched. */
export async function change({ manager }: WriteTransaction, piece: Sql): Promise<number> {
  const dialect = dialectOf({ manager });
  const { text, parameters } = rendered(piece, dialect);
  const runner = manager.queryRunner;
  if (runner === undefined) throw new Error('A transaction has a query runner.');
  if (dialect === 'sqlite') await othersTurn();
  const result =
    dialect === 'sqlite'
      ? await runner.query(text, parameters, true)
      : await runNamed(runner, text, parameters);
  return result.affected ?? 0;
}

/**
 * The statements that run these writes in their order, none of which depends on what another one touched. On PostgreSQL they
 * are one, and foreign keys among them are looked at when all are done.
 */
export function together({ manager }: ReadAccess, pieces: readonly Sql[]): readonly Sql[] {
  const last = pieces.at(-1);
  if (last === undefined || pieces.length === 1 || dialectOf({ manager }) === 'sqlite') return pieces;
  const named = pieces.slice(0, -1).map((piece, index) => sql`${ours(`w${index}`)} AS (${piece})`);
  return [sql`WITH ${joined(named, ', ')} ${last}`];
}

/** TypeORM hands the statement on to `pg` as it is. */
const runNamed = (runner: QueryRunner, text: string, parameters: unknown[]) =>
  runner.query(namedStatement(text) as string, parameters, true);
