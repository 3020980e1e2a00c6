import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, node, requireNode, root, say } from './setup.mjs';

requireNode();
install();

/** What cannot even be built or read counts as one failure, and no test says anything about it. */
function stop(line) {
  say(line);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}

if (!build()) stop('The build failed: see above.');
say('Linting …');
const isClean =
  node([join('node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0']) &&
  node([join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']);
if (!isClean) stop('The linter found something: see above.');

const jest = ['--experimental-vm-modules', '--no-warnings', join('node_modules', 'jest', 'bin', 'jest.js')];
const { status } = spawnSync(process.execPath, [...jest, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
