import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, runAll } from './dialect.js';

/** Signed searches that end, action links that are used once, and cancellations that can be undone. */
export class SignedLinks1763700000300 implements MigrationInterface {
  readonly name = 'SignedLinks1763700000300';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, instant, boolean, text } = columnTypes(runner);
    await runAll(runner, [
      // Signed searches from before these instants are dead: the tenant's all (identity ''), or one customer's.
      `CREATE TABLE signed_after (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), identity ${text} NOT NULL, instant ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, identity))`,
      `CREATE TABLE consumed_tokens (
        tenant_id ${uuid} NOT NULL, booking_id ${uuid} NOT NULL, token ${text} NOT NULL, action ${text} NOT NULL, at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, booking_id, token),
        FOREIGN KEY (tenant_id, booking_id) REFERENCES bookings (tenant_id, id) ON DELETE CASCADE)`,
      `CREATE TABLE link_touches (
        tenant_id ${uuid} NOT NULL, booking_id ${uuid} NOT NULL, id ${uuid} NOT NULL,
        action ${text} NOT NULL, at ${instant} NOT NULL, method ${text} NOT NULL, link_age_ms bigint,
        user_agent ${text} NOT NULL, cookie ${boolean} NOT NULL, outcome ${text} NOT NULL,
        PRIMARY KEY (tenant_id, booking_id, id),
        FOREIGN KEY (tenant_id, booking_id) REFERENCES bookings (tenant_id, id) ON DELETE CASCADE)`,
      // The state that a booking goes back to when its cancellation is undone; what it held is held until due_at.
      `ALTER TABLE bookings ADD COLUMN undo_state ${text}`,
      // An action link names its booking, and no tenant.
      `CREATE INDEX bookings_by_id ON bookings (id)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `DROP INDEX bookings_by_id`,
      `ALTER TABLE bookings DROP COLUMN undo_state`,
      ...['link_touches', 'consumed_tokens', 'signed_after'].map((table) => `DROP TABLE ${table}`),
    ]);
  }
}
