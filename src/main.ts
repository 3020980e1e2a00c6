import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from './config/configuration.js';
import { makeApplication } from './configure-app.js';
import { Database } from './database/database.js';
import { requireWritable } from './database/require-writable.js';
import { pendingMigrations } from './database/schema.js';
import { endOnSignals } from './end-on-signals.js';
import { OBSERVATION, type Observation } from './observability/observation.js';

/** Starts the server and answers when it listens; from then on SIGTERM and SIGINT end the process. Throws where the schema is not up to date, or SQLite's file may not be written. */
export async function serve(configuration: Configuration): Promise<NestFastifyApplication> {
  requireWritable(configuration.database);
  const app = await makeApplication(configuration);
  const pending = await pendingMigrations(app.get(Database));
  if (pending.length > 0) {
    await app.close();
    throw new Error(`The database needs ${pending.length} migration(s): run "countersign migrate" first.`);
  }
  const observation = app.get<Observation>(OBSERVATION);
  endOnSignals(app, observation);
  await app.listen({ host: configuration.host, port: configuration.port });
  observation.log.info(
    { url: await app.getUrl(), started_in_ms: Math.round(performance.now()) },
    'listening',
  );
  return app;
}
