import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, runAll } from './dialect.js';

/** Devices of a merchant's users, the identities they are recognised by, and every access of theirs; usage by the day. */
export class DeviceAccess1763700000400 implements MigrationInterface {
  readonly name = 'DeviceAccess1763700000400';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, instant, boolean, text } = columnTypes(runner);
    await runAll(runner, [
      `CREATE TABLE device_users (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL, external_id ${text} NOT NULL,
        metadata ${text} NOT NULL, suspended ${boolean} NOT NULL,
        created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, external_id))`,
      `CREATE TABLE identities (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL,
        created_at ${instant} NOT NULL, last_seen_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id))`,
      `CREATE INDEX identities_by_last_seen ON identities (tenant_id, last_seen_at)`,
      `CREATE TABLE identity_fingerprints (
        tenant_id ${uuid} NOT NULL, identity_id ${uuid} NOT NULL, fingerprint ${text} NOT NULL, core ${text} NOT NULL,
        signals ${text} NOT NULL, last_seen_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, identity_id, fingerprint),
        FOREIGN KEY (tenant_id, identity_id) REFERENCES identities (tenant_id, id) ON DELETE CASCADE)`,
      `CREATE INDEX identity_fingerprints_by_fingerprint ON identity_fingerprints (tenant_id, fingerprint, last_seen_at)`,
      `CREATE INDEX identity_fingerprints_by_core ON identity_fingerprints (tenant_id, core, last_seen_at)`,
      `CREATE TABLE devices (
        tenant_id ${uuid} NOT NULL, id ${uuid} NOT NULL, user_id ${uuid} NOT NULL, installation_id ${uuid} NOT NULL,
        identity_id ${uuid}, fingerprint ${text}, confidence integer NOT NULL,
        status ${text} NOT NULL, info ${text} NOT NULL, metadata ${text} NOT NULL,
        created_at ${instant} NOT NULL, attached_at ${instant} NOT NULL, last_seen_at ${instant} NOT NULL,
        detached_at ${instant}, detached_by ${text},
        PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, user_id, installation_id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES device_users (tenant_id, id),
        FOREIGN KEY (tenant_id, identity_id) REFERENCES identities (tenant_id, id))`,
      // How many are attached is read from the index alone; being seen does not touch it.
      `CREATE INDEX devices_by_user ON devices (tenant_id, user_id, status, id)`,
      // A user who was flooded with devices costs no more than any other.
      `CREATE INDEX devices_by_fingerprint ON devices (tenant_id, user_id, fingerprint)`,
      `CREATE INDEX devices_by_identity ON devices (tenant_id, identity_id, id)`,
      `CREATE INDEX devices_idle ON devices (tenant_id, status, last_seen_at)`,
      // A log: what it names may be gone. Ids are UUIDv7, so that an order by id is one by time.
      `CREATE TABLE accesses (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL, action ${text} NOT NULL,
        user_id ${uuid}, device_id ${uuid}, identity_id ${uuid},
        signed ${boolean} NOT NULL, api_key ${text} NOT NULL, token ${text},
        confidence integer NOT NULL, ip_hash ${text} NOT NULL, created_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id))`,
      `CREATE INDEX accesses_by_user ON accesses (tenant_id, user_id, id)`,
      `CREATE INDEX accesses_by_device ON accesses (tenant_id, device_id, id)`,
      `CREATE INDEX accesses_by_identity ON accesses (tenant_id, identity_id, id)`,
      `CREATE INDEX accesses_by_signed ON accesses (tenant_id, signed, id)`,
      `CREATE TABLE usage_daily (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), date ${text} NOT NULL,
        signs bigint NOT NULL, attaches bigint NOT NULL, identifies bigint NOT NULL, signed bigint NOT NULL,
        unsigned bigint NOT NULL, logins bigint NOT NULL, bookings bigint NOT NULL,
        PRIMARY KEY (tenant_id, date))`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(
      runner,
      ['usage_daily', 'accesses', 'devices', 'identity_fingerprints', 'identities', 'device_users'].map(
        (table) => `DROP TABLE ${table}`,
      ),
    );
  }
}
