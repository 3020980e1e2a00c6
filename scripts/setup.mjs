import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository; every script works from here, wherever it was called. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const least = [20, 19];

/** A line for people: stdout belongs to results. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Ends the process with one clear line. */
export function giveUp(line) {
  say(line);
  process.exit(1);
}

export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return;
  giveUp(`Countersign needs Node.js ${least.join('.')} or newer; this is ${version} (https://nodejs.org).`);
}

/** Runs a program with its stdout moved to stderr; answers whether it succeeded. */
export function run(command, words, options = {}) {
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error) say(`${command}: ${error.message}`);
  return status === 0;
}

export const node = (words, options) => run(process.execPath, words, options);

/** npm as it was called, so that no other version of it comes in; on Windows npm is a script that only a shell can start. */
function npm(words) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') && existsSync(script)) return node([script, ...words]);
  return run('npm', words, { shell: process.platform === 'win32' });
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), mtimeMs);
}

/** Packages that are installed by running something: without it they are there and do not work. */
const built = [['better-sqlite3', 'new (require("better-sqlite3"))(":memory:").close()']];

const works = (check) =>
  spawnSync(process.execPath, ['-e', check], { cwd: root, stdio: 'ignore' }).status === 0;

export function install() {
  const lock = modified(join(root, 'package-lock.json'));
  // npm writes this file last: an interrupted installation has none.
  if (modified(join(root, 'node_modules', '.package-lock.json')) < lock) {
    say('Installing the packages (this takes a minute or two) …');
    if (!npm(['ci', '--include=dev', '--no-audit', '--no-fund'])) giveUp('npm ci failed: see above.');
  }
  for (const [name, check] of built) {
    if (works(check)) continue;
    say(`Building ${name} …`);
    if (!npm(['rebuild', name, '--foreground-scripts']) || !works(check)) {
      giveUp(
        `${name} does not work: its install script did not run, or found no C++ compiler and no prebuilt binary.`,
      );
    }
  }
}

export function build() {
  return buildServer() && buildBundle();
}

/** What browsers are sent, and its types. A process of its own: esbuild is there only since the packages are. */
export function buildBundle() {
  return node([join('scripts', 'build-web.mjs')]);
}

export function buildServer() {
  const own = ['src', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package.json'];
  // The packages are in the program too.
  const scripts = ['build-program.mjs', 'natural-names.mjs'].map((name) => join('scripts', name));
  const sources = [...own, ...scripts, 'package-lock.json'];
  const newest = Math.max(...sources.map((name) => newestIn(join(root, name))));
  if (modified(join(root, 'dist', 'program', 'cli.js')) > newest) return true;
  say('Building …');
  const compiled = node([join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build']);
  return compiled && node([join('scripts', 'build-program.mjs')]);
}
