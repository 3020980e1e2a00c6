import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Microseconds of processor time that a PostgreSQL took in all its processes until now, those that ended included (Linux). */
export function postgresMicroseconds(postmaster) {
  const own = statOf(postmaster);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statOf(pid))
    .filter((stat) => stat?.parent === Number(postmaster));
  const ticks = children.reduce((sum, { ticks: took }) => sum + took, own.ticks + own.childTicks);
  return (ticks / ticksPerSecond) * 1e6;
}

/** Number of the process whose children serve the connections. */
export async function postmasterOf(client) {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return statOf(rows[0].pid).parent;
}

function statOf(pid) {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in brackets may have anything in it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (at) => Number(fields[at]);
  return { parent: number(1), ticks: number(11) + number(12), childTicks: number(13) + number(14) };
}

/** Bytes of memory that a process has for itself, undefined where it ended (Linux; as root, or of one's own processes). */
export function privateBytes(pid) {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
  const found = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)];
  return found.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}

/** Bytes of each table and index that bookings fill; what they have in TOAST counts as the table's. */
export async function sizesOf(client) {
  const { rows } = await client.query(
    `SELECT c.relname AS table, pg_table_size(c.oid)::float8 AS heap, pg_indexes_size(c.oid)::float8 AS indexes
     FROM pg_class c WHERE c.relname IN ('bookings', 'booking_meta', 'occupancies', 'journal') ORDER BY 1`,
  );
  const { rows: indexes } = await client.query(
    `SELECT c.relname AS table, i.relname AS index, pg_relation_size(i.oid)::float8 AS bytes
     FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
     WHERE c.relname IN ('bookings', 'booking_meta', 'occupancies', 'journal') ORDER BY 1, 3 DESC`,
  );
  return { tables: rows, indexes };
}

/** PostgreSQL counts scans in each connection, and adds them up once that was idle for ten seconds. */
const countedMs = 11_000;

/** Which indexes `count` requests were read by, and which tables were walked, by what PostgreSQL counts: at least once in two requests. */
export async function readsOf(client, act, count) {
  await new Promise((wake) => setTimeout(wake, countedMs));
  const before = await scansOf(client);
  await act();
  await new Promise((wake) => setTimeout(wake, countedMs));
  const after = await scansOf(client);
  return [...after]
    .filter(([name, scans]) => scans - (before.get(name) ?? 0) >= count / 2)
    .map(([name]) => name)
    .sort();
}

async function scansOf(client) {
  const { rows } = await client.query(
    `SELECT indexrelname AS name, idx_scan::float8 AS scans FROM pg_stat_user_indexes
     UNION ALL SELECT 'all of ' || relname, seq_scan::float8 FROM pg_stat_user_tables`,
  );
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}
