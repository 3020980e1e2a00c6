import { randomBytes } from 'node:crypto';
import { built } from '../lib/built.mjs';
import { fillWithResources } from '../lib/many-resources.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/** The product with one merchant of many resources beside many merchants; answers its address and an API key. */
async function start({ databaseUrl, resources, others }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration({
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  const key = await seed(configuration, [], async ({ apiKeys, database }, { id: tenantId }) => {
    const { secret } = await apiKeys.create(tenantId, { type: 'api' });
    await fillWithResources({ database, tenantId, count: resources, others });
    return secret;
  });
  const app = await serve(configuration);
  return { url: await app.getUrl(), key };
}

answerQuestions({ start });
