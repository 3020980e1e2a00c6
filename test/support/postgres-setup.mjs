import bundle from './bundles.mjs';
import { startPostgres } from './postgres.mjs';

/** One PostgreSQL for all suites of a run, in whichever projects; each suite makes a database of its own in it. */
export default async function setUp() {
  await bundle();
  if (globalThis.__postgres !== undefined) return;
  globalThis.__postgres = await startPostgres();
  process.env.COUNTERSIGN_TEST_POSTGRES = globalThis.__postgres.url;
}
