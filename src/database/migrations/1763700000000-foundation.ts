import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, isPostgres, runAll } from './dialect.js';

/** Tenants, their keys and configurations, their users, and the feed of changes that other processes must hear of. */
export class Foundation1763700000000 implements MigrationInterface {
  readonly name = 'Foundation1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, instant, boolean, text } = columnTypes(runner);
    await runAll(runner, [
      `CREATE TABLE tenants (
        id ${uuid} NOT NULL PRIMARY KEY, slug ${text} NOT NULL UNIQUE, name ${text} NOT NULL, mode ${text} NOT NULL,
        timezone ${text} NOT NULL, settings ${text} NOT NULL, created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL)`,
      // One name space for every kid: API keys and JwtConfigurations of all tenants.
      `CREATE TABLE key_ids (id ${text} NOT NULL PRIMARY KEY, tenant_id ${uuid} NOT NULL REFERENCES tenants (id), owner ${text} NOT NULL)`,
      // One tenant per issuer, by the canonical form of its URL; 'jwks' and 'held' never share one.
      `CREATE TABLE issuers (canonical ${text} NOT NULL PRIMARY KEY, tenant_id ${uuid} NOT NULL REFERENCES tenants (id), mode ${text} NOT NULL)`,
      `CREATE TABLE api_keys (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${text} NOT NULL UNIQUE REFERENCES key_ids (id), type ${text} NOT NULL,
        name ${text}, secret_digest ${text} NOT NULL UNIQUE, secret_sealed ${text} NOT NULL,
        created_at ${instant} NOT NULL, expires_at ${instant}, revoked_at ${instant},
        PRIMARY KEY (tenant_id, id))`,
      `CREATE TABLE jwt_configurations (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${text} NOT NULL UNIQUE REFERENCES key_ids (id), mode ${text} NOT NULL,
        algorithm ${text}, current_key ${text}, previous_key ${text}, previous_until ${instant},
        issuer ${text}, jwks_uri ${text}, algorithms ${text}, audience ${text},
        user_id_claim ${text} NOT NULL, claim_map ${text} NOT NULL, max_token_age_s integer, require_exp ${boolean} NOT NULL,
        clock_tolerance_s integer, auto_provision ${boolean} NOT NULL, enabled ${boolean} NOT NULL, version integer NOT NULL,
        created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id))`,
      `CREATE UNIQUE INDEX jwt_configurations_by_jwks_issuer ON jwt_configurations (issuer) WHERE mode = 'jwks'`,
      `CREATE INDEX jwt_configurations_by_issuer ON jwt_configurations (issuer)`,
      `CREATE TABLE users (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL, external_id ${text} NOT NULL,
        email ${text}, name ${text}, first_name ${text}, last_name ${text}, phone ${text}, timezone ${text}, locale ${text}, picture ${text},
        disabled ${boolean} NOT NULL, jwt_configuration_id ${text} NOT NULL,
        first_seen_at ${instant} NOT NULL, last_seen_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id))`,
      `CREATE UNIQUE INDEX users_by_external_id ON users (tenant_id, external_id)`,
      `CREATE INDEX users_by_email ON users (tenant_id, email)`,
      `CREATE INDEX users_by_first_seen ON users (tenant_id, first_seen_at, id)`,
    ]);
    if (isPostgres(runner)) return;
    // PostgreSQL tells other processes with NOTIFY; on SQLite they ask this table.
    await runner.query(
      `CREATE TABLE change_feed (
        sequence integer PRIMARY KEY AUTOINCREMENT, tenant_id varchar, topic text NOT NULL, subject text NOT NULL, at bigint NOT NULL)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['users', 'jwt_configurations', 'api_keys', 'issuers', 'key_ids', 'tenants'];
    if (!isPostgres(runner)) tables.unshift('change_feed');
    await runAll(
      runner,
      tables.map((table) => `DROP TABLE ${table}`),
    );
  }
}
