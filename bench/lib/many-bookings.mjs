/** Bookings of every customer but the busiest one, and of how many bookings one is the busiest's. */
const usuallyPerCustomer = 40;
const oneOfIsBusiest = 25;

export const busiest = { email: 'busiest@example.com', order: 'busiest' };
export const ordinary = { email: 'c7@example.com', order: 'o7' };

/** Ids of the resources that `chairs` makes. */
export const chairIds = (count) =>
  Array.from({ length: count }, (_, n) => `01900000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`);

/**
 * Fills a tenant with `count` bookings, by statements of the database itself: a million requests would measure nothing of
 * what is asked here. Every ordinary customer has `perCustomer`, 40 by default, one of 25 bookings is the busiest customer's; each has a searchable
 * member `order` of its meta. With `chairs` ({ count, from, everyMs }) each is of one of so many resources, whose bookings begin `everyMs`
 * after each other from `from` on: any number of bookings is as dense in time as any other.
 */
export async function fillWithBookings({
  database,
  tenantId,
  count,
  perCustomer = usuallyPerCustomer,
  chairs,
}) {
  const postgres = database.dialect === 'postgres';
  const customers = Math.max(8, Math.round(count / perCustomer));
  const numbersTo = (most) =>
    postgres
      ? `n(i) AS (SELECT generate_series(1::bigint, ${most}))`
      : `RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
  const numbers = numbersTo(count);
  const idOf = (kind, number) =>
    postgres
      ? `('01900000-0000-7000-${kind}000-' || lpad(to_hex(${number}), 12, '0'))::uuid`
      : `printf('01900000-0000-7000-${kind}000-%012x', ${number})`;
  const id = idOf('8', 'i');
  const email = `CASE WHEN i % ${oneOfIsBusiest} = 0 THEN '${busiest.email}' ELSE 'c' || (i % ${customers}) || '@example.com' END`;
  const order = `CASE WHEN i % ${oneOfIsBusiest} = 0 THEN '${busiest.order}' ELSE 'o' || (i % ${customers}) END`;
  const tenant = `'${tenantId}'`;
  const [yes, no] = postgres ? ['true', 'false'] : ['1', '0'];
  const base = Date.UTC(2026, 0, 1);
  const starts =
    chairs === undefined
      ? `${base} + i * 60000`
      : `${chairs.from} + ((i - 1) / ${chairs.count}) * ${chairs.everyMs}`;
  const chair = chairs === undefined ? 'NULL' : idOf('9', `(i - 1) % ${chairs.count}`);
  await database.write(async ({ manager }) => {
    if (chairs !== undefined)
      await manager.query(`WITH ${numbersTo(chairs.count)}
        INSERT INTO resources (tenant_id, id, name, timezone, tags, meta, availability_constraints, policies, created_at, updated_at)
        SELECT ${tenant}, ${idOf('9', 'i - 1')}, 'Chair ' || i, 'Europe/Copenhagen', '[]', '{}', '[]', '{}', ${base}, ${base} FROM n`);
    await manager.query(`WITH ${numbers}
      INSERT INTO bookings (tenant_id, id, graph, state, completed, starts_at, ends_at, what, customers, customer_name,
        customer_name_reversed, customer_email, meta, settings, version, created_at, updated_at, buffer_before, buffer_after, resource_id)
      SELECT ${tenant}, ${id}, 'instant', CASE WHEN i % 3 = 0 THEN 'cancelled' ELSE 'confirmed' END, ${no},
        ${starts}, ${starts} + 1800000, 'Haircut',
        '[{"id":"01900000-0000-7000-8000-000000000000","name":"Ann","email":"' || (${email}) || '","phone":null,"voip":null,"timezone":null,"meta":{}}]',
        'ann ' || i, i || ' nna', ${email}, '{"order":"' || (${order}) || '"}', '{}', 1, ${base} + i, ${base} + i, 0, 0, ${chair} FROM n`);
    if (chairs !== undefined)
      await manager.query(`WITH ${numbers}
        INSERT INTO occupancies (tenant_id, resource_id, booking_id, starts_at, ends_at, exclusive, buffer_before, buffer_after)
        SELECT ${tenant}, ${chair}, ${id}, ${starts}, ${starts} + 1800000, ${yes}, 0, 0 FROM n WHERE i % 3 <> 0`);
    await manager.query(`WITH ${numbers}
      INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id)
      SELECT ${tenant}, 'order', ${order}, ${base} + i, ${id} FROM n`);
    if (postgres)
      for (const table of ['bookings', 'booking_meta', 'occupancies', 'resources'])
        await manager.query(`ANALYZE ${table}`);
  });
}
