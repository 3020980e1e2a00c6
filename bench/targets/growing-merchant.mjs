import { randomBytes } from 'node:crypto';
import { built } from '../lib/built.mjs';
import { chairIds, fillWithBookings } from '../lib/many-bookings.mjs';
import { fillWithResources } from '../lib/many-resources.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/** The product with a merchant of so many bookings, on `chairs.count` resources, and of `searched` resources more, who have none. */
async function start({ databaseUrl, bookings, searched, chairs }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration({
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  const key = await seed(configuration, [], async ({ apiKeys, database }, { id: tenantId }) => {
    const { secret } = await apiKeys.create(tenantId, { type: 'api' });
    await fillWithResources({ database, tenantId, count: searched, others: 0 });
    await fillWithBookings({ database, tenantId, count: bookings, chairs });
    return secret;
  });
  const app = await serve(configuration);
  return { url: await app.getUrl(), key, chairs: chairIds(chairs.count) };
}

answerQuestions({ start });
