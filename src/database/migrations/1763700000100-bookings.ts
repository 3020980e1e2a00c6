import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, runAll } from './dialect.js';

/** Orders and filters of the bookings list: each index ends in the list's order, so that a page is read off it. */
const bookingIndexes = {
  bookings_by_created: 'created_at, id',
  bookings_by_updated: 'updated_at, id',
  bookings_by_start: 'starts_at, id',
  bookings_by_end: 'ends_at, id',
  bookings_by_user: 'user_id, created_at, id',
  bookings_by_customer_email: 'customer_email, created_at, id',
  bookings_by_customer_phone: 'customer_phone, created_at, id',
  bookings_by_customer_name: 'customer_name, created_at, id',
  bookings_by_customer_name_backwards: 'customer_name_reversed, created_at, id',
  bookings_by_state: 'state, created_at, id',
  bookings_by_graph: 'graph, created_at, id',
  bookings_by_completed: 'completed, created_at, id',
  bookings_by_resource: 'resource_id, created_at, id',
  bookings_by_resource_time: 'resource_id, starts_at, ends_at',
  bookings_by_project: 'project_id, created_at, id',
  bookings_by_owner: 'owner_booking_id, created_at, id',
};

/** What is booked (resources), the bookings, their searchable meta, and the answers kept for repeated requests. */
export class Bookings1763700000100 implements MigrationInterface {
  readonly name = 'Bookings1763700000100';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, instant, boolean, text } = columnTypes(runner);
    await runAll(runner, [
      `CREATE TABLE resources (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL, name ${text} NOT NULL, timezone ${text} NOT NULL,
        email ${text}, first_name ${text}, last_name ${text}, description ${text}, image ${text},
        tags ${text} NOT NULL, meta ${text} NOT NULL, availability_constraints ${text} NOT NULL, policies ${text} NOT NULL,
        created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id))`,
      `CREATE INDEX resources_by_created ON resources (tenant_id, created_at, id)`,
      `CREATE INDEX resources_by_name ON resources (tenant_id, name)`,
      `CREATE TABLE bookings (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL,
        graph ${text} NOT NULL, state ${text} NOT NULL, completed ${boolean} NOT NULL,
        starts_at ${instant} NOT NULL, ends_at ${instant} NOT NULL, what ${text}, place ${text}, description ${text},
        resource_id ${uuid}, project_id ${uuid}, user_id ${uuid}, owner_booking_id ${uuid}, rescheduled_from ${uuid},
        max_seats integer, current_seats integer,
        customers ${text} NOT NULL, customer_name ${text}, customer_name_reversed ${text}, customer_email ${text}, customer_phone ${text},
        meta ${text} NOT NULL, settings ${text} NOT NULL, version integer NOT NULL,
        created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
        CHECK (ends_at > starts_at))`,
      ...Object.entries(bookingIndexes).map(
        ([name, columns]) => `CREATE INDEX ${name} ON bookings (tenant_id, ${columns})`,
      ),
      // One row per searchable member of a booking's meta, in the list's order within one value.
      `CREATE TABLE booking_meta (
        tenant_id ${uuid} NOT NULL, key ${text} NOT NULL, value ${text} NOT NULL, created_at ${instant} NOT NULL, booking_id ${uuid} NOT NULL,
        PRIMARY KEY (tenant_id, key, value, created_at, booking_id),
        FOREIGN KEY (tenant_id, booking_id) REFERENCES bookings (tenant_id, id) ON DELETE CASCADE)`,
      `CREATE INDEX booking_meta_by_booking ON booking_meta (tenant_id, booking_id)`,
      // status, content_type and body are null while the first request is on its way.
      `CREATE TABLE idempotency_keys (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), subject ${text} NOT NULL, key ${text} NOT NULL,
        fingerprint ${text} NOT NULL, claim ${uuid} NOT NULL, status integer, content_type ${text}, body ${text},
        created_at ${instant} NOT NULL,
        PRIMARY KEY (tenant_id, subject, key))`,
      `CREATE INDEX idempotency_keys_by_age ON idempotency_keys (tenant_id, created_at)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['idempotency_keys', 'booking_meta', 'bookings', 'resources'];
    await runAll(
      runner,
      tables.map((table) => `DROP TABLE ${table}`),
    );
  }
}
