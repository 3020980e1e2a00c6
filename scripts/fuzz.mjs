import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, requireNode, root, say } from './setup.mjs';

const usage = 'npm run fuzz -- [--minutes N] [--database sqlite|postgres|both] [--seed N]';

requireNode();
const { minutes, database, seed } = readOptions();
const names = database === 'both' ? ['sqlite', 'postgres'] : [database];
const files = specsWithProperties();
say(`Fuzzing ${files.join(' and ')} on ${names.join(' and ')}, ${minutes} minute(s) for each property …`);
const jest = ['--experimental-vm-modules', '--no-warnings', join('node_modules', 'jest', 'bin', 'jest.js')];
const projects = ['--selectProjects', ...names.map((name) => `attack-${name}`)];
const { status } = spawnSync(process.execPath, [...jest, ...projects, '--runTestsByPath', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    COUNTERSIGN_TEST_FUZZ_MINUTES: String(minutes),
    ...(seed !== undefined && { COUNTERSIGN_TEST_FUZZ_SEED: String(seed) }),
  },
});
process.exit(status ?? 1);

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        database: { type: 'string', default: 'both' },
        seed: { type: 'string' },
      },
    }));
  } catch (error) {
    giveUp(`${error.message}\n${usage}`);
  }
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (!(minutes > 0) || !['sqlite', 'postgres', 'both'].includes(values.database) || Number.isNaN(seed))
    giveUp(usage);
  return { minutes, database: values.database, seed };
}

/** The suites of attacks that try random values. */
function specsWithProperties() {
  const folder = join('test', 'attack');
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => join(folder, name))
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('fuzzBounds'));
}
