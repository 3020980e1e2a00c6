/**
 * Name of the session cookie. Where the server is reached by https the `__Host-` prefix keeps other hosts of the same
 * domain from setting one over it (RFC 6265bis, section 4.1.3.2).
 */
export const cookieName = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Host-countersign' : 'countersign';

const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax';

export const sessionCookie = (name: string, value: string, maxAgeSeconds: number): string =>
  `${name}=${value}; ${attributes}; Max-Age=${maxAgeSeconds}`;

export const clearedCookie = (name: string): string => `${name}=; ${attributes}; Max-Age=0`;

/** The cookie's value, null where there is none, or more than one: which of two is ours cannot be told. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[A-Za-z0-9_-]{1,2000}$/.test(value) ? value : null;
}
