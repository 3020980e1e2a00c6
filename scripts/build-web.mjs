import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'web', 'dist');

/** Each module that browsers are sent, and what it is made of beside its own folder. */
const modules = [
  // The pages' words and languages are the elements' too.
  { name: 'overview', more: ['web/shared', 'src/pages', 'node_modules/lit/package.json'] },
  { name: 'search', more: ['web/shared', 'src/pages', 'node_modules/lit/package.json'] },
  { name: 'device', more: [] },
];

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
const newestIn = (path) =>
  statSync(path).isDirectory()
    ? Math.max(modified(path), ...readdirSync(path).map((name) => newestIn(join(path, name))))
    : modified(path);

/** Is a file newer than what it is made of? */
const stands = (outfile, sources) =>
  modified(outfile) > Math.max(...sources.map((name) => newestIn(join(root, name))));

/** Makes what `GET /overview.js`, `/search.js` and `/device.js` send, one file each, and types; leaves alone what is newer than its sources. */
export function buildWeb() {
  for (const { name, more } of modules) {
    const outfile = join(dist, `${name}.js`);
    if (stands(outfile, [`web/${name}`, 'web/tsconfig.json', 'scripts/build-web.mjs', ...more])) continue;
    buildSync({
      absWorkingDir: root,
      entryPoints: [`web/${name}/main.ts`],
      outfile,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      minify: true,
      legalComments: 'eof',
      logLevel: 'error',
    });
  }
  declareDevice();
  buildPages();
}

/** The types of `countersign/device`, for programs that import it. */
function declareDevice() {
  const project = 'web/device/tsconfig.json';
  if (stands(join(dist, 'device', 'main.d.ts'), ['web/device', 'web/tsconfig.json'])) return;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, project)], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`${project} does not compile.`);
}

/** What `countersign/pages` is: the server's own functions and a little around them, for programs that build sites; what the server depends on it does too. */
function buildPages() {
  const outfile = join(dist, 'pages.js');
  const own = ['src/minted-tokens', 'src/common', 'src/crypto', 'src/access', 'src/http/canonical-path.ts'];
  if (stands(outfile, ['web/pages', 'scripts/build-web.mjs', ...own])) return;
  // Large, and seldom needed.
  const ts = createRequire(import.meta.url)('typescript');
  mkdirSync(join(dist, 'pages'), { recursive: true });
  for (const name of ['main', 'pages-error']) {
    const source = readFileSync(join(root, 'web', 'pages', `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileDeclaration(source, { compilerOptions: { removeComments: false } });
    writeFileSync(join(dist, 'pages', `${name}.d.ts`), outputText);
  }
  buildSync({
    absWorkingDir: root,
    entryPoints: ['web/pages/main.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    logLevel: 'error',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) buildWeb();
