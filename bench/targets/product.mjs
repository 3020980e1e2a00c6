import { built } from '../lib/built.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/**
 * The product as `countersign serve` runs it, with a tenant and, where configurations `ofAnother` are given, a second one. Off by their settings are the limits; everything else, the request log too,
 * is as delivered.
 */
async function start({ environment, configurations, ofAnother = [] }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration(environment);
  await seed(configuration, configurations, async (workspace) => {
    if (ofAnother.length === 0) return;
    const tenant = await workspace.tenants.create({ slug: 'another', name: 'Another merchant' });
    for (const input of ofAnother) await workspace.jwtConfigurations.create(tenant.id, input);
  });
  const app = await serve(configuration);
  return { url: await app.getUrl() };
}

answerQuestions({ start });
