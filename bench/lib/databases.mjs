import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../test/support/postgres.mjs';

/**
 * Runs a measure on SQLite and on PostgreSQL and joins its rows. `makeUrl(name)` makes an empty database of that name.
 * PostgreSQL runs on the same machine.
 */
export async function onBothDatabases(directory, prefix, measure) {
  const rows = await measure('SQLite', (name) => `sqlite:${join(directory, `${prefix}-${name}.sqlite`)}`);
  const server = await startPostgres();
  try {
    const makeUrl = (name) => emptyDatabase(server.url, `${prefix}_${name}`);
    return [...rows, ...(await measure('PostgreSQL', makeUrl))];
  } finally {
    await server.stop();
  }
}

async function emptyDatabase(adminUrl, name) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
