const second = 1000;
const halfHour = 1_800_000;
const hour = 2 * halfHour;
const day = 86_400_000;

/** Resources of every merchant. */
export const chairCount = 20;

/** Of the tables that bookings fill: dropped while rows come, and built over them, in a fraction of the time. */
const filled = ['bookings', 'booking_meta', 'occupancies', 'journal'];

/**
 * Ids are UUIDv7 as the server makes them: merchants came an hour apart, the resources of each a second apart. It matters: ids that
 * differ in their last bits alone are all one to the index that keeps times from overlapping (see docs/scale.md).
 */
const firstMerchantMs = Date.UTC(2022, 0, 1);
const merchantMs = (number) => firstMerchantMs + number * hour;
const idText = (ms, end) => {
  const digits = ms.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-${end.toString(16).padStart(12, '0')}`;
};

export const tenantIdOf = (number) => idText(merchantMs(number), number);
export const chairIdsOf = (tenantNumber) =>
  Array.from({ length: chairCount }, (_, chair) =>
    idText(merchantMs(tenantNumber) + (chair + 1) * second, tenantNumber * chairCount + chair),
  );

const hex = (number) => `lpad(to_hex(${number}), 12, '0')`;
const idOf = (ms, end) =>
  `(substr(${hex(ms)}, 1, 8) || '-' || substr(${hex(ms)}, 9) || '-7000-8000-' || ${hex(end)})::uuid`;
const tenant = idOf(`(${firstMerchantMs} + t * ${hour})`, 't');
const chair = idOf(
  `(${firstMerchantMs} + t * ${hour} + (k % ${chairCount} + 1) * ${second})`,
  `(t * ${chairCount} + k % ${chairCount})`,
);

/**
 * Merchants of very different size with bookings that came in the order of time, all merchants mixed as in service:
 * the largest has some 4 to 5 % of all where there are ten thousand, the middle one half of the average. By set-based
 * statements, over a client of its own that checks no foreign key while the rows come; the indexes are built over them.
 */
export async function fillScale({ client, tenants, bookings, say }) {
  const step = stepsOf(client, say);
  const now = Date.now();
  await step('order of bookings', stageStatement('scale_bookings', bookings, tenants));
  const indexes = await droppedIndexes(client);
  for (const [table, statement] of Object.entries(bookingStatements('scale_bookings', bookings, now)))
    await step(table, statement);
  for (const { name, definition } of indexes) await step(name, definition);
  await step('journal heads', headStatement('scale_bookings'));
  await client.query(`SET session_replication_role = origin`);
  return now;
}

/** The merchants alone, with their resources. */
export async function fillMerchants({ client, tenants, say }) {
  await client.query(`SET statement_timeout = 0`);
  await client.query(`SET session_replication_role = replica`);
  await stepsOf(client, say)('merchants', ...merchantStatements(tenants, Date.now()));
}

/**
 * So many bookings from nothing while every index stands, as in service; `look` is asked when they are there, and they go
 * again. Answers the milliseconds that writing them took and what `look` answered.
 */
export async function fillAsInService({ client, tenants, bookings, say }, look) {
  const step = stepsOf(client, say);
  await step('order of some bookings', stageStatement('scale_some', bookings, tenants));
  const begin = performance.now();
  for (const [table, statement] of Object.entries(bookingStatements('scale_some', bookings, Date.now())))
    await step(`${table}, indexes standing`, statement);
  const ms = performance.now() - begin;
  const seen = await look();
  await step(
    'gone again',
    'TRUNCATE bookings, booking_meta, occupancies, journal CASCADE',
    'DROP TABLE scale_some',
  );
  return { ms, seen };
}

const stepsOf =
  (client, say) =>
  async (what, ...statements) => {
    const begin = performance.now();
    for (const statement of statements) await client.query(statement);
    say(`  ${what}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  };

const merchantStatements = (tenants, now) => [
  `INSERT INTO tenants (id, slug, name, mode, timezone, settings, created_at, updated_at)
   SELECT ${tenant}, 'merchant-' || t, 'Merchant ' || t, 'live', 'Europe/Copenhagen', '{}', ${now}, ${now}
   FROM generate_series(0::bigint, ${tenants - 1}) t`,
  `INSERT INTO resources (tenant_id, id, name, timezone, tags, meta, availability_constraints, policies, created_at, updated_at)
   SELECT ${tenant}, ${chair}, 'Chair ' || k, 'Europe/Copenhagen', '["barber"]', '{}', '[]', '{}', ${now}, ${now}
   FROM generate_series(0::bigint, ${tenants - 1}) t, generate_series(0::bigint, ${chairCount - 1}) k`,
];

/** Which merchant the i-th booking is of, its number there, and how many that merchant has. */
const stageStatement = (table, bookings, tenants) =>
  `CREATE UNLOGGED TABLE ${table} AS
   SELECT i, t, row_number() OVER (PARTITION BY t ORDER BY i) - 1 AS k,
     count(*) OVER (PARTITION BY t) AS many
   FROM (SELECT i, floor(${tenants} * power(((i * 7919) % 1000003) / 1000003::float8, 3))::bigint AS t
         FROM generate_series(1::bigint, ${bookings}) i) AS one
   ORDER BY i`;

/** Ids are UUIDv7 of the instant of creation; two years of bookings, of which one of ten was cancelled. */
function bookingStatements(stage, last, now) {
  const startsFrom = Math.floor(now / day) * day + 2 * day;
  const created = `(${now - 730 * day} + i * ${Math.max(1, Math.floor((730 * day) / last))})`;
  const id = idOf(created, 'i');
  const starts = `(${startsFrom} + (k / ${chairCount}) * ${6 * halfHour})`;
  const customer = `'c' || (k % (many / 20 + 1))`;
  const email = `${customer} || '@example.com'`;
  const cancelled = 'i % 10 = 0';
  return {
    bookings: `INSERT INTO bookings (tenant_id, id, graph, state, completed, starts_at, ends_at, what, resource_id, customers,
        customer_name, customer_name_reversed, customer_email, meta, settings, version, created_at, updated_at, buffer_before, buffer_after)
      SELECT ${tenant}, ${id}, 'instant', CASE WHEN ${cancelled} THEN 'cancelled' ELSE 'confirmed' END, false,
        ${starts}, ${starts} + ${halfHour}, 'Haircut', ${chair},
        '[{"id":"' || ${id} || '","name":"Ann Example","email":"' || ${email} || '","phone":null,"voip":null,"timezone":null,"meta":{}}]',
        'ann example ' || i, reverse('ann example ' || i), ${email}, '{"order":"o' || i || '"}', '{}', 1, ${created}, ${created}, 0, 0
      FROM ${stage} ORDER BY i`,
    booking_meta: `INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id)
      SELECT ${tenant}, 'order', 'o' || i, ${created}, ${id} FROM ${stage} ORDER BY i`,
    occupancies: `INSERT INTO occupancies (tenant_id, resource_id, booking_id, starts_at, ends_at, exclusive, buffer_before, buffer_after)
      SELECT ${tenant}, ${chair}, ${id}, ${starts}, ${starts} + ${halfHour}, true, 0, 0
      FROM ${stage} WHERE NOT (${cancelled}) ORDER BY i`,
    journal: `INSERT INTO journal (tenant_id, sequence, booking_id, action, to_state, at, request_id, credential_kind, credential_id,
        fingerprint, details, previous_hash, hash)
      SELECT ${tenant}, k + 1, ${id}, 'create', 'confirmed', ${created}, ${id}, 'api_key', 'key-' || t, sha256(int8send(i))::text,
        '{"start":' || ${starts} || '}', encode(sha256(int8send(i - 1)), 'hex'), encode(sha256(int8send(i)), 'hex')
      FROM ${stage} ORDER BY i`,
  };
}

const headStatement = (stage) =>
  `INSERT INTO journal_heads (tenant_id, sequence, hash)
   SELECT ${tenant}, count(*), encode(sha256(int8send(max(i))), 'hex') FROM ${stage} GROUP BY t`;

async function droppedIndexes(client) {
  const { rows } = await client.query(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
     WHERE i.indrelid = ANY ($1::regclass[]) AND c.oid IS NULL`,
    [filled],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  const { rows: exclusions } = await client.query(
    `SELECT conname AS name, conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'x' AND conrelid = ANY ($1::regclass[])`,
    [filled],
  );
  for (const { name, table } of exclusions)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return [
    ...rows,
    ...exclusions.map(({ name, table, definition }) => ({
      name,
      definition: `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`,
    })),
  ];
}
