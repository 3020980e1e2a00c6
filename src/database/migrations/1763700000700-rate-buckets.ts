import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, isPostgres, runAll } from './dialect.js';

/**
 * What callers spent of their limits, shared by all processes on one PostgreSQL. Not logged: after a crash of the database all
 * buckets are full, and nothing else is lost. Rows change in place, so half of each page is left to that. SQLite has one process.
 */
export class RateBuckets1763700000700 implements MigrationInterface {
  readonly name = 'RateBuckets1763700000700';

  async up(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    const { text, instant } = columnTypes(runner);
    await runAll(runner, [
      `CREATE UNLOGGED TABLE rate_buckets (key ${text} PRIMARY KEY, full_at ${instant} NOT NULL) WITH (fillfactor = 50)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (isPostgres(runner)) await runAll(runner, [`DROP TABLE rate_buckets`]);
  }
}
