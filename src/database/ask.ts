import type { EntityManager } from 'typeorm';
import { rendered, type Sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from './access.js';

const dialectOf = (manager: EntityManager) =>
  manager.connection.options.type === 'postgres' ? 'postgres' : 'sqlite';

/** The rows that a SELECT finds. */
export async function ask<Row>({ manager }: ReadAccess, piece: Sql): Promise<Row[]> {
  const { text, parameters } = rendered(piece, dialectOf(manager));
  return manager.query<Row[]>(text, parameters);
}

/** Runs an INSERT, UPDATE or DELETE and answers how many rows it touched. */
export async function change({ manager }: WriteTransaction, piece: Sql): Promise<number> {
  const { text, parameters } = rendered(piece, dialectOf(manager));
  const runner = manager.queryRunner;
  if (runner === undefined) throw new Error('A transaction has a query runner.');
  return (await runner.query(text, parameters, true)).affected ?? 0;
}
