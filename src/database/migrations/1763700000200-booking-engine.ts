import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnTypes, isPostgres, runAll } from './dialect.js';

/** Most bookings have none of these: a row without a value costs these indexes nothing. */
const sparseIndexes = {
  bookings_by_user: 'user_id',
  bookings_by_customer_phone: 'customer_phone',
  bookings_by_project: 'project_id',
  bookings_by_owner: 'owner_booking_id',
  bookings_by_relation: 'relation_id',
};

const sparse = Object.entries(sparseIndexes).map(
  ([name, column]) =>
    `CREATE INDEX ${name} ON bookings (tenant_id, ${column}, created_at, id) WHERE ${column} IS NOT NULL`,
);

/** Projects, who holds which resource when, timed transitions, and the journal with its hash chain. */
export class BookingEngine1763700000200 implements MigrationInterface {
  readonly name = 'BookingEngine1763700000200';

  async up(runner: QueryRunner): Promise<void> {
    const { uuid, instant, boolean, text } = columnTypes(runner);
    await runAll(runner, [
      `ALTER TABLE resources ADD COLUMN removed_at ${instant}`,
      `CREATE INDEX resources_by_email ON resources (tenant_id, email, created_at, id)`,
      `CREATE TABLE projects (
        tenant_id ${uuid} NOT NULL REFERENCES tenants (id), id ${uuid} NOT NULL, slug ${text} NOT NULL, name ${text} NOT NULL,
        description ${text}, availability ${text} NOT NULL, availability_constraints ${text} NOT NULL, booking ${text} NOT NULL,
        customer_fields ${text} NOT NULL, ui ${text} NOT NULL, policies ${text} NOT NULL, meta ${text} NOT NULL,
        created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL, removed_at ${instant},
        PRIMARY KEY (tenant_id, id))`,
      `CREATE UNIQUE INDEX projects_by_slug ON projects (tenant_id, slug) WHERE removed_at IS NULL`,
      `CREATE INDEX projects_by_created ON projects (tenant_id, created_at, id)`,
      `CREATE INDEX projects_by_name ON projects (tenant_id, name, id)`,
      // The hosted page of a slug is read before any tenant is known: it belongs to whoever took it first.
      `CREATE INDEX projects_hosted ON projects (slug, created_at, id)`,
      `CREATE TABLE project_resources (
        tenant_id ${uuid} NOT NULL, project_id ${uuid} NOT NULL, resource_id ${uuid} NOT NULL, position integer NOT NULL,
        PRIMARY KEY (tenant_id, project_id, resource_id),
        FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE)`,
      `CREATE INDEX project_resources_by_resource ON project_resources (tenant_id, resource_id)`,
      // What happens to the booking by itself next, and when; null where nothing does.
      `ALTER TABLE bookings ADD COLUMN due_at ${instant}`,
      `ALTER TABLE bookings ADD COLUMN due_action ${text}`,
      // Bookings that were created together and belong together.
      `ALTER TABLE bookings ADD COLUMN relation_id ${uuid}`,
      // Milliseconds kept free around it, by the policies it was created under.
      `ALTER TABLE bookings ADD COLUMN buffer_before bigint NOT NULL DEFAULT 0`,
      `ALTER TABLE bookings ADD COLUMN buffer_after bigint NOT NULL DEFAULT 0`,
      `CREATE INDEX bookings_due ON bookings (due_at) WHERE due_at IS NOT NULL`,
      ...['user', 'customer_phone', 'project', 'owner'].map((name) => `DROP INDEX bookings_by_${name}`),
      ...sparse,
      // What a resource holds is read off its occupancies.
      `DROP INDEX bookings_by_resource_time`,
      `CREATE INDEX bookings_by_graph_start ON bookings (tenant_id, graph, state, starts_at, id)`,
      `CREATE TABLE occupancies (
        tenant_id ${uuid} NOT NULL, resource_id ${uuid} NOT NULL, booking_id ${uuid} NOT NULL,
        starts_at ${instant} NOT NULL, ends_at ${instant} NOT NULL, exclusive ${boolean} NOT NULL,
        buffer_before bigint NOT NULL, buffer_after bigint NOT NULL, until ${instant},
        PRIMARY KEY (tenant_id, booking_id, resource_id),
        FOREIGN KEY (tenant_id, booking_id) REFERENCES bookings (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
        CHECK (ends_at > starts_at))`,
      `CREATE INDEX occupancies_by_time ON occupancies (tenant_id, resource_id, starts_at, ends_at)`,
      // Those that may overlap others are few; all others before a moment are known by their last one.
      `CREATE INDEX occupancies_shared ON occupancies (tenant_id, resource_id, starts_at, ends_at) WHERE NOT exclusive`,
      `CREATE TABLE journal (
        tenant_id ${uuid} NOT NULL, sequence bigint NOT NULL, booking_id ${uuid} NOT NULL,
        action ${text} NOT NULL, from_state ${text}, to_state ${text}, at ${instant} NOT NULL,
        request_id ${text}, credential_kind ${text} NOT NULL, credential_id ${text}, user_id ${uuid}, fingerprint ${text},
        details ${text} NOT NULL, previous_hash ${text} NOT NULL, hash ${text} NOT NULL,
        PRIMARY KEY (tenant_id, sequence))`,
      `CREATE INDEX journal_by_booking ON journal (tenant_id, booking_id, sequence)`,
      // The end of each tenant's chain: without it, rows taken off the end would not be missed.
      `CREATE TABLE journal_heads (
        tenant_id ${uuid} NOT NULL PRIMARY KEY REFERENCES tenants (id), sequence bigint NOT NULL, hash ${text} NOT NULL)`,
    ]);
    if (!isPostgres(runner)) return;
    await runAll(runner, [
      // Every booking of a merchant would lock the merchant's row, and rows that many lock at once are dear.
      `ALTER TABLE bookings DROP CONSTRAINT bookings_tenant_id_fkey`,
      `CREATE EXTENSION IF NOT EXISTS btree_gist`,
      // The rule that one resource is never sold twice; on SQLite the one writer keeps it.
      `ALTER TABLE occupancies ADD CONSTRAINT occupancies_never_overlap EXCLUDE USING gist (
        tenant_id WITH =, resource_id WITH =, int8range(starts_at, ends_at) WITH &&) WHERE (exclusive)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (isPostgres(runner))
      await runner.query(
        `ALTER TABLE bookings ADD CONSTRAINT bookings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)`,
      );
    const tables = ['journal_heads', 'journal', 'occupancies', 'project_resources', 'projects'];
    await runAll(runner, [
      ...tables.map((table) => `DROP TABLE ${table}`),
      ...['bookings_due', 'bookings_by_graph_start', ...Object.keys(sparseIndexes)].map(
        (index) => `DROP INDEX ${index}`,
      ),
      ...Object.entries(sparseIndexes)
        .filter(([name]) => name !== 'bookings_by_relation')
        .map(([name, column]) => `CREATE INDEX ${name} ON bookings (tenant_id, ${column}, created_at, id)`),
      `CREATE INDEX bookings_by_resource_time ON bookings (tenant_id, resource_id, starts_at, ends_at)`,
      ...['due_at', 'due_action', 'relation_id', 'buffer_before', 'buffer_after'].map(
        (column) => `ALTER TABLE bookings DROP COLUMN ${column}`,
      ),
      `DROP INDEX resources_by_email`,
      `ALTER TABLE resources DROP COLUMN removed_at`,
    ]);
  }
}
