import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

/** One form of the script as it is sent. */
export interface ScriptBytes {
  readonly bytes: Buffer;
  /** Strong: other bytes, other tag (RFC 9110, section 8.8.3). */
  readonly etag: string;
}

export interface OverviewScript {
  readonly plain: ScriptBytes;
  readonly gzipped: ScriptBytes;
}

/** Where scripts/build-web.mjs puts it; the same from src and from dist. */
const file = join(import.meta.dirname, '../../web/dist/overview.js');

let held: Promise<OverviewScript> | null = null;

/** The web component, read once. Throws where it was never built. */
export function overviewScript(): Promise<OverviewScript> {
  if (held === null) {
    held = read();
    held.catch(() => (held = null));
  }
  return held;
}

async function read(): Promise<OverviewScript> {
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
