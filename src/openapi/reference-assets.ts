import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { referenceScript, referenceStyle } from './reference-page.js';

export interface ReferenceAsset {
  readonly type: string;
  readonly content: string | Buffer;
}

const javascript = 'text/javascript; charset=utf-8';
const css = 'text/css; charset=utf-8';

/** The files of Swagger UI that the page loads; everything else of the package stays where it is. */
const packaged: Readonly<Record<string, string>> = {
  'swagger-ui.css': css,
  'swagger-ui-bundle.js': javascript,
};
const own: Readonly<Record<string, ReferenceAsset>> = {
  'reference.js': { type: javascript, content: referenceScript },
  'reference.css': { type: css, content: referenceStyle },
};

const read = new Map<string, Promise<Buffer>>();

/** An asset of the reference by its name, read from disk once; null for every other name. */
export async function findAsset(name: string): Promise<ReferenceAsset | null> {
  if (Object.hasOwn(own, name)) return own[name] as ReferenceAsset;
  if (!Object.hasOwn(packaged, name)) return null;
  return { type: packaged[name] as string, content: await readOnce(name) };
}

function readOnce(name: string): Promise<Buffer> {
  const held = read.get(name);
  if (held !== undefined) return held;
  const reading = readFile(join(packageFolder(), name));
  read.set(name, reading);
  reading.catch(() => read.delete(name));
  return reading;
}

/** swagger-ui-dist is a dependency of @nestjs/swagger, so it is looked for from there. */
function packageFolder(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}
