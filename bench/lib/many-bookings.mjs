/** Bookings of every customer but the busiest one, and of how many bookings one is the busiest's. */
const usuallyPerCustomer = 40;
const oneOfIsBusiest = 25;

export const busiest = { email: 'busiest@example.com', order: 'busiest' };
export const ordinary = { email: 'c7@example.com', order: 'o7' };

/**
 * Fills a tenant with `count` bookings, by statements of the database itself: a million requests would measure nothing of
 * what is asked here. Every ordinary customer has `perCustomer`, 40 by default, one of 25 bookings is the busiest customer's; each has a searchable
 * member `order` of its meta.
 */
export async function fillWithBookings({ database, tenantId, count, perCustomer = usuallyPerCustomer }) {
  const postgres = database.dialect === 'postgres';
  const customers = Math.max(8, Math.round(count / perCustomer));
  const numbers = postgres
    ? `n(i) AS (SELECT generate_series(1::bigint, ${count}))`
    : `RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  const id = postgres
    ? `('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`
    : `printf('01900000-0000-7000-8000-%012x', i)`;
  const email = `CASE WHEN i % ${oneOfIsBusiest} = 0 THEN '${busiest.email}' ELSE 'c' || (i % ${customers}) || '@example.com' END`;
  const order = `CASE WHEN i % ${oneOfIsBusiest} = 0 THEN '${busiest.order}' ELSE 'o' || (i % ${customers}) END`;
  const tenant = `'${tenantId}'`;
  const base = Date.UTC(2026, 0, 1);
  await database.write(async ({ manager }) => {
    await manager.query(`WITH ${numbers}
      INSERT INTO bookings (tenant_id, id, graph, state, completed, starts_at, ends_at, what, customers, customer_name,
        customer_name_reversed, customer_email, meta, settings, version, created_at, updated_at, buffer_before, buffer_after)
      SELECT ${tenant}, ${id}, 'instant', CASE WHEN i % 3 = 0 THEN 'cancelled' ELSE 'confirmed' END, ${postgres ? 'false' : '0'},
        ${base} + i * 60000, ${base} + i * 60000 + 1800000, 'Haircut',
        '[{"id":"01900000-0000-7000-8000-000000000000","name":"Ann","email":"' || (${email}) || '","phone":null,"voip":null,"timezone":null,"meta":{}}]',
        'ann ' || i, i || ' nna', ${email}, '{"order":"' || (${order}) || '"}', '{}', 1, ${base} + i, ${base} + i, 0, 0 FROM n`);
    await manager.query(`WITH ${numbers}
      INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id)
      SELECT ${tenant}, 'order', ${order}, ${base} + i, ${id} FROM n`);
    if (postgres) for (const table of ['bookings', 'booking_meta']) await manager.query(`ANALYZE ${table}`);
  });
}
