import { randomBytes } from 'node:crypto';
import { built } from '../lib/built.mjs';
import { fillWithAccesses } from '../lib/many-accesses.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/** The product with one merchant, and as many accesses as asked for; answers its address, an API key, and what another node needs. */
async function start({ databaseUrl, accesses = 0 }) {
  const environment = {
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  const facts = await seed(await benchConfiguration(environment), [], async (workspace, tenant) => {
    const { row, secret } = await workspace.apiKeys.create(tenant.id, { type: 'api' });
    if (accesses > 0)
      await fillWithAccesses({
        database: workspace.database,
        tenantId: tenant.id,
        keyId: row.id,
        count: accesses,
      });
    return { keyId: row.id, key: secret };
  });
  return { ...facts, ...(await join({ environment })), environment };
}

/** One more node on the same database. */
async function join({ environment }) {
  const { serve } = await built('main');
  const app = await serve(await benchConfiguration(environment));
  return { url: await app.getUrl() };
}

/** Bytes of memory that the process takes of the machine. */
function memory() {
  globalThis.gc();
  return process.memoryUsage.rss();
}

answerQuestions({ start, join, memory });
