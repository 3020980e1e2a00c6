import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, root } from './setup.mjs';

/**
 * What was asked of a suite that runs for minutes on one database or both: `--minutes` and `--database`, and the numbers whose names
 * stand in `more`, undefined where they were left out. Ends the process with the usage where something else was said.
 */
export function readLongOptions(usage, more = []) {
  const { minutes, database, ...others } = parsed(usage, more);
  const numbers = Object.fromEntries(more.map((name) => [name, numberOf(others[name])]));
  if (!(Number(minutes) > 0) || !['sqlite', 'postgres', 'both'].includes(database)) giveUp(usage);
  if (Object.values(numbers).some(Number.isNaN)) giveUp(usage);
  return {
    minutes: Number(minutes),
    databases: database === 'both' ? ['sqlite', 'postgres'] : [database],
    ...numbers,
  };
}

/** Runs the projects `suite-DATABASE` of jest, with these words behind, and ends the process as jest ends. */
export function runLongSuites(suite, databases, environment, words = []) {
  const jest = ['--experimental-vm-modules', '--no-warnings', join('node_modules', 'jest', 'bin', 'jest.js')];
  const projects = ['--selectProjects', ...databases.map((database) => `${suite}-${database}`)];
  const { status } = spawnSync(process.execPath, [...jest, ...projects, ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  process.exit(status ?? 1);
}

function parsed(usage, more) {
  const options = {
    minutes: { type: 'string', default: '10' },
    database: { type: 'string', default: 'both' },
    ...Object.fromEntries(more.map((name) => [name, { type: 'string' }])),
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return giveUp(`${error.message}\n${usage}`);
  }
}

const numberOf = (text) => (text === undefined ? undefined : Number(text));
