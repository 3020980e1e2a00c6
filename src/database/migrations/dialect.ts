import type { QueryRunner } from 'typeorm';

/** Names of column types that differ between the two databases. */
export interface ColumnTypes {
  readonly uuid: string;
  readonly instant: string;
  readonly boolean: string;
  /** Text compared and sorted by code point on both databases. */
  readonly text: string;
}

const sqlite: ColumnTypes = { uuid: 'varchar', instant: 'bigint', boolean: 'boolean', text: 'text' };
const postgres: ColumnTypes = {
  uuid: 'uuid',
  instant: 'bigint',
  boolean: 'boolean',
  text: 'text COLLATE "C"',
};

export const isPostgres = (runner: QueryRunner): boolean => runner.connection.options.type === 'postgres';

export const columnTypes = (runner: QueryRunner): ColumnTypes => (isPostgres(runner) ? postgres : sqlite);

/** Runs statements one after the other. */
export async function runAll(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await runner.query(statement);
}
