import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { WriteTransaction } from '../access.js';
import { indexAll } from '../full-text/index-all.js';
import { columnTypes, isPostgres, runAll } from './dialect.js';

/**
 * By which words resources and projects are found. Rows that stand are indexed as the product of today does it: where
 * terms are made in another way one day, a migration of that day does it again.
 */
export class SearchIndex1763700000600 implements MigrationInterface {
  readonly name = 'SearchIndex1763700000600';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, text } = columnTypes(runner);
    const columns = `tenant_id ${uuid} NOT NULL, type ${text} NOT NULL, id ${uuid} NOT NULL,
      sort_name ${text} NOT NULL, words ${text} NOT NULL`;
    await runAll(runner, [
      ...(isPostgres(runner)
        ? [
            `CREATE TABLE search_documents (${columns}, terms tsvector NOT NULL, PRIMARY KEY (tenant_id, type, id))`,
            `CREATE INDEX search_documents_by_term ON search_documents USING gin (terms) WITH (fastupdate = off)`,
          ]
        : [
            `CREATE TABLE search_documents (number integer PRIMARY KEY NOT NULL, ${columns}, UNIQUE (tenant_id, type, id))`,
            `CREATE VIRTUAL TABLE search_terms USING fts5 (
              terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
          ]),
      `CREATE INDEX search_documents_by_name ON search_documents (tenant_id, type, sort_name, id)`,
    ]);
    await indexAll({ manager: runner.manager } as WriteTransaction);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = isPostgres(runner) ? ['search_documents'] : ['search_terms', 'search_documents'];
    await runAll(
      runner,
      tables.map((table) => `DROP TABLE ${table}`),
    );
  }
}
