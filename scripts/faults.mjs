import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, requireNode, root, say } from './setup.mjs';

const usage = 'npm run faults -- [--minutes N] [--database sqlite|postgres|both]';

requireNode();
const { minutes, database } = readOptions();
const names = database === 'both' ? ['sqlite', 'postgres'] : [database];
say(
  `Killing servers under load on ${names.join(' and ')}, ${minutes} minute(s) on each, and then every other fault …`,
);
const jest = ['--experimental-vm-modules', '--no-warnings', join('node_modules', 'jest', 'bin', 'jest.js')];
const { status } = spawnSync(
  process.execPath,
  [...jest, '--selectProjects', ...names.map((name) => `faults-${name}`)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, COUNTERSIGN_TEST_FAULT_MINUTES: String(minutes) },
  },
);
process.exit(status ?? 1);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        database: { type: 'string', default: 'both' },
      },
    });
    const minutes = Number(values.minutes);
    if (minutes > 0 && ['sqlite', 'postgres', 'both'].includes(values.database))
      return { minutes, database: values.database };
  } catch (error) {
    giveUp(`${error.message}\n${usage}`);
  }
  return giveUp(usage);
}
