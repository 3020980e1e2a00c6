import { randomBytes } from 'node:crypto';
import { built } from '../lib/built.mjs';
import { fillWithBookings } from '../lib/many-bookings.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/** The product with one merchant, as many resources and bookings as asked for; answers its address and an API key. */
async function start({ databaseUrl, bookings = 0, perCustomer, resources = 0 }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration({
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  const { key, tenantId } = await seed(configuration, [], async (workspace, tenant) => {
    const made = await workspace.apiKeys.create(tenant.id, { type: 'api' });
    if (bookings > 0)
      await fillWithBookings({
        database: workspace.database,
        tenantId: tenant.id,
        count: bookings,
        ...(perCustomer !== undefined && { perCustomer }),
      });
    return { key: made.secret, tenantId: tenant.id };
  });
  const app = await serve(configuration);
  const url = await app.getUrl();
  return { url, key, tenantId, resources: await makeResources(url, key, resources) };
}

async function makeResources(url, key, count) {
  const ids = [];
  for (let index = 0; index < count; index += 1) {
    const response = await fetch(`${url}/v2/resources`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Chair ${index}`, timezone: 'Europe/Copenhagen' }),
    });
    const { data } = await response.json();
    ids.push(data.id);
  }
  return ids;
}

answerQuestions({ start });
