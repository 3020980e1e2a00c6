import { readFileSync } from 'node:fs';
import { built } from '../lib/built.mjs';
import { fillWithConfigurations } from '../lib/many-configurations.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

/** Makes the database. A process of its own does, so that no memory of the server's is of the filling. */
async function fill({ environment, count }) {
  await seed(await benchConfiguration(environment), [], (workspace) =>
    fillWithConfigurations(workspace, count),
  );
}

async function start({ environment }) {
  const { serve } = await built('main');
  const app = await serve(await benchConfiguration(environment));
  return { url: await app.getUrl() };
}

/** Bytes that the process takes of the machine, after garbage collection: pages that one collection frees, the next gives back. */
async function memory() {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await new Promise((wake) => setTimeout(wake, 500));
  }
  return process.memoryUsage.rss();
}

answerQuestions({ fill, start, memory });
