import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundle, buildServer, install, node, requireNode, root, say } from './setup.mjs';

requireNode();
install();

/** What cannot even be built or read counts as one failure, and no test says anything about it. */
function stop(line) {
  say(line);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}

/** A program that runs beside what comes next; resolves to whether it succeeded. */
const beside = (words) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('close', (code) => resolve(code === 0));
  });

// The linter reads types of what browsers are sent, and nothing that the server's build writes.
if (!buildBundle()) stop('The build failed: see above.');
say('Linting …');
const linted = beside([join('node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0']);
const isBuilt = buildServer();
const isTidy =
  isBuilt &&
  node([join('node_modules', 'typescript', 'bin', 'tsc'), '-p', join('web', 'tsconfig.json')]) &&
  node([join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']);
const isLinted = await linted;
if (!isBuilt) stop('The build failed: see above.');
if (!isTidy || !isLinted) stop('The linter found something: see above.');

const results = join('.cache', 'test-results.json');
rmSync(join(root, results), { force: true });
const jest = ['--experimental-vm-modules', '--no-warnings', join('node_modules', 'jest', 'bin', 'jest.js')];
const { status } = spawnSync(
  process.execPath,
  [...jest, '--json', `--outputFile=${results}`, ...process.argv.slice(2)],
  // With --json jest prints the whole report on stdout too; people read the summary on stderr.
  { cwd: root, stdio: ['inherit', 'ignore', 'inherit'] },
);
if (!existsSync(join(root, results))) stop('The tests did not run to their end: see above.');

/** The last line, which people and programs read alike. A suite that could not run counts as one failure. */
const counted = JSON.parse(readFileSync(join(root, results), 'utf8'));
const failed = counted.numFailedTests + counted.numRuntimeErrorTestSuites;
const skipped = counted.numPendingTests + counted.numTodoTests;
process.stdout.write(`${counted.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(status ?? 1);
