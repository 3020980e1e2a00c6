import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = join(root, 'web', 'dist', 'overview.js');
/** The pages' words and languages are the overview's too. */
const sources = ['web/overview', 'web/tsconfig.json', 'src/pages', 'node_modules/lit/package.json'];

const modified = (path) => statSync(path).mtimeMs;
const newestIn = (path) =>
  statSync(path).isDirectory()
    ? Math.max(modified(path), ...readdirSync(path).map((name) => newestIn(join(path, name))))
    : modified(path);

/** Bundles the overview into the one file that `GET /overview.js` sends; does nothing where that file is newer than its sources. */
export function buildWeb() {
  if (
    existsSync(outfile) &&
    modified(outfile) > Math.max(...sources.map((name) => newestIn(join(root, name))))
  )
    return;
  buildSync({
    absWorkingDir: root,
    entryPoints: ['web/overview/main.ts'],
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) buildWeb();
