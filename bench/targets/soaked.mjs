import { randomBytes } from 'node:crypto';
import { built } from '../lib/built.mjs';
import { fillWithBookings } from '../lib/many-bookings.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/**
 * The product with one merchant who has an API key, a key for users' tokens, resources, and bookings of some months: SQLite's cache of
 * pages fills up to its bound before it is looked at, and not while bookings come.
 */
async function start({ databaseUrl, userKey, resources }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration({
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  const users = { kid: 'users', algorithm: 'HS256', secret: userKey };
  const { key, keyId } = await seed(configuration, [users], async ({ apiKeys, database }, tenant) => {
    await fillWithBookings({ database, tenantId: tenant.id, count: 200_000 });
    const { row, secret } = await apiKeys.create(tenant.id, { type: 'api' });
    return { key: secret, keyId: row.id };
  });
  const app = await serve(configuration);
  const url = await app.getUrl();
  const made = await Promise.all(Array.from({ length: resources }, (_, n) => makeResource(url, key, n)));
  return { url, key, keyId, resources: made };
}

async function makeResource(url, key, number) {
  const response = await fetch(`${url}/v2/resources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `Chair ${number}`, timezone: 'Europe/Copenhagen' }),
  });
  const { data } = await response.json();
  return data.id;
}

/** Of the whole process, after garbage collection; bytes. */
function memory() {
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed };
}

answerQuestions({ start, memory });
