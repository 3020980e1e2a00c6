/** Accesses of each user; each has one device. */
export const perUser = 40;
/** One of the users. */
export const ordinaryUser = 'u7';

/**
 * Fills a tenant with `count` accesses, by statements of the database itself; those of a user are spread over the whole time.
 * The indexes are those of the schema, made when the rows are there: in that order it takes a fraction of the time.
 */
export async function fillWithAccesses({ database, tenantId, count, keyId }) {
  const postgres = database.dialect === 'postgres';
  const users = Math.max(8, Math.round(count / perUser));
  const numbers = (most) =>
    postgres
      ? `n(i) AS (SELECT generate_series(1::bigint, ${most}))`
      : `RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
  // Of yesterday, by their ids too: what is older than a tenant keeps would be cleared away.
  const base = Date.now() - 86_400_000;
  const instant = base.toString(16).padStart(12, '0').replace(/^.{8}/, '$&-');
  const id = (kind, number) =>
    postgres
      ? `('${instant}-7000-${kind}000-' || lpad(to_hex(${number}), 12, '0'))::uuid`
      : `printf('${instant}-7000-${kind}000-%012x', ${number})`;
  const yes = postgres ? 'true' : '1';
  await database.write(async ({ manager }) => {
    await manager.query(`WITH ${numbers(users)}
      INSERT INTO device_users (tenant_id, id, external_id, metadata, suspended, created_at, updated_at)
      SELECT '${tenantId}', ${id('8', 'i')}, 'u' || i, '{}', ${postgres ? 'false' : '0'}, ${base}, ${base} FROM n`);
    const indexes = await indexesOf(manager, postgres);
    for (const { name } of indexes) await manager.query(`DROP INDEX ${name}`);
    const user = `(i % ${users} + 1)`;
    await manager.query(`WITH ${numbers(count)}
      INSERT INTO accesses (tenant_id, id, action, user_id, device_id, identity_id, signed, api_key, token, confidence, ip_hash, created_at)
      SELECT '${tenantId}', ${id('9', 'i')}, 'attach', ${id('8', user)}, ${id('a', user)}, ${id('b', user)}, ${yes},
        '${keyId}', NULL, 930, 'c1f0a9d2b3e4', ${base} + i * 6 FROM n`);
    for (const { definition } of indexes) await manager.query(definition);
    if (postgres) for (const table of ['device_users', 'accesses']) await manager.query(`ANALYZE ${table}`);
  });
}

const indexesOf = (manager, postgres) =>
  manager.query(
    postgres
      ? `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'accesses' AND indexname <> 'accesses_pkey'`
      : `SELECT name, sql AS definition FROM sqlite_master WHERE type = 'index' AND tbl_name = 'accesses' AND sql IS NOT NULL`,
  );
