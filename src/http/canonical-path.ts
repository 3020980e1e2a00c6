/** What a request's path names, once, for matching and routing alike (contract 0 "Paths", contract 5). */
export interface CanonicalPath {
  /** Decoded and encoded again segment by segment; no trailing slash; aliases replaced. */
  readonly path: string;
  /** The `{me|slug}` of `/v2/accounts/{me|slug}/…`, null where the path has none. */
  readonly account: string | null;
}

/**
 * Makes a raw path canonical: each segment percent-decoded exactly once; an empty, `.` or `..` segment, a broken
 * escape, and an encoded `/`, `\` or control character name nothing (null). One trailing slash is taken off.
 * `/api/…` stands for `/v2/…`, `/v2/accounts/{me|slug}/…` for `/v2/…` of that account, and the paths of Sabil's clients for ours.
 */
export function canonicalPath(rawPath: string): CanonicalPath | null {
  if (!rawPath.startsWith('/')) return null;
  if (rawPath === '/') return { path: '/', account: null };
  // Most paths are canonical as they come; segments of these characters stay as they are.
  if (plain.test(rawPath) && !rawPath.startsWith('/v2/accounts'))
    return { path: ours.get(rawPath) ?? rawPath, account: null };
  const trimmed = rawPath.endsWith('/') ? rawPath.slice(0, -1) : rawPath;
  const segments =
    trimmed.includes('%') || unsafe.test(trimmed) ? decodeSegments(trimmed) : plainSegments(trimmed);
  if (segments === null) return null;
  if (segments[0] === 'api') segments[0] = 'v2';
  if (segments[0] === 'v2' && segments[1] === 'accounts') {
    const [, , account, ...rest] = segments;
    return account === undefined || rest.length === 0 ? null : { path: join(['v2', ...rest]), account };
  }
  return { path: join(segments), account: null };
}

/** What clients written for Sabil call, and what it stands for (contract 4). */
const ours: ReadonlyMap<string, string> = new Map([
  ['/token/sign', '/v2/token/sign'],
  ['/usage/attach', '/v2/access'],
  ['/usage/detach', '/v2/access/detach'],
  ['/v2/device/attach', '/v2/access'],
]);

const plain = /^\/(?!api(?:\/|$))[A-Za-z0-9_~-]+(?:\/[A-Za-z0-9_~-]+)*$/;
const unsafe = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/;
const forbidden = /[/\\\u0000-\u001f\u007f]/;

function plainSegments(path: string): string[] | null {
  const segments = path.slice(1).split('/');
  return segments.some(namesNothing) ? null : segments;
}

function decodeSegments(path: string): string[] | null {
  const segments: string[] = [];
  for (const segment of path.slice(1).split('/')) {
    const decoded = decode(segment);
    if (decoded === null || namesNothing(decoded) || forbidden.test(decoded)) return null;
    segments.push(decoded);
  }
  return segments;
}

const namesNothing = (segment: string) => segment === '' || segment === '.' || segment === '..';

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

// What must be escaped is escaped the same way however it came.
function join(segments: readonly string[]): string {
  const path = `/${segments.map(encodeURIComponent).join('/')}`;
  return ours.get(path) ?? path;
}
