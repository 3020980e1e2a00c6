import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

/** What scripts/build-web.mjs makes for browsers: the customer's overview, the search box, and the helper of device access. */
export type BuiltScriptName = 'overview' | 'search' | 'device';

/** One form of a script as it is sent. */
export interface ScriptBytes {
  readonly bytes: Buffer;
  /** Strong: other bytes, other tag (RFC 9110, section 8.8.3). */
  readonly etag: string;
}

export interface BuiltScript {
  readonly plain: ScriptBytes;
  readonly gzipped: ScriptBytes;
}

/** Where scripts/build-web.mjs puts them; the same from src and from dist. */
const folder = join(import.meta.dirname, '../../web/dist');

const held = new Map<BuiltScriptName, Promise<BuiltScript>>();

/** An ES module for browsers, read once. Throws where it was never built. */
export function builtScript(name: BuiltScriptName): Promise<BuiltScript> {
  const known = held.get(name);
  if (known !== undefined) return known;
  const script = read(join(folder, `${name}.js`));
  held.set(name, script);
  script.catch(() => held.delete(name));
  return script;
}

async function read(file: string): Promise<BuiltScript> {
  const plain = await readFile(file);
  const gzipped = await promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION });
  return { plain: tagged(plain), gzipped: tagged(gzipped) };
}

const tagged = (bytes: Buffer): ScriptBytes => ({
  bytes,
  etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
});

/** Does a copy with this tag still stand? (RFC 9110, section 13.1.2: `*`, or a list compared without regard to weakness.) */
export const isHeld = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((part) => ['*', etag].includes(part.trim().replace(/^W\//, '')));

/** Does the client take gzip? */
export const takesGzip = (acceptEncoding: string | undefined): boolean =>
  (acceptEncoding ?? '')
    .split(',')
    .some((part) => /^\s*(gzip|\*)\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*$/i.test(part));
