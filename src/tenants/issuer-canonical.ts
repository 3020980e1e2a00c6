/**
 * The form under which an issuer is registered: two spellings of one URL (RFC 3986 section 6.2: case of scheme and host,
 * default port, dot segments, escapes of unreserved characters, slashes and empty query at the end) belong to one
 * tenant. Text that is no URL stands for itself. Tokens are never compared by this form: their `iss` must equal
 * the configured text exactly.
 */
export function canonicalIssuer(issuer: string): string {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(issuer) || !URL.canParse(issuer)) return issuer;
  const url = new URL(issuer);
  const path = plainEscapes(url.pathname).replace(/\/+$/, '');
  if (url.host === '') return `${url.protocol}${path}${url.search}${url.hash}`;
  const credentials = url.username === '' ? '' : `${url.username}:${url.password}@`;
  const host = url.hostname.replace(/\.+$/, '');
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${credentials}${host}${port}${path}${url.search}${url.hash}`;
}

/** `%7e` and `~` are one character; other escapes are written in upper case. */
function plainEscapes(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

/** Do two issuers differ only in what people overlook: case, slashes at the end, white space, `http` or `https`, or no scheme at all? */
export function isNearMiss(one: string, other: string): boolean {
  return one !== other && overlooked(one) === overlooked(other);
}

const overlooked = (issuer: string): string =>
  canonicalIssuer(issuer.trim())
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[\s/]+$/, '');

/** Do two key ids differ only in what people overlook: case, zeros in front, white space? */
export function isNearKid(one: string, other: string): boolean {
  const plain = (kid: string) =>
    kid
      .trim()
      .toLowerCase()
      .replace(/^0+(?=\d)/, '');
  return one !== other && plain(one) === plain(other);
}
