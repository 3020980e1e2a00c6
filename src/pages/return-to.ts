import type { Decision } from '../common/decision.js';

export type ReturnToRefusal =
  'too_long' | 'not_plain' | 'not_an_address' | 'foreign_origin' | 'has_credentials' | 'ambiguous_path';

export interface ReturnPlaces {
  /** Origin of this server. */
  readonly ownOrigin: string;
  /** The tenant's `allowed_redirects`: origins. */
  readonly allowedOrigins: readonly string[];
}

const longest = 2000;

/**
 * Where a browser may be sent after sign-on: a path of this server (answered as a path) or an address of an origin that
 * the tenant allows (answered whole). What a browser could read as another host than we do is refused, not repaired:
 * backslashes, white space, control and non-ASCII characters, user names, scheme without slashes, paths that start or
 * resolve to `//`, and slashes, backslashes or control characters hidden behind percent signs.
 */
export function returnTo(
  text: string,
  { ownOrigin, allowedOrigins }: ReturnPlaces,
): Decision<string, ReturnToRefusal> {
  if (text.length > longest) return { refused: 'too_long' };
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(text)) return { refused: 'not_plain' };
  const isPath = text.startsWith('/');
  if (isPath ? text.startsWith('//') : !/^https?:\/\/[^/?#]/i.test(text))
    return { refused: 'not_an_address' };
  if (!URL.canParse(text, ownOrigin)) return { refused: 'not_an_address' };
  const url = new URL(text, ownOrigin);
  if (url.username !== '' || url.password !== '' || (!isPath && authorityOf(text).includes('@')))
    return { refused: 'has_credentials' };
  if (url.origin !== ownOrigin && (isPath || !allowedOrigins.includes(url.origin)))
    return { refused: 'foreign_origin' };
  if (url.pathname.startsWith('//') || hidden.test(url.pathname)) return { refused: 'ambiguous_path' };
  return { ok: isPath ? url.pathname + url.search + url.hash : url.href };
}

/** `%2f`, `%5c`, `%00`–`%1f`, `%7f`, and the same behind any number of `%25`. */
const hidden = /%(25)*(2f|5c|[01][0-9a-f]|7f)/i;

const authorityOf = (address: string): string => /^https?:\/\/([^/?#]*)/i.exec(address)?.[1] ?? '';
