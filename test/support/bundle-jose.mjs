import { existsSync } from 'node:fs';
import { buildSync } from 'esbuild';

/** Makes jose loadable by require() inside jest (see jest.config.mjs). */
export default function bundleJose() {
  if (existsSync('.cache/jose.cjs')) return;
  buildSync({
    entryPoints: ['node_modules/jose/dist/webapi/index.js'],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    outfile: '.cache/jose.cjs',
    logLevel: 'error',
  });
}
