import { createSecretKey, randomBytes } from 'node:crypto';
import pg from 'pg';
import { Party } from '../lib/processes.mjs';
import { built } from '../lib/built.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';
import { median } from '../lib/statistics.mjs';
import { signToken } from '../lib/tokens.mjs';
import { chairIdsOf, fillAsInService, fillMerchants, fillScale, tenantIdOf } from './fill.mjs';
import { postgresMicroseconds, postmasterOf, privateBytes, readsOf, sizesOf } from './observed.mjs';
import { askedMerchants } from './requests.mjs';

const day = 86_400_000;
/** Requests whose reads are counted. */
const few = 40;

/** Everything that docs/scale.md is made of, measured on one PostgreSQL that is filled for it. */
export async function measureScale({ url, tenants, bookings, seconds, say }) {
  const environment = {
    DATABASE_URL: url,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  const configuration = await benchConfiguration(environment);
  await seed(configuration, []);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    say(`${bookings.toLocaleString('en-US')} bookings of ${tenants.toLocaleString('en-US')} merchants …`);
    await fillMerchants({ client, tenants, say });
    const grown = await grownSizes({ client, tenants, bookings: Math.ceil(bookings / 20), say });
    const filledFrom = performance.now();
    const now = await fillScale({ client, tenants, bookings, say });
    const indexed = await indexDocuments(configuration, say);
    const { rows } = await client.query(
      `SELECT max(many)::float8 AS largest, (percentile_disc(0.5) WITHIN GROUP (ORDER BY many))::float8 AS middle
       FROM (SELECT DISTINCT t, many FROM scale_bookings) AS m`,
    );
    await client.query('DROP TABLE scale_bookings');
    const vacuumFirst = await timed(client, ['VACUUM (ANALYZE)']);
    const fillSeconds = (performance.now() - filledFrom) / 1000;
    const builtSizes = await sizesOf(client);
    const merchants = await openMerchants(configuration, tenants);
    say('requests …');
    const served = await measureRequests({
      ...{ client, environment, merchants, now, seconds, say },
      poolSize: configuration.poolSize,
    });
    const vacuum = await vacuumCost(client, bookings);
    return {
      ...{ tenants, bookings, fillSeconds, indexedDocuments: indexed, vacuumFirstSeconds: vacuumFirst },
      ...{ largestShare: rows[0].largest / bookings, largest: rows[0].largest, middle: rows[0].middle },
      ...{ built: perBooking(builtSizes, bookings), grown, ...served, vacuum },
    };
  } finally {
    await client.end();
  }
}

async function indexDocuments(configuration, say) {
  const { openDatabase } = await built('database/open-database');
  const { entities } = await built('entities');
  const { indexAll } = await built('database/full-text/index-all');
  const database = await openDatabase(configuration.database, entities, { poolSize: 2 });
  const begin = performance.now();
  try {
    const count = await database.write(async (transaction) => {
      await transaction.manager.query('SET LOCAL statement_timeout = 0');
      return indexAll(transaction);
    });
    say(`  search index: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    return count;
  } finally {
    await database.close();
  }
}

const sum = (rows, column) => rows.reduce((total, row) => total + row[column], 0);

function perBooking({ tables, indexes }, bookings) {
  return {
    heapBytesPerBooking: sum(tables, 'heap') / bookings,
    indexBytesPerBooking: sum(tables, 'indexes') / bookings,
    tables: tables.map(({ table, heap, indexes: all }) => ({
      table,
      heapBytesPerBooking: heap / bookings,
      indexBytesPerBooking: all / bookings,
    })),
    largestIndexes: [...indexes]
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, 6)
      .map(({ index, bytes }) => ({ index, bytesPerBooking: bytes / bookings })),
  };
}

/** What bookings take that were written while every index stood, and how long PostgreSQL wrote each. */
async function grownSizes({ client, tenants, bookings, say }) {
  const { ms, seen } = await fillAsInService({ client, tenants, bookings, say }, () => sizesOf(client));
  return {
    bookings,
    microsecondsPerBooking: (ms * 1000) / bookings,
    heapBytesPerBooking: sum(seen.tables, 'heap') / bookings,
    indexBytesPerBooking: sum(seen.tables, 'indexes') / bookings,
  };
}

/** An API key and a user's token for each of the merchants that are asked, made as the command line makes them. */
async function openMerchants(configuration, tenants) {
  const { openDatabase } = await built('database/open-database');
  const { entities } = await built('entities');
  const { makeWorkspace } = await built('admin/workspace');
  const { SystemClock } = await built('common/clock');
  const database = await openDatabase(configuration.database, entities, { poolSize: 2 });
  try {
    const { apiKeys, jwtConfigurations } = makeWorkspace(configuration, database, new SystemClock());
    const merchants = [];
    for (const number of askedMerchants(tenants, 200)) {
      const tenantId = tenantIdOf(number);
      const { secret: key } = await apiKeys.create(tenantId, { type: 'api' });
      const secret = randomBytes(32).toString('base64url');
      const kid = `users-${number}`;
      await jwtConfigurations.create(tenantId, { kid, algorithm: 'HS256', secret });
      const claims = { id: 'ann', email: 'ann@example.com', exp: Math.floor(Date.now() / 1000) + day / 1000 };
      const userToken = signToken('HS256', createSecretKey(Buffer.from(secret)), { kid }, claims);
      merchants.push({ slug: `merchant-${number}`, key, userToken, chairs: chairIdsOf(number) });
    }
    return merchants;
  } finally {
    await database.close();
  }
}

async function measureRequests({ client, environment, merchants, now, seconds, say, poolSize }) {
  const product = new Party(new URL('../targets/devices.mjs', import.meta.url), {
    nodeOptions: ['--expose-gc'],
  });
  const sender = new Party(new URL('./sender.mjs', import.meta.url));
  try {
    const { url } = await product.ask('join', { environment });
    const start = Math.floor(now / day) * day + 2 * day;
    const names = await sender.ask('prepare', { merchants, start, from: now + 100 * 365 * day });
    const postmaster = await postmasterOf(client);
    const creates = ['create a booking', 'create a booking, one merchant'];
    const requests = {};
    for (const name of [...names, ...creates]) {
      await sender.ask('run', { url, name, seconds: Math.max(1, seconds / 3) });
      const walFrom = await walPosition(client);
      const before = { server: await product.ask('cpuUs'), database: postgresMicroseconds(postmaster) };
      const { answered, ...result } = await sender.ask('run', { url, name, seconds });
      const after = await product.ask('cpuUs');
      requests[name] = {
        ...result,
        serverMicroseconds: (after - before.server) / answered,
        databaseMicroseconds: (postgresMicroseconds(postmaster) - before.database) / answered,
        walBytes: ((await walPosition(client)) - walFrom) / answered,
      };
      say(
        `  ${name}: ${Math.round(result.requestsPerSecond)}/s, p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms`,
      );
    }
    const backends = (await backendsOf(client)).map(privateBytes).filter((bytes) => bytes !== undefined);
    for (const name of [...names, creates[0]])
      requests[name].reads = await readsOf(client, () => sender.ask('few', { url, name, count: few }), few);
    return {
      requests,
      connectionsPerProcess: poolSize + 1,
      backendBytes: median(backends),
      processBytes: await product.ask('memory'),
      oneMerchantCreates: requests[creates[1]].requestsPerSecond,
      walBytesPerCreate: requests[creates[0]].walBytes,
    };
  } finally {
    await Promise.all([product.end(), sender.end()]);
  }
}

async function walPosition(client) {
  const { rows } = await client.query(`SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes`);
  return rows[0].bytes;
}

/** Of all connections but our own. */
async function backendsOf(client) {
  const { rows } = await client.query(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return rows.map(({ pid }) => pid);
}

/** One of a hundred bookings, all over the table, changes once: what VACUUM then has to do. */
async function vacuumCost(client, bookings) {
  const { rowCount } = await client.query(
    `UPDATE bookings SET updated_at = updated_at + 1, version = version + 1
     WHERE ('x' || right(id::text, 4))::bit(16)::int % 100 = 7`,
  );
  return {
    changed: rowCount,
    share: rowCount / bookings,
    seconds: await timed(client, ['VACUUM bookings']),
  };
}

async function timed(client, statements) {
  const begin = performance.now();
  for (const statement of statements) await client.query(statement);
  return (performance.now() - begin) / 1000;
}
