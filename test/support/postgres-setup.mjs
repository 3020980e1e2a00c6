import bundle from './bundles.mjs';
import { startPostgres } from './postgres.mjs';
import { roomOfPostgres } from './room-in-memory.mjs';

/** One PostgreSQL for all suites of a run, in whichever projects; each suite makes a database of its own in it. */
export default async function setUp() {
  await bundle();
  if (globalThis.__postgres !== undefined) return;
  globalThis.__postgres = await startPostgres({ max_wal_size: '512MB' }, roomOfPostgres());
  process.env.COUNTERSIGN_TEST_POSTGRES = globalThis.__postgres.url;
}
