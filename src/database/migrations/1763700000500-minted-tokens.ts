import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, runAll } from './dialect.js';

/** Templates of minted tokens, saved searches, and how often each key has proven a request. */
export class MintedTokens1763700000500 implements MigrationInterface {
  readonly name = 'MintedTokens1763700000500';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, instant, text } = columnTypes(runner);
    await runAll(runner, [
      `CREATE TABLE token_templates (
        tenant_id ${uuid} NOT NULL, name ${text} NOT NULL, key_id ${text} NOT NULL, claims ${text} NOT NULL, scope ${text},
        created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, name),
        FOREIGN KEY (tenant_id, key_id) REFERENCES api_keys (tenant_id, id))`,
      `CREATE TABLE search_experiences (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), key ${text} NOT NULL, types ${text} NOT NULL, filters ${text} NOT NULL,
        fields ${text}, page_limit integer, created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, key))`,
      `CREATE TABLE key_uses (
        tenant_id ${uuid} NOT NULL, key_id ${text} NOT NULL, credential_kind ${text} NOT NULL,
        count bigint NOT NULL, last_used_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, key_id, credential_kind),
        FOREIGN KEY (tenant_id, key_id) REFERENCES api_keys (tenant_id, id))`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(
      runner,
      ['key_uses', 'search_experiences', 'token_templates'].map((table) => `DROP TABLE ${table}`),
    );
  }
}
