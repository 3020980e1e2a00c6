import { built } from '../lib/built.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/**
 * The product as `countersign serve` runs it. Off by their settings are the limits; everything else, the request log too,
 * is as delivered.
 */
async function start({ environment, configurations }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration(environment);
  await seed(configuration, configurations);
  const app = await serve(configuration);
  return { url: await app.getUrl() };
}

answerQuestions({ start });
