import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { madeOnce } from './made-once.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const unpacker = '@sparticuz/chromium';

/**
 * A real browser with its web security on: the package's own arguments would switch it off and put all pages into one
 * process, and then no test of cookies, CORS or CSP would prove anything.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function startBrowser() {
  return chromium.launch({
    executablePath: join(unpacked(), 'chromium'),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** The package unpacks into the folder for temporary files, where a second one that starts meanwhile finds half a program. */
function unpacked() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', unpacker, 'package.json'), 'utf8'));
  const program = `const { default: chromium } = await import('${unpacker}'); await chromium.executablePath();`;
  return madeOnce(join(root, '.cache', `chromium-${version}`), (unfinished) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: root,
      env: { ...process.env, TMPDIR: unfinished },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
}
