import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLongOptions, runLongSuites } from './long-suites.mjs';
import { requireNode, root, say } from './setup.mjs';

const usage = 'npm run fuzz -- [--minutes N] [--database sqlite|postgres|both] [--seed N]';

requireNode();
const { minutes, databases, seed } = readLongOptions(usage, ['seed']);
const files = specsWithProperties();
say(`Fuzzing ${files.join(' and ')} on ${databases.join(' and ')}, ${minutes} minute(s) for each property …`);
runLongSuites(
  'attack',
  databases,
  {
    COUNTERSIGN_TEST_FUZZ_MINUTES: String(minutes),
    ...(seed !== undefined && { COUNTERSIGN_TEST_FUZZ_SEED: String(seed) }),
  },
  ['--runTestsByPath', ...files],
);

/** The suites of attacks that try random values. */
function specsWithProperties() {
  const folder = join('test', 'attack');
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => join(folder, name))
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('fuzzBounds'));
}
